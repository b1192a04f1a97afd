"""Questions about the certainty of results."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from models import Certainty, Factor, GradeResult, Job
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import may_read_sheets
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import JobState
from riskassess.queries.assessments import Case, get_case, newest_result
from riskassess.queries.facts import is_approval_stale
from riskassess.queries.jobs import find_newest_job
from riskassess.queries.projects import find_filing, get_own_case

JOB_KIND = "compute_certainty"


@dataclass(frozen=True)
class Work:
    """The newest job that computes a result's certainty."""

    job: Job

    @property
    def is_going_on(self) -> bool:
        """Return whether the job waits or runs."""
        return self.job.state in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True)
class CertaintyView:
    """A result and how certain it is; `record` is None where it is not computed (yet)."""

    case: Case
    result: GradeResult | None
    stored: Certainty | None
    names: dict[str, str]
    work: Work | None = None
    is_stale: bool = False  # what the filed grade stands on was corrected after the filing

    @property
    def record(self) -> dict[str, Any] | None:
        """Return the stored record as plain data."""
        if self.stored is None:
            return None
        found: dict[str, Any] = json.loads(self.stored.record)
        return found


def find_certainty(session: Session, result_id: int | None) -> Certainty | None:
    """Return the certainty of a result, or None."""
    return session.exec(select(Certainty).where(Certainty.grade_result_id == result_id)).first()


def find_work(session: Session, result_id: int | None) -> Work | None:
    """Return the newest work on a result's certainty, or None."""
    job = find_newest_job(session, kind=JOB_KIND, subject_id=result_id or 0)
    return None if job is None else Work(job)


def get_office_certainty(session: Session, assessment_id: int, *, actor: Actor) -> CertaintyView:
    """Return the newest result's certainty; raises NotFound for who may not read sheets."""
    case = get_case(session, assessment_id, actor=actor)
    if not may_read_sheets(actor, round_state=RoundState.CLOSED, owner_expert_id=None):
        raise NotFound("not_found", where=f"assessment:{assessment_id}")
    return _view(session, case, newest_result(session, case.id))


def get_filed_certainty(session: Session, assessment_id: int, *, actor: Actor) -> CertaintyView:
    """Return the certainty of the filed result of an own project; raises NotFound before filing."""
    case = get_own_case(session, assessment_id, actor=actor)
    filing = find_filing(session, case)
    if filing is None:
        raise NotFound("not_found", where=f"assessment:{assessment_id}")
    result = session.exec(
        select(GradeResult)
        .where(GradeResult.assessment_id == case.id, GradeResult.fingerprint == filing.fingerprint)
        .order_by(col(GradeResult.id).desc())
    ).first()
    return _view(session, case, result)


def _view(session: Session, case: Case, result: GradeResult | None) -> CertaintyView:
    stored = None if result is None else find_certainty(session, result.id)
    factors = session.exec(select(Factor).where(Factor.assessment_id == case.id))
    names = {row.code: row.name for row in factors}
    work = None if result is None or stored else find_work(session, result.id)
    is_stale = is_approval_stale(session, case)
    return CertaintyView(case, result, stored, names, work, is_stale)

"""How certain a result is: computed by a job after it, stored beside it, repeated for a check."""

from contextlib import suppress
from datetime import datetime

from sqlmodel import Session

from models import Certainty, GradeResult, Job, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.certainty import Certainty as Computed
from riskassess.domain.certainty import certainty_of_text, seed_of
from riskassess.domain.errors import Conflict, InvalidInput, NotFound
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import lock_case, newest_result
from riskassess.queries.certainty import JOB_KIND, find_certainty, find_work
from riskassess.queries.dossiers import approved_result
from riskassess.queries.manuals import get_manual
from riskassess.services.audit import record
from riskassess.services.jobs import queue_job

ASKERS = (Role.CASE_OFFICER, Role.APPROVER)


def queue_certainty(session: Session, result: GradeResult, *, actor: Actor, now: datetime) -> Job:
    """Queue the computation of a new result's certainty; does not commit.

    It may take a minute, which no transaction of a result should. Ring the bell after the commit.
    """
    session.flush()  # a new result gets its id
    job = queue_job(session, kind=JOB_KIND, subject_id=row_id(result), actor=actor, now=now)
    session.flush()
    return job


def store_certainty(session: Session, *, result_id: int, now: datetime) -> Certainty:
    """Compute and store how certain a stored result is, unless it stands; the work of the job.

    Its seed follows from the result's fingerprint, so nobody can choose a kinder one. Nothing is
    locked while it is computed.
    """
    with transaction(session):
        stored = find_certainty(session, result_id)
        result = session.get_one(GradeResult, result_id)
        manual = get_manual(session, result.manual_version_id)
        file_text, fingerprint = result.assessment_file, result.fingerprint
    if stored is not None:
        return stored
    computed = _computed(file_text, manual, fingerprint, where=f"grade_result:{result_id}")
    with transaction(session):
        return find_certainty(session, result_id) or _add(session, result_id, computed, now=now)


def store_waiting(session: Session, *, assessment_id: int, now: datetime) -> None:
    """Compute the approved result's certainty if its job still waits: a dossier goes without none.

    A result that can no longer be computed is left to its own job, which tells so.
    """
    result = approved_result(session, assessment_id)
    work = find_work(session, result.id) if result else None
    if result and work and work.is_going_on:
        with suppress(Conflict):
            store_certainty(session, result_id=row_id(result), now=now)


def _add(session: Session, result_id: int, computed: Computed, *, now: datetime) -> Certainty:
    result = session.get_one(GradeResult, result_id)
    stored = Certainty(
        office_id=result.office_id,
        grade_result_id=result_id,
        seed=computed.seed,
        resamples=computed.resamples,
        record=computed.text,
        computed_at=now,
    )
    session.add(stored)
    after = {"seed": stored.seed, "resamples": stored.resamples}
    actor = system_actor(result.office_id)
    record(session, actor=actor, action="result:certainty", subject=result, now=now, after=after)
    return stored


def fresh_certainty(
    result: GradeResult, manual: Manual, *, resamples: int | None = None
) -> Computed:
    """Return a result's certainty, computed from its stored file.

    Raises Conflict `result_unreadable` when the file can no longer be computed.
    """
    where = f"grade_result:{result.id}"
    return _computed(result.assessment_file, manual, result.fingerprint, resamples, where=where)


def _computed(
    file_text: str, manual: Manual, fingerprint: str, resamples: int | None = None, *, where: str
) -> Computed:
    try:
        return certainty_of_text(file_text, manual, seed=seed_of(fingerprint), resamples=resamples)
    except InvalidInput as error:
        raise Conflict("result_unreadable", where=where) from error


def compute_certainty(
    session: Session, *, assessment_id: int, actor: Actor, now: datetime
) -> int | None:
    """Queue the computation for the newest result; return the job to ring for, or None.

    None where it stands already or is being computed. Raises NotFound for everybody but case
    officers and approvers: who only reads may not have anything written.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        result = newest_result(session, case.id)
        if result is None or not actor.has(*ASKERS):
            raise NotFound("not_found", where=f"assessment:{assessment_id}")
        work = find_work(session, row_id(result))
        if find_certainty(session, row_id(result)) or (work and work.is_going_on):
            return None
        return row_id(queue_certainty(session, result, actor=actor, now=now))


def holds(stored: Certainty, result: GradeResult, manual: Manual) -> bool:
    """Return whether a stored record equals a fresh computation, byte for byte."""
    return fresh_certainty(result, manual, resamples=stored.resamples).text == stored.record

"""What a sponsor asks about the own projects: list, points, counts, filing, history."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    Certificate,
    DecisionRecord,
    GradeProposal,
    PointKind,
    Project,
    ReturnPoint,
    Survey,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.vocabulary import AssessmentState, ProposalState, RiskGrade
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.facts import is_approval_stale

FILED = frozenset(
    {
        AssessmentState.FILED,
        AssessmentState.DECIDED,
        AssessmentState.TRACKING,
        AssessmentState.CLOSED,
        AssessmentState.ARCHIVED,
    }
)


@dataclass(frozen=True)
class Filing:
    """What a sponsor may know of the grade once it is filed."""

    initial_grade: RiskGrade
    expected_grade: RiskGrade | None
    number: str
    fingerprint: str
    filed_at: datetime
    decision: DecisionRecord | None
    is_stale: bool = False  # what the grade stands on was corrected after the filing


def get_own_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    """Return a case of the actor's own unit; raises NotFound.

    Somebody who also works for the office comes to a case of another unit through the office's
    pages, never through the sponsor's.
    """
    case = get_case(session, assessment_id, actor=actor)
    if not actor.has(*SPONSOR) or case.project.unit_id != actor.unit_id:
        raise NotFound("not_found", where="assessment")
    return case


def details_of(project: Project) -> Mapping[str, str]:
    """Return the fields of the kind as texts, by key."""
    found: dict[str, str] = json.loads(project.details or "{}")
    return found


def list_points(session: Session, case: Case) -> list[ReturnPoint]:
    """Return every marked point, newest return first."""
    return list(
        session.exec(
            select(ReturnPoint)
            .where(ReturnPoint.assessment_id == case.id)
            .order_by(col(ReturnPoint.raised_at).desc(), col(ReturnPoint.id))
        )
    )


def current_points(session: Session, case: Case) -> list[ReturnPoint]:
    """Return the points that are with the sponsor now: the last return's, and unanswered ones."""
    kind = {
        AssessmentState.RETURNED: PointKind.REGISTRATION,
        AssessmentState.PREPARING: PointKind.PREPARATION,
        AssessmentState.REVISING: PointKind.REVISION,
    }.get(case.assessment.state)
    points = [point for point in list_points(session, case) if point.kind is kind]
    last = max((point.raised_at for point in points), default=None)
    return [point for point in points if point.raised_at == last or point.answered_at is None]


def list_surveys(session: Session, case: Case) -> list[Survey]:
    """Return every version of the counts, newest first."""
    return list(
        session.exec(
            select(Survey)
            .where(Survey.assessment_id == case.id)
            .order_by(col(Survey.number).desc())
        )
    )


def find_filing(session: Session, case: Case) -> Filing | None:
    """Return grade, certificate and decision, or None before the filing."""
    if case.standing not in FILED:
        return None
    found = session.exec(
        select(GradeProposal, Certificate)
        .join(Certificate, col(Certificate.proposal_id) == col(GradeProposal.id))
        .where(
            GradeProposal.assessment_id == case.id, GradeProposal.state == ProposalState.APPROVED
        )
        .order_by(col(Certificate.id).desc())
    ).first()
    if found is None:
        return None
    proposal, certificate = found
    decision = session.exec(
        select(DecisionRecord).where(DecisionRecord.assessment_id == case.id)
    ).one_or_none()
    return Filing(
        proposal.initial_grade,
        proposal.expected_grade,
        certificate.number,
        certificate.fingerprint,
        certificate.signed_at,
        decision,
        is_approval_stale(session, case),
    )

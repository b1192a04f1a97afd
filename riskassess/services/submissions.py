"""What the sponsor hands over: registration, survey, materials, answers to marked points."""

from datetime import datetime

from sqlmodel import Session

from models import PointKind, ReturnPoint
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState, RefusalReason
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.projects import current_points
from riskassess.services.assessments import move
from riskassess.services.audit import record
from riskassess.services.revision_points import Revised, store_revised

LONGEST_ANSWER = 5000
ANSWERED_IN = {
    PointKind.REGISTRATION: AssessmentState.RETURNED,
    PointKind.PREPARATION: AssessmentState.PREPARING,
    PointKind.REVISION: AssessmentState.REVISING,
}


def submit_assessment(session: Session, *, assessment_id: int, actor: Actor, now: datetime) -> Case:
    """Submit a registration, or submit it again with every point answered."""
    return _hand_over(session, assessment_id, action=AssessmentAction.SUBMIT, actor=actor, now=now)


def finish_survey(session: Session, *, assessment_id: int, actor: Actor, now: datetime) -> Case:
    """End the survey and go on to preparing the materials."""
    return _hand_over(
        session, assessment_id, action=AssessmentAction.FINISH_SURVEY, actor=actor, now=now
    )


def answer_revision(session: Session, *, assessment_id: int, actor: Actor, now: datetime) -> Case:
    """Give the revised report back to the review, with every point answered."""
    return _hand_over(
        session, assessment_id, action=AssessmentAction.ANSWER_REVISION, actor=actor, now=now
    )


def hand_in(session: Session, *, assessment_id: int, actor: Actor, now: datetime) -> Case:
    """Hand the materials in for review; they stay as they are until the office returns them."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        move(session, case, action=AssessmentAction.HAND_IN, actor=actor, now=now)
        case.assessment.handed_in_at = now
    return case


def _hand_over(
    session: Session, assessment_id: int, *, action: AssessmentAction, actor: Actor, now: datetime
) -> Case:
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        move(session, case, action=action, actor=actor, now=now)
    return case


def answer_point(
    session: Session,
    *,
    assessment_id: int,
    point_id: int,
    text: str,
    revised: Revised | None = None,
    actor: Actor,
    now: datetime,
) -> ReturnPoint:
    """Store the answer to one marked point; it may be changed until everything is resubmitted.

    A point of the group opinion says whether it was adopted and on which page of the report.

    Raises InvalidInput `point_answer_missing` for an empty text or what `store_revised` raises,
    IllegalTransition when the assessment is not with the sponsor, NotFound for a point of another
    assessment.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        if not actor.has(*SPONSOR):
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"assessment:{case.id}")
        point = session.get(ReturnPoint, point_id)
        if point is None or point.assessment_id != case.id:
            raise NotFound("not_found", where=f"return_point:{point_id}")
        _refuse_late_answer(session, case, point)
        if point.group_point_id is not None:
            store_revised(point, revised or Revised(), text=text)
        elif not text.strip():
            raise InvalidInput("point_answer_missing", where="answer")
        if len(text) > LONGEST_ANSWER:
            raise InvalidInput("text_too_long", where="answer", most=LONGEST_ANSWER)
        point.answer = text.strip()
        point.answered_by_id, point.answered_at = actor.account_id, now
        record(session, actor=actor, action="return_point:answer", subject=point, now=now)
    return point


def _refuse_late_answer(session: Session, case: Case, point: ReturnPoint) -> None:
    if case.assessment.state is not ANSWERED_IN[point.kind]:
        raise IllegalTransition("wrong_state", where=f"assessment:{case.id}")
    if point.kind is PointKind.PREPARATION and case.assessment.handed_in_at is not None:
        raise Refused(RefusalReason.ALREADY_ANSWERED, where=f"assessment:{case.id}")
    if point not in current_points(session, case):
        raise Refused(RefusalReason.ALREADY_ANSWERED, where=f"return_point:{point.id}")

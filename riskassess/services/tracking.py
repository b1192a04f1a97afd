"""The office checks each proven measure and closes the case."""

from datetime import datetime

from sqlmodel import Session, select

from models import Commitment, Measure
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentAction, CommitmentState, RefusalReason
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.facts import facts_of
from riskassess.services.assessments import move, require
from riskassess.services.audit import record


def check_measure(
    session: Session,
    *,
    assessment_id: int,
    measure_id: int,
    is_confirmed: bool,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Commitment:
    """Confirm that a proven measure was carried out, or give it back with a remark.

    Raises
    ------
    Refused
        `already_answered` when the measure is not waiting for a check: somebody was faster.
    InvalidInput
        `remark_missing` when it is given back without saying why.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require(session, case, action=AssessmentAction.CHECK_MEASURE, actor=actor)
        commitment = _commitment(session, case, measure_id)
        if commitment.state is not CommitmentState.PROVEN:
            raise Refused(RefusalReason.ALREADY_DECIDED, where=f"measure:{measure_id}")
        if not is_confirmed and not remark.strip():
            raise InvalidInput("remark_missing", where="remark")
        before = commitment.state
        after = CommitmentState.CONFIRMED if is_confirmed else CommitmentState.PLANNED
        commitment.state, commitment.remark = after, remark.strip()
        commitment.checked_by_id, commitment.checked_at = actor.account_id, now
        record(
            session,
            actor=actor,
            action="measure:check",
            subject=session.get_one(Measure, measure_id),
            before={"state": before},
            after={"state": after, "remark": commitment.remark},
            now=now,
        )
    return commitment


def _commitment(session: Session, case: Case, measure_id: int) -> Commitment:
    measure = session.get(Measure, measure_id)
    if measure is None or measure.assessment_id != case.id or measure.removed_at is not None:
        raise NotFound("not_found", where=f"measure:{measure_id}")
    found = session.exec(
        select(Commitment).where(Commitment.measure_id == measure_id)
    ).one_or_none()
    if found is None:
        raise Refused(RefusalReason.ALREADY_DECIDED, where=f"measure:{measure_id}")
    return found


def close_assessment(
    session: Session, *, assessment_id: int, reason: str, actor: Actor, now: datetime
) -> Case:
    """Close a case: every measure is confirmed, or the project does not go ahead."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        move(
            session,
            case,
            action=AssessmentAction.CLOSE,
            actor=actor,
            now=now,
            facts=facts_of(session, case, reason=reason.strip()),
        )
    return case

"""What the decision body did with the filed grade, and the start of tracking."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import DecisionRecord
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import AssessmentAction, Decision
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.facts import facts_of
from riskassess.services.assessments import move
from riskassess.services.audit import record


@dataclass(frozen=True)
class Act:
    """The decision body's act: what, who, when, and why where it differs."""

    decision: Decision
    body: str
    decided_on: date
    reason: str = ""


def record_decision(
    session: Session, *, assessment_id: int, act: Act, actor: Actor, now: datetime
) -> DecisionRecord:
    """Record the act beside what the system recommended.

    Raises
    ------
    Refused
        `reason_missing` when the act differs from the recommendation without a reason.
    InvalidInput
        `decided_in_future` when its day has not come yet.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        facts = facts_of(session, case, reason=act.reason.strip(), decision=act.decision)
        move(
            session,
            case,
            action=AssessmentAction.RECORD_DECISION,
            actor=actor,
            now=now,
            facts=facts,
        )
        # a day ahead at most: the store's clock is in UTC, the decision's day is local
        if (act.decided_on - now.date()).days > 1:
            raise InvalidInput("decided_in_future", where="decided_on")
        row = DecisionRecord(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            decision=act.decision,
            recommendation=facts.recommendation,
            body=act.body.strip(),
            decided_on=act.decided_on,
            reason=act.reason.strip(),
            recorded_by_id=actor.account_id,
            recorded_at=now,
        )
        session.add(row)
        record(
            session,
            actor=actor,
            action="decision:record",
            subject=row,
            after={"decision": act.decision, "recommendation": facts.recommendation},
            now=now,
        )
    return row


def start_tracking(session: Session, *, assessment_id: int, actor: Actor, now: datetime) -> Case:
    """Begin to track the measures of a project that goes ahead."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        move(session, case, action=AssessmentAction.START_TRACKING, actor=actor, now=now)
    return case

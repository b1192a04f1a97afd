"""How long a case was suspended: the clocks of the procedure stand still meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Account, ClockChange, Transition
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState
from riskassess.queries.assessments import Case


def paused_since(session: Session, assessment_id: int, since: datetime) -> timedelta:
    """Return for how long altogether the case was suspended after a moment, until it resumed."""
    rows = session.exec(
        select(Transition)
        .where(
            Transition.assessment_id == assessment_id,
            col(Transition.action).in_((AssessmentAction.SUSPEND, AssessmentAction.RESUME)),
            Transition.at > since,
        )
        .order_by(col(Transition.id))
    )
    total, began = timedelta(), None
    for row in rows:
        if row.action is AssessmentAction.SUSPEND:
            began = row.at
        elif began is not None:
            total, began = total + (row.at - began), None
    return total


@dataclass(frozen=True)
class Delay:
    """By how much a clock was put off, and by whom."""

    row: ClockChange
    changed_by: str


def list_clock_changes(session: Session, case: Case) -> list[Delay]:
    """Return by how much the clocks of a case were put off, newest first."""
    rows = session.exec(
        select(ClockChange, Account.display_name)
        .outerjoin(Account, col(Account.id) == col(ClockChange.changed_by_id))
        .where(ClockChange.assessment_id == case.id)
        .order_by(col(ClockChange.id).desc())
    )
    return [Delay(row, name or "") for row, name in rows]


def newest_halt(session: Session, case: Case) -> Transition | None:
    """Return the step by which the case was suspended or cancelled, while it is so."""
    if case.assessment.state not in {AssessmentState.SUSPENDED, AssessmentState.CANCELLED}:
        return None
    return session.exec(
        select(Transition)
        .where(Transition.assessment_id == case.id, Transition.after == case.assessment.state)
        .order_by(col(Transition.id).desc())
    ).first()

"""How long a case was suspended: the clocks of the procedure stand still meanwhile."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import ClockChange, DueChange, Review, Transition
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


def list_clock_changes(session: Session, case: Case) -> list[ClockChange]:
    """Return by how much the clocks of a case were put off, newest first."""
    return list(
        session.exec(
            select(ClockChange)
            .where(ClockChange.assessment_id == case.id)
            .order_by(col(ClockChange.id).desc())
        )
    )


def list_review_delays(session: Session, case: Case) -> list[DueChange]:
    """Return by how much the days of the case's reviews were put off, newest first."""
    return list(
        session.exec(
            select(DueChange)
            .join(Review, col(Review.id) == col(DueChange.review_id))
            .where(Review.assessment_id == case.id)
            .order_by(col(DueChange.id).desc())
        )
    )


def newest_halt(session: Session, case: Case) -> Transition | None:
    """Return the step by which the case was suspended or cancelled, while it is so."""
    if case.assessment.state not in {AssessmentState.SUSPENDED, AssessmentState.CANCELLED}:
        return None
    return session.exec(
        select(Transition)
        .where(Transition.assessment_id == case.id, Transition.after == case.assessment.state)
        .order_by(col(Transition.id).desc())
    ).first()

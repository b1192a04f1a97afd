"""Questions about the room of a review: its days, rounds, meeting and raised risks; no score."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import (
    Account,
    DueChange,
    Factor,
    RaisedRisk,
    Review,
    ReviewRound,
    RoundKey,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RaisedState, RoundKind, RoundState
from riskassess.domain.vocabulary import ReviewKind
from riskassess.queries.own_rows import own_row
from riskassess.queries.round_openings import key_holders

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class DueLine:
    """A day that was put off, and by whom."""

    row: DueChange
    changed_by: str


@dataclass(frozen=True)
class RiskLine:
    """A raised risk and what became of it; whose it is stays with the round."""

    risk: RaisedRisk
    factor: Factor | None
    decided_by: str


def review_of_office(session: Session, review_id: int, *, actor: Actor) -> Review:
    """Return a review of the actor's office; raises NotFound."""
    return own_row(session, Review, review_id, actor=actor, named="review")


def count_project_reviews(session: Session, assessment_id: int) -> int:
    """Return how many project reviews an assessment had; the manual's limit counts these alone."""
    return session.exec(
        select(func.count(col(Review.id))).where(
            Review.assessment_id == assessment_id, Review.kind == ReviewKind.PROJECT_REVIEW
        )
    ).one()


def list_due_changes(session: Session, review_id: int) -> list[DueLine]:
    """Return how often and why the day of a review was put off, in order."""
    rows = session.exec(
        select(DueChange, Account.display_name)
        .outerjoin(Account, col(Account.id) == col(DueChange.changed_by_id))
        .where(DueChange.review_id == review_id)
        .order_by(col(DueChange.id))
    )
    return [DueLine(row, name or "") for row, name in rows]


def list_rounds(session: Session, review_id: int) -> list[ReviewRound]:
    """Return the rounds of a review in order."""
    return list(
        session.exec(
            select(ReviewRound)
            .where(ReviewRound.review_id == review_id)
            .order_by(col(ReviewRound.number))
        )
    )


def list_raised_risks(session: Session, review_id: int) -> list[RiskLine]:
    """Return what experts raised in the issue round of a review; nothing before it is closed."""
    rounds = [
        row_id(row)
        for row in list_rounds(session, review_id)
        if row.kind is RoundKind.ISSUES and row.state is RoundState.CLOSED
    ]
    rows = session.exec(
        select(RaisedRisk, Factor, Account.display_name)
        .outerjoin(Factor, col(Factor.id) == col(RaisedRisk.factor_id))
        .outerjoin(Account, col(Account.id) == col(RaisedRisk.decided_by_id))
        .where(col(RaisedRisk.round_id).in_(rounds))
        # by name: the order of the sheets would tell who raised what
        .order_by(col(RaisedRisk.name), col(RaisedRisk.id))
    )
    return [RiskLine(risk, factor, name or "") for risk, factor, name in rows]


def count_open_risks(lines: Sequence[RiskLine]) -> int:
    """Return how many raised risks wait for a decision."""
    return sum(line.risk.state is RaisedState.RAISED for line in lines)


def read_outcome(round_: ReviewRound) -> dict[str, Any] | None:
    """Return the stored outcome of a closed scoring round, or None."""
    is_told = round_.state is RoundState.CLOSED and round_.outcome
    return json.loads(round_.outcome) if is_told else None


def list_key_holders(session: Session, round_id: int) -> list[tuple[str, bool]]:
    """Return who holds a part of a locked round's key, and whether the part was given."""
    key = session.exec(select(RoundKey).where(RoundKey.round_id == round_id)).one_or_none()
    if key is None:
        return []
    given, holders = set(json.loads(key.parts)), list(key_holders(key))
    rows = session.exec(
        select(Account.id, Account.display_name)
        .where(col(Account.id).in_(holders))
        .order_by(col(Account.id))
    )
    return [(name, str(account_id) in given) for account_id, name in rows]


def materials_day(review: Review, days: int) -> date | None:
    """Return the last day on which the materials are in time for the meeting, or None."""
    if review.meeting_at is None:
        return None
    return review.meeting_at.astimezone(SHANGHAI).date() - timedelta(days=days)


def materials_are_late(review: Review, days: int, *, today: date) -> bool:
    """Return whether the meeting comes sooner after the materials than the manual's days."""
    last = materials_day(review, days)
    sent = review.materials_at.astimezone(SHANGHAI).date() if review.materials_at else today
    return last is not None and sent > last

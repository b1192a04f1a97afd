"""Fees that are settled: what is payable and what was paid, with sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Assessment, Expert, Fee, PanelMember, Project, Review
from riskassess.domain.actor import Actor
from riskassess.queries.pages import Query

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 2_000


@dataclass(frozen=True)
class FeeChoice:
    """Which fees are wanted: paid or not, settled from one day until another, of one review."""

    paid: bool | None = None
    from_on: date | None = None
    until_on: date | None = None
    review_id: int | None = None


@dataclass(frozen=True)
class FeeList:
    """The fees and their sum in fen; `is_cut` when there are more than are shown."""

    rows: Sequence[Any]
    is_cut: bool

    @property
    def total(self) -> int:
        """Return the sum of the rows in fen."""
        return sum(row.amount for row in self.rows)


def list_fees(session: Session, actor: Actor, choice: FeeChoice) -> FeeList:
    """Return the office's fees, by review and seat.

    Rows: id, expert_id, code, name, employer, assessment, title, number, reckoning, amount,
    settled_at, paid_on, voucher, comment.
    """
    query = _fees().where(col(Fee.office_id) == actor.office_id, *_conditions(choice))
    ordered = query.order_by(col(Review.id), col(PanelMember.position), col(Fee.id))
    rows = session.execute(ordered.limit(MOST + 1)).all()
    return FeeList(rows[:MOST], len(rows) > MOST)


def _conditions(choice: FeeChoice) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if choice.paid is not None:
        found.append(col(Fee.paid_on).is_not(None) if choice.paid else col(Fee.paid_on).is_(None))
    if choice.from_on is not None:
        found.append(col(Fee.settled_at) >= _first_moment(choice.from_on))
    if choice.until_on is not None:
        found.append(col(Fee.settled_at) < _first_moment(choice.until_on + timedelta(days=1)))
    if choice.review_id is not None:
        found.append(col(Review.id) == choice.review_id)
    return found


def _first_moment(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _fees() -> Query:
    return (
        sa.select(
            col(Fee.id),
            col(Fee.expert_id),
            col(Expert.code),
            col(Expert.name),
            col(Expert.employer),
            col(Assessment.code).label("assessment"),
            col(Project.title),
            col(Review.number),
            col(Fee.reckoning),
            col(Fee.amount),
            col(Fee.settled_at),
            col(Fee.paid_on),
            col(Fee.voucher),
            col(Fee.comment),
        )
        .join(Expert, col(Expert.id) == col(Fee.expert_id))
        .join(PanelMember, col(PanelMember.id) == col(Fee.member_id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
    )


def find_fee(session: Session, member_id: int) -> Fee | None:
    """Return what was settled for a seat, or None."""
    return session.exec(select(Fee).where(Fee.member_id == member_id)).one_or_none()

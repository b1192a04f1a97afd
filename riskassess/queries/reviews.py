"""Questions about reviews: who stands where, how the panel was drawn; never a score."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import DrawState
from models import (
    Account,
    Draw,
    Expert,
    ItemPoints,
    MustFix,
    PanelMember,
    QualityPoints,
    Review,
    ReviewRound,
    Score,
    Sheet,
    SheetVersion,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import consultation_goes_on, may_read_sheets
from riskassess.domain.room_vocabulary import RoundState, VersionKind
from riskassess.domain.vocabulary import MemberState, SheetState
from riskassess.queries.assessments import Case, get_case, list_factors, newest_round
from riskassess.queries.own_rows import own_row

SEATED = frozenset(
    {MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED}
)


@dataclass(frozen=True)
class MemberLine:
    """Where one member stands: times and states, no figures."""

    member: PanelMember
    name: str
    started_at: datetime | None
    submitted_at: datetime | None

    @property
    def is_seated(self) -> bool:
        """Return whether the member sits on the panel now."""
        return self.member.state in SEATED


@dataclass(frozen=True)
class DrawLine:
    """A draw with who pressed and its record read back."""

    draw: Draw
    drawn_by: str
    snapshot: Mapping[str, Any]
    rule: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def is_pending(self) -> bool:
        """Return whether the draw waits for its values."""
        return self.draw.state is DrawState.ANNOUNCED


@dataclass(frozen=True)
class ReviewView:
    """A review with its newest round, its members and draws."""

    case: Case
    review: Review
    round: ReviewRound
    members: list[MemberLine]
    draws: list[DrawLine]

    @property
    def is_open(self) -> bool:
        """Return whether members may still fill their sheets."""
        return self.round.state is RoundState.OPEN

    @property
    def seated(self) -> list[MemberLine]:
        """Return the members of the panel as it is now."""
        return [line for line in self.members if line.is_seated]

    @property
    def submitted(self) -> int:
        """Return how many sheets are in."""
        return sum(line.submitted_at is not None for line in self.members)

    @property
    def absent(self) -> list[MemberLine]:
        """Return the seated members without a submitted sheet."""
        return [line for line in self.seated if line.submitted_at is None]


def list_reviews(session: Session, assessment_id: int) -> list[Review]:
    """Return the reviews of an assessment, newest first."""
    return list(
        session.exec(
            select(Review)
            .where(Review.assessment_id == assessment_id)
            .order_by(col(Review.number).desc())
        )
    )


def get_review(session: Session, review_id: int, *, actor: Actor) -> ReviewView:
    """Return a review of the actor's office; raises NotFound."""
    review = own_row(session, Review, review_id, actor=actor, named="review")
    case = get_case(session, review.assessment_id, actor=actor)
    round_ = newest_round(session, review_id)
    if round_ is None:
        raise NotFound("not_found", where=f"review:{review_id}")
    return ReviewView(
        case, review, round_, _members(session, review_id, round_), _draws(session, review_id)
    )


def _members(session: Session, review_id: int, round_: ReviewRound) -> list[MemberLine]:
    counts = sa.func.coalesce(col(Sheet.submitted_at), _last_submission())
    rows = session.exec(
        select(PanelMember, Expert.name, Sheet.started_at, counts)
        .outerjoin(Expert, col(Expert.id) == col(PanelMember.expert_id))
        .outerjoin(
            Sheet, (col(Sheet.member_id) == col(PanelMember.id)) & (Sheet.round_id == round_.id)
        )
        .where(PanelMember.review_id == review_id)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    )
    return [MemberLine(member, name or "", *times) for member, name, *times in rows]


def _last_submission() -> sa.ScalarSelect[datetime]:
    """Return when the last version was submitted; of a reopened sheet it counts meanwhile."""
    return (
        sa.select(sa.func.max(col(SheetVersion.made_at)))
        .where(
            col(SheetVersion.sheet_id) == col(Sheet.id),
            col(SheetVersion.kind) == VersionKind.SUBMITTED,
        )
        .correlate(Sheet)
        .scalar_subquery()
    )


def _draws(session: Session, review_id: int) -> list[DrawLine]:
    rows = session.exec(
        select(Draw, Account.display_name)
        .outerjoin(Account, col(Account.id) == col(Draw.drawn_by_id))
        .where(Draw.review_id == review_id)
        .order_by(col(Draw.number))
    )
    return [_draw_line(draw, name or "") for draw, name in rows]


def _draw_line(draw: Draw, drawn_by: str) -> DrawLine:
    read = json.loads
    return DrawLine(
        draw, drawn_by, read(draw.pool_snapshot), read(draw.rule), read(draw.result or "{}")
    )


@dataclass(frozen=True)
class SheetView:
    """One submitted sheet of a closed round, factor by factor or item by item."""

    case: Case
    review: Review
    member: PanelMember
    sheet: Sheet
    scores: list[tuple[str, str, Score]]
    points: dict[str, ItemPoints]
    must_fix: list[MustFix]
    quality: dict[str, int]


def get_sheet(session: Session, sheet_id: int, *, actor: Actor) -> SheetView:
    """Return a submitted sheet once its round is closed; before, it does not exist for anybody.

    A consultation's sheets exist for nobody else before the consultation is ended.
    """
    sheet = session.get(Sheet, sheet_id)
    if sheet is None or sheet.state is not SheetState.SUBMITTED:
        raise NotFound("not_found", where=f"sheet:{sheet_id}")
    member = session.get_one(PanelMember, sheet.member_id)
    review = session.get_one(Review, member.review_id)
    case = get_case(session, review.assessment_id, actor=actor)
    round_ = session.get_one(ReviewRound, sheet.round_id)
    if not may_read_sheets(
        actor,
        round_state=round_.state,
        owner_expert_id=member.expert_id,
        goes_on=consultation_goes_on(review.kind, review.state),
    ):
        raise NotFound("not_found", where=f"sheet:{sheet_id}")
    given = {row.factor_id: row for row in _rows(session, Score, sheet_id)}
    scores = [
        (factor.code, factor.name, given[row_id(factor)])
        for factor in list_factors(session, case.id)
        if row_id(factor) in given
    ]
    return SheetView(
        case,
        review,
        member,
        sheet,
        scores,
        points={row.item: row for row in _rows(session, ItemPoints, sheet_id)},
        must_fix=_rows(session, MustFix, sheet_id),
        quality={row.heading: row.points for row in _rows(session, QualityPoints, sheet_id)},
    )


def _rows(session: Session, table: Any, sheet_id: int) -> list[Any]:
    return list(
        session.exec(select(table).where(table.sheet_id == sheet_id).order_by(col(table.id)))
    )

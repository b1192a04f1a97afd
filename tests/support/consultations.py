"""Consultations for tests: rounds that were closed with what each expert gave."""

from typing import Any

from sqlmodel import Session

from models import Factor, RaisedRisk, ReviewRound, Score, Sheet, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RoundKind, RoundState, RoundWay
from riskassess.domain.vocabulary import (
    MemberState,
    ReviewKind,
    Role,
    SheetState,
    Stage,
)
from riskassess.queries.assessments import get_case, list_factors
from riskassess.services.round_ends import finish_round
from tests import factories
from tests.support.kept_scene import kept
from tests.support.review_room import ReviewRoom, make_room

RISK = "补偿标准前后不一"


@kept
def consultation_room(session: Session, *, experts: int = 3) -> ReviewRoom:
    """Make a consultation in its open issue round."""
    made = make_room(session, experts=experts)
    made.review.kind = ReviewKind.EXPERT_CONSULTATION
    made.review.occasion = "补偿标准争议大"
    made.review.pool_manual_version_id = factories.pool_manual().id
    made.round.kind, made.round.number = RoundKind.ISSUES, 0
    factories.save(made.review)
    factories.save(made.round)
    return made


def officer_of(room: ReviewRoom, *roles: Role) -> Actor:
    """Make a case officer of the room's office."""
    return factories.actor(*(roles or (Role.CASE_OFFICER,)), office_id=room.review.office_id)


def issues_closed(session: Session, room: ReviewRoom, now: Any) -> RaisedRisk:
    """Close the issue round with one risk that the first expert raised."""
    sheets = [_sheet(room, room.round, chair, now) for chair in room.chairs]
    room.round.state, room.round.closed_at = RoundState.CLOSED, now
    factories.save(room.round)
    return factories.save(
        RaisedRisk(
            office_id=room.review.office_id, round_id=row_id(room.round), sheet_id=sheets[0].id,
            key="k1", category="B", stage=Stage.CONSTRUCTION, name=RISK, reason="两批方案相差三成",
        )
    )  # fmt: skip


def scored(session: Session, room: ReviewRoom, shares: tuple[int, ...], now: Any) -> ReviewRound:
    """Add a scoring round in which each expert gave every factor one share, and close it."""
    number = 1 if room.round.kind is RoundKind.ISSUES else room.round.number + 1
    room.round = factories.save(
        ReviewRound(
            office_id=room.review.office_id, review_id=row_id(room.review), number=number,
            kind=RoundKind.SCORING, way=RoundWay.OWN_TIME, opened_at=now,
        )
    )  # fmt: skip
    factors = list_factors(session, row_id(room.assessment))
    for chair, share in zip(room.chairs, shares, strict=True):
        sheet = _sheet(room, room.round, chair, now)
        for factor in factors:
            _score(sheet, factor, share)
    actor = officer_of(room)
    case = get_case(session, row_id(room.assessment), actor=actor)
    finish_round(session, case, room.review, room.round, opener=None, actor=actor, now=now)
    session.commit()
    return room.round


def _sheet(room: ReviewRoom, round_: ReviewRound, chair: Any, now: Any) -> Sheet:
    chair.member.state = MemberState.SUBMITTED
    factories.save(chair.member)
    return factories.save(
        Sheet(
            office_id=room.review.office_id, round_id=row_id(round_),
            member_id=row_id(chair.member), state=SheetState.SUBMITTED, started_at=now,
            submitted_at=now,
        )
    )  # fmt: skip


def _score(sheet: Sheet, factor: Factor, share: int) -> None:
    factories.save(
        Score(
            office_id=sheet.office_id, sheet_id=row_id(sheet), factor_id=row_id(factor),
            before_weight=70_000, before_probability=share, before_impact=share,
            after_weight=70_000, after_probability=share // 2, after_impact=share // 2,
        )
    )  # fmt: skip

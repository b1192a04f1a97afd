"""What was said between rounds, under the names of the round; never a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import DiscussionPost, Factor, ReviewRound, RoundName
from riskassess.domain.room_vocabulary import RoundKind, RoundState


@dataclass(frozen=True)
class PostLine:
    """One post as it is read: `op` and `is_own` for its author only, `text` empty once hidden."""

    id: int
    name: str
    text: str
    said_at: datetime
    hidden_reason: str
    op: str
    is_own: bool


def get_discussed_round(session: Session, review_id: int) -> ReviewRound | None:
    """Return the newest closed scoring round; it is discussed until the next one is closed."""
    return session.exec(
        select(ReviewRound)
        .where(
            ReviewRound.review_id == review_id,
            ReviewRound.kind == RoundKind.SCORING,
            ReviewRound.state == RoundState.CLOSED,
        )
        .order_by(col(ReviewRound.number).desc())
        .limit(1)
    ).one_or_none()


def list_posts(
    session: Session, round_id: int, factor_id: int, *, member_id: int
) -> list[PostLine]:
    """Return what was said about a factor, oldest first, as a member of the panel reads it."""
    return [
        PostLine(
            id=post.id or 0,
            name=name,
            text="" if post.hidden_at else post.text,
            said_at=post.said_at,
            hidden_reason=post.hidden_reason,
            op=post.op if post.member_id == member_id else "",
            is_own=post.member_id == member_id,
        )
        for post, name in _posts(session, round_id)
        if post.factor_id == factor_id
    ]


def count_posts(session: Session, round_id: int) -> Mapping[int, int]:
    """Return how much was said about each factor of a round."""
    rows = session.exec(
        select(DiscussionPost.factor_id, func.count(col(DiscussionPost.id)))
        .where(DiscussionPost.round_id == round_id)
        .group_by(col(DiscussionPost.factor_id))
    )
    return {factor_id: count for factor_id, count in rows if factor_id is not None}


def list_moderated(
    session: Session, round_id: int
) -> list[tuple[Factor, list[tuple[DiscussionPost, str]]]]:
    """Return what was said in a round by factor, with round names, for the office."""
    by_factor: dict[int, list[tuple[DiscussionPost, str]]] = {}
    for post, name in _posts(session, round_id):
        by_factor.setdefault(post.factor_id or 0, []).append((post, name))
    factors = session.exec(
        select(Factor)
        .where(col(Factor.id).in_(list(by_factor)))
        .order_by(col(Factor.position), col(Factor.id))
    )
    return [(factor, by_factor[factor.id or 0]) for factor in factors]


def _posts(session: Session, round_id: int) -> list[tuple[DiscussionPost, str]]:
    rows = session.exec(
        select(DiscussionPost, RoundName.name)
        .join(
            RoundName,
            (col(RoundName.round_id) == col(DiscussionPost.round_id))
            & (col(RoundName.member_id) == col(DiscussionPost.member_id)),
        )
        .where(DiscussionPost.round_id == round_id)
        .order_by(col(DiscussionPost.id))
    )
    return [(post, name) for post, name in rows]

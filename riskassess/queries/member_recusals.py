"""Members of a panel whose recusal is recorded, also where it came too late to leave the seat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import PanelMember, Recusal, Review, row_id


def is_recused(member: Any) -> sa.Exists:
    """Return whether a member, of the review in the same query, is recused by now."""
    return (
        sa.select(col(Recusal.id))
        .where(
            col(Recusal.assessment_id) == col(Review.assessment_id),
            col(Recusal.expert_id) == col(member.expert_id),
        )
        .correlate(Review, member)
        .exists()
    )


def recused_since(session: Session, review: Review) -> dict[int, datetime]:
    """Return since when members of a review are recused, by id of the member."""
    rows = session.exec(
        select(PanelMember.id, Recusal.recorded_at)
        .join(Recusal, col(Recusal.expert_id) == col(PanelMember.expert_id))
        .where(PanelMember.review_id == review.id, Recusal.assessment_id == review.assessment_id)
        .order_by(col(Recusal.recorded_at).desc())
    )
    return {member_id or 0: since for member_id, since in rows}  # the first one stands


def without_recused(
    session: Session,
    review: Review,
    members: Sequence[PanelMember],
    *,
    at: datetime | None = None,
) -> list[PanelMember]:
    """Return the members whose recusal is not recorded: by now, or by a moment."""
    since = recused_since(session, review)
    return [
        row
        for row in members
        if (found := since.get(row_id(row))) is None or (at is not None and found > at)
    ]

"""Marks of a closed round by item, and the rule of the room that a review was opened under."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models import Factor, Review, ReviewRound, Score, row_id
from riskassess.domain.pool_manual.room import RoomRule
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.queries.assessment_files import submitted_panel
from riskassess.queries.pool_manuals import pool_manual_by_id, pool_manual_of


def room_rule(session: Session, review: Review) -> RoomRule:
    """Return the room's rule of the pool manual that the review was opened under."""
    if review.pool_manual_version_id is None:  # opened before rooms had rules
        return pool_manual_of(session, review.office_id).room
    return pool_manual_by_id(session, review.pool_manual_version_id).room


def marks_of(session: Session, round_: ReviewRound) -> Mapping[str, list[int]]:
    """Return the marks of each item of a closed round, `B03.before_impact` → one of each expert."""
    panel = submitted_panel(session, row_id(round_))
    order = {row_id(sheet): place for place, (_member, sheet) in enumerate(panel)}
    rows = session.exec(
        select(Score, Factor.code)
        .join(Factor, col(Factor.id) == col(Score.factor_id))
        .where(col(Score.sheet_id).in_(list(order)), col(Factor.removed_at).is_(None))
        .order_by(col(Factor.position), col(Factor.id))
    )
    found: dict[str, dict[int, int]] = {}
    for score, code in rows:
        for field in SCORE_FIELDS:
            mark = getattr(score, field)
            if mark is not None:
                found.setdefault(f"{code}.{field}", {})[order[score.sheet_id]] = mark
    return {
        item: [given[place] for place in sorted(given)]
        for item, given in found.items()
        if len(given) == len(panel)
    }

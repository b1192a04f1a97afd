"""Marks of a closed round by item, and the rule of the room that a review was opened under."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models import Factor, ItemPoints, Review, ReviewRound, Score, row_id
from riskassess.domain.manual import Manual
from riskassess.domain.pool_manual.room import RoomRule
from riskassess.domain.sheet_form import POINT_FIELDS
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.queries.assessment_files import submitted_panel
from riskassess.queries.assessments import list_factors
from riskassess.queries.pool_manuals import pool_manual_by_id, pool_manual_of


def room_rule(session: Session, review: Review) -> RoomRule:
    """Return the room's rule of the pool manual that the review was opened under."""
    if review.pool_manual_version_id is None:  # opened before rooms had rules
        return pool_manual_of(session, review.office_id).room
    return pool_manual_by_id(session, review.pool_manual_version_id).room


def scored_names(session: Session, assessment_id: int, manual: Manual) -> dict[str, str]:
    """Return the names of what is scored, by code: factors, or items of a deduction score."""
    items = manual.deduction.items if manual.deduction else ()
    factors = {row.code: row.name for row in list_factors(session, assessment_id)}
    return {**factors, **{row.code: str(row.name) for row in items}}


def marks_of(session: Session, round_: ReviewRound) -> Mapping[str, list[int]]:
    """Return the marks of each item of a closed round, `B03.before_impact` → one of each expert.

    Under a deduction score the items are its own: `C1.before_points`, in ten-thousandths of a
    point. What only some were asked for, or nobody, is no item.
    """
    panel = submitted_panel(session, row_id(round_))
    order = {row_id(sheet): place for place, (_member, sheet) in enumerate(panel)}
    scores = session.exec(
        select(Score, Factor.code)
        .join(Factor, col(Factor.id) == col(Score.factor_id))
        .where(col(Score.sheet_id).in_(list(order)), col(Factor.removed_at).is_(None))
        .order_by(col(Factor.position), col(Factor.id))
    )
    points = session.exec(
        select(ItemPoints)
        .where(col(ItemPoints.sheet_id).in_(list(order)))
        .order_by(col(ItemPoints.id))
    )
    rows: list[tuple[Score | ItemPoints, str, tuple[str, ...]]]
    rows = [(score, code, SCORE_FIELDS) for score, code in scores]
    rows += [(row, row.item, POINT_FIELDS) for row in points]
    found: dict[str, dict[int, int]] = {}
    for row, code, fields in rows:
        for field in fields:
            mark = getattr(row, field)
            if mark is not None:
                found.setdefault(f"{code}.{field}", {})[order[row.sheet_id]] = mark
    return {
        item: [given[place] for place in sorted(given)]
        for item, given in found.items()
        if len(given) == len(panel)
    }

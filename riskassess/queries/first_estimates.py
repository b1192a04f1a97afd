"""First estimates: whether a sheet asks for them, the sponsor's own beside them, and the shift."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Factor, OwnEstimate, Sheet, SheetVersion, row_id
from riskassess.domain.manual import Manual
from riskassess.domain.room_vocabulary import RoundKind, RoundWay, VersionKind
from riskassess.domain.sheet_document import FACTOR
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.queries.assessments import list_factors
from riskassess.queries.sheets import Seat


@dataclass(frozen=True)
class Shift:
    """A figure of a factor that was given twice: first, and in what was submitted."""

    factor: Factor
    field: str
    first: int
    final: int


def asks_first(session: Session, seat: Seat, manual: Manual) -> bool:
    """Return whether the sheet takes first estimates before the sponsor's own are shown.

    Asked in the first scoring round of a review under the room's rules, where there are own
    estimates of factors; a later round follows on what was seen by then. A live round shows what
    the panel gave factor by factor, so it asks for none, and the sponsor's stay hidden in it.
    """
    round_ = seat.round
    if round_ is None or seat.review.pool_manual_version_id is None or not manual.asks_scores:
        return False
    if round_.kind is not RoundKind.SCORING or round_.number != 1 or round_.way is RoundWay.LIVE:
        return False
    return bool(session.scalar(sa.select(_own_of(seat).exists())))


def awaits_first(session: Session, seat: Seat, manual: Manual) -> bool:
    """Return whether first estimates are asked for and were not kept yet."""
    if seat.sheet is not None and seat.sheet.first_at is not None:
        return False
    return asks_first(session, seat, manual)


def sponsor_estimates(session: Session, seat: Seat, manual: Manual) -> Mapping[int, OwnEstimate]:
    """Return the sponsor's own estimates by factor, for who has given the own first ones.

    Empty while the first estimates of the sheet are not kept, and where none are asked for.
    """
    if seat.sheet is None or seat.sheet.first_at is None or not asks_first(session, seat, manual):
        return {}
    return {row.factor_id: row for row in session.exec(_own_of(seat))}


def _own_of(seat: Seat) -> Any:
    return (
        select(OwnEstimate)
        .join(Factor, col(Factor.id) == col(OwnEstimate.factor_id))
        .where(Factor.assessment_id == row_id(seat.assessment), col(Factor.removed_at).is_(None))
    )


def list_shifts(session: Session, sheet: Sheet, *, assessment_id: int) -> list[Shift] | None:
    """Return each figure of the first estimates beside the submitted one, in the sheet's order.

    None while the round is not open to reading, and for a sheet without first estimates: it is
    read from the kept versions, whose commitments were checked when they were opened.
    """
    rows = session.exec(
        select(SheetVersion)
        .where(SheetVersion.sheet_id == sheet.id, col(SheetVersion.content) != "")
        .order_by(col(SheetVersion.number))
    ).all()
    places = {row.kind: json.loads(row.content)["places"] for row in rows}  # the last of each kind
    if not {VersionKind.FIRST, VersionKind.SUBMITTED} <= places.keys():
        return None
    first, final = places[VersionKind.FIRST], places[VersionKind.SUBMITTED]
    factors = list_factors(session, assessment_id)
    return [shift for factor in factors for shift in _shifts(factor, first, final)]


def _shifts(factor: Factor, first: Mapping[str, Any], final: Mapping[str, Any]) -> Iterator[Shift]:
    place = f"{FACTOR}{factor.code}"
    for field in SCORE_FIELDS:
        before, after = (said.get(place, {}).get(field) for said in (first, final))
        if before is not None and after is not None:
            yield Shift(factor, field, before, after)

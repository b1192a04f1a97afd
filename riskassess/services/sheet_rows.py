"""Rows of a sheet on its save path: opened empty; points read and written past the loaded rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from models import Factor
from riskassess.domain.sheet_form import ITEM, ITEM_FIELDS, SheetForm, item_place
from riskassess.domain.sheet_values import COMMENT, Stored
from riskassess.services.sheet_places import Place

# Core statements, made once, as in `riskassess.services.sheets`.
_scores, _points = (SQLModel.metadata.tables[name] for name in ("score", "item_points"))
_OF_SHEET: sa.BindParameter[int] = sa.bindparam("of_sheet")
_VALUES = sa.select(_points.c.item, *(_points.c[name] for name in ITEM_FIELDS)).where(
    _points.c.sheet_id == _OF_SHEET,
    _points.c.item.in_(sa.bindparam("items", expanding=True)),
)


def read_points(
    connection: sa.Connection, sheet_id: int, places: Iterable[str], form: SheetForm
) -> dict[tuple[str, str], Stored]:
    """Return what is stored at those of the places that are items of the form."""
    codes = [form.items[place].code for place in places if place in form.items]
    if not codes:
        return {}
    rows = connection.execute(_VALUES, {"of_sheet": sheet_id, "items": codes})
    return {
        (item_place(code), name): value or None if name == COMMENT else value
        for code, *found in rows
        for name, value in zip(ITEM_FIELDS, found, strict=True)
    }


def open_scores(connection: sa.Connection, place: Place) -> None:
    """Make an empty row per factor."""
    standing = sa.select(col(Factor.id)).where(
        col(Factor.assessment_id) == place.assessment_id, col(Factor.removed_at).is_(None)
    )
    _open(connection, _scores, place, "factor_id", connection.execute(standing).scalars())


def open_points(connection: sa.Connection, place: Place, form: SheetForm) -> None:
    """Make an empty row per item."""
    _open(connection, _points, place, "item", [item.code for item in form.items.values()])


def _open(
    connection: sa.Connection, table: sa.Table, place: Place, key: str, values: Iterable[Any]
) -> None:
    rows = [
        {"office_id": place.office_id, "sheet_id": place.sheet_id, key: value, "comment": ""}
        for value in values
    ]
    if rows:
        connection.execute(sa.insert(table), rows)


def write_points(
    connection: sa.Connection, sheet_id: int, place: str, values: Mapping[str, Any]
) -> None:
    """Store the changed fields of one item; `values` are named as `new_<field>`."""
    names = tuple(name.removeprefix("new_") for name in values)
    which = {"of_sheet": sheet_id, "of_item": place.removeprefix(ITEM)}
    connection.execute(_update(names), {**values, **which})


@lru_cache(maxsize=16)
def _update(names: Sequence[str]) -> sa.Update:
    which = (_points.c.sheet_id == _OF_SHEET, _points.c.item == sa.bindparam("of_item"))
    new: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    return sa.update(_points).where(*which).values(new)

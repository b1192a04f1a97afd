"""Scenes that many tests begin with: acted once per worker and database, then put back.

Acting a scene takes many times as long as writing what it left: its rows, with their ids. What a
test gets is the same, only sooner. A scene is kept where it is the first thing in a database that
is rolled back afterwards, and was asked for by plain values; otherwise it is acted as ever.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import wraps
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, insert, select

from models import ManualVersion, Office, PoolManualVersion

Rows = dict[str, list[dict[str, Any]]]
PLAIN = (str, int, date, type(None))


@dataclass(frozen=True)
class _Row:
    """Stands for a row in what a scene returned."""

    table: Any
    id: int


_kept: dict[tuple[Any, ...], tuple[Any, Rows]] = {}


def kept(scene: Callable[..., Any]) -> Callable[..., Any]:
    """Let a maker of a scene, called with a session, act once and be put back from then on."""

    @wraps(scene)
    def call(session: Session, *given: Any, **named: Any) -> Any:
        values = (*given, *sorted(named.items()))
        if not (_is_plain(values) and _is_rolled_back(session) and _is_empty(session)):
            return scene(session, *given, **named)
        key = (str(session.connection().engine.url), scene, repr(values))
        if key not in _kept:
            made = scene(session, *given, **named)
            session.flush()
            _kept[key] = (_exchanged(made, _row_for), rows_of(session))
            return made
        made, rows = _kept[key]
        put_back(session, rows)
        loaded = _load(session, made)
        return _exchanged(made, lambda each: loaded[each] if isinstance(each, _Row) else each)

    return call


def rows_of(session: Session) -> Rows:
    """Return all rows of the database, by table."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        rows = session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def put_back(session: Session, rows: Rows) -> None:
    """Write rows into a database that has none, and commit."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name in rows:
            session.execute(insert(table), rows[table.name])
    session.commit()


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_is_plain(each) for each in value)
    return isinstance(value, PLAIN)


def _is_rolled_back(session: Session) -> bool:
    return isinstance(session.get_bind(), sa.Connection)


def _is_empty(session: Session) -> bool:
    tables = (Office, ManualVersion, PoolManualVersion)
    return not session.execute(sa.select(sa.or_(*(sa.exists(select(t)) for t in tables)))).scalar()


def _row_for(value: Any) -> Any:
    is_row = isinstance(value, SQLModel)
    return _Row(type(value), value.id) if is_row else value


def _exchanged(value: Any, exchange: Callable[[Any], Any]) -> Any:
    """Return a value with each row in it exchanged, in lists, tuples, mappings and dataclasses."""
    if isinstance(value, list):
        return [_exchanged(each, exchange) for each in value]
    if type(value) is tuple:
        return tuple(_exchanged(each, exchange) for each in value)
    if isinstance(value, dict):
        return {key: _exchanged(each, exchange) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, _Row):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        same: Any = value  # of a type that only the scene knows
        return replace(same, **_exchanged(parts, exchange))
    return exchange(value)


def _load(session: Session, made: Any) -> dict[_Row, Any]:
    """Load the rows that a scene returned, by one query for each table."""
    places: dict[Any, set[int]] = {}
    for row in _rows_in(made):
        places.setdefault(row.table, set()).add(row.id)
    return {
        _Row(table, found.id): found
        for table, ids in places.items()
        for found in session.exec(select(table).where(col(table.id).in_(ids)))
    }


def _rows_in(made: Any) -> Iterator[_Row]:
    found: list[_Row] = []
    _exchanged(made, lambda each: found.append(each) if isinstance(each, _Row) else None)
    return iter(found)

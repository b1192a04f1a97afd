"""A row of every table that a scene left empty, so that no table is missing from a full office."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tests.factories import NOW
from tests.support.mirror import SHARED, is_text, kind_of

# What a row must say besides, where a constraint joins columns.
KEPT = '{"items": {}, "total": 0, "note": "", "evaluated_by": 1, "evaluated_at": ""}'
CONTENT = b"%PDF-1.7 one file for all"
FILE = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
SAID: dict[str, dict[str, Any]] = {
    "correction": {"field": "title"},
    "evaluation_change": {"evaluation_id": 1, "content": KEPT},  # of a task or of a year
    "exclusion": {"facts": "{}"},
    "expert_file": {"digest": FILE},
    "member_signature": {"way": "scan", "file_digest": FILE},
    "round_key": {"parts": ""},
}


def fill_empty_tables(session: Session) -> list[str]:
    """Add a row to every table without one; return the names of these tables."""
    filled = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name in SHARED or session.execute(sa.select(table).limit(1)).first():
            continue
        _add_one(session, table)
        filled.append(table.name)
    session.commit()
    return filled


def _add_one(session: Session, table: sa.Table) -> None:
    """Try the row with what it may leave out left out, then with everything filled."""
    faults = []
    for is_whole in (False, True):
        row = {**_row(session, table, is_whole=is_whole), **SAID.get(table.name, {})}
        try:
            with session.begin_nested():
                session.execute(sa.insert(table), [row])
        except sa.exc.IntegrityError as fault:
            faults.append(f"{fault.orig}: {row}")
        else:
            return
    raise AssertionError(f"say in SAID how a row of {table.name} looks: {faults}")


def _row(session: Session, table: sa.Table, *, is_whole: bool) -> dict[str, Any]:
    people = _people(session)
    return {
        column.name: _value(session, column, people)
        for column in table.columns
        if (column.name != "id" or column.foreign_keys)
        and (is_whole or not column.nullable or column.name == "office_id")
    }


def _people(session: Session) -> Iterator[int]:
    account = SQLModel.metadata.tables["account"]
    return iter(session.scalars(sa.select(account.c.id).order_by(account.c.id)).all())


def _value(session: Session, column: sa.Column[Any], people: Iterator[int]) -> Any:
    for key in column.foreign_keys:
        if key.column.table.name == "account":
            return next(people)  # each time somebody else: many acts ask for two people
        found: Callable[..., Any] = session.scalar
        return found(sa.select(sa.func.min(key.column)))
    if isinstance(column.type, sa.Enum):
        members = column.type.enum_class or column.type.enums
        return next(iter(members))
    if is_text(column):
        return f"{column.table.name}.{column.name} 的文字"[: getattr(column.type, "length", None)]
    kinds = {bool: False, int: 1, datetime: NOW, date: NOW.date(), bytes: b"x"}
    return kinds[kind_of(column)]

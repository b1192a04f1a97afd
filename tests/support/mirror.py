"""An office copied row by row: other ids, every text marked, so that a leak is seen at once.

The copy is made from the tables as they are, not from a list of them: a new table or column is in
it from its first day.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.expert_words import gram_rows
from riskassess.proof.canonical import canonical_json
from tests.support.kept_scene import Rows

SHARED = frozenset({"manual_version", "pool_manual_version"})  # of the installation, of no office
DERIVED = "expert_gram"  # from names of experts
HAN = re.compile(r"[\u4e00-\u9fff]")
NUMBER = re.compile(r"\d+$")
# Columns without Chinese text that pages show as they are.
SHOWN = frozenset({"login", "email", "recipient", "filename"})
CODED = frozenset({"office", "expert", "assessment", "draw", "signature_page", "dossier", "unit"})


@dataclass(frozen=True)
class Mirror:
    """How a copy differs: by `shift` in every id, by `mark` in every text, and in its office."""

    shift: int
    mark: str  # Chinese, in front of each text
    tag: str  # the same in letters, for logins and codes
    office_id: int | None = None  # the office that takes the copy; None: a copy of the office too

    def rows(self, rows: Rows) -> Rows:
        """Return the copy of all rows that belong to an office."""
        left_out = SHARED | {DERIVED} | ({"office"} if self.office_id is not None else set())
        found = {
            table.name: [self._row(table, row) for row in rows[table.name]]
            for table in SQLModel.metadata.sorted_tables
            if table.name in rows and table.name not in left_out
        }
        experts = (SimpleNamespace(**row) for row in found["expert"])
        return {**found, DERIVED: [gram for expert in experts for gram in gram_rows(expert)]}

    def _row(self, table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
        copied = dict(row)
        for column in table.columns:
            value = row[column.name]
            if value is None:
                continue
            if column.name == "id" or refers(table, column):
                copied[column.name] = self._id(column, value)
            elif is_text(column):
                copied[column.name] = self._text(table, column, value)
            elif column.name in _unique_numbers(table):
                copied[column.name] = value + self.shift % 99_991
        return copied

    def _id(self, column: sa.Column[Any], value: int) -> int:
        target = _target(column)
        if target in SHARED:
            return value
        if target == "office" and self.office_id is not None:
            return self.office_id
        return value + self.shift

    def _text(self, table: sa.Table, column: sa.Column[Any], value: str) -> str:
        length = getattr(column.type, "length", None)
        if table.name in {"audit_chain", "audit_entry", "audit_head"}:
            return self._chain(column, value)
        if value[:1] in {"{", "["}:
            return self._document(value)
        if HAN.search(value):
            return (self.mark + value)[:length]
        if column.name in SHOWN or (table.name in CODED and column.name in {"code", "number"}):
            return (self.tag + value)[:length]
        if (table.name, column.name) in _unique_texts():
            return hashlib.sha256(f"{self.tag}{value}".encode()).hexdigest()[:length]
        return value

    def _chain(self, column: sa.Column[Any], value: str) -> str:
        if column.name not in {"name", "chain"}:
            return value
        return NUMBER.sub(lambda found: str(int(found[0]) + self.shift), value)

    def _document(self, value: str) -> str:
        try:
            plain = json.loads(value, parse_float=Decimal)
        except ValueError:
            return value
        return canonical_json(self._marked(plain))

    def _marked(self, plain: Any) -> Any:
        if isinstance(plain, dict):
            return {key: self._marked(each) for key, each in plain.items()}
        if isinstance(plain, list):
            return [self._marked(each) for each in plain]
        is_words = isinstance(plain, str) and HAN.search(plain)
        return self.mark + plain if is_words else plain


def is_text(column: sa.Column[Any]) -> bool:
    """Say whether a column holds text that is no choice of a closed set."""
    return not isinstance(column.type, sa.Enum) and kind_of(column) is str


def kind_of(column: sa.Column[Any]) -> type:
    """Return the Python type of a column, whatever is wrapped around its type."""
    given = column.type
    found: type = (
        given.impl_instance if isinstance(given, sa.TypeDecorator) else given
    ).python_type
    return found


def refers(table: sa.Table, column: sa.Column[Any]) -> bool:
    """Say whether a column holds the id of a row: by its constraint, or by its name."""
    if column.foreign_keys:
        return True
    named = column.name in {"actor_id", "subject_id", "member_id", "office_id", "expert_id"}
    return named and isinstance(column.type, sa.Integer)


def _target(column: sa.Column[Any]) -> str:
    for key in column.foreign_keys:
        return str(key.column.table.name)
    return "office" if column.name in {"office_id"} else column.table.name


def _alone(table: sa.Table) -> Iterator[list[sa.Column[Any]]]:
    """Yield the unique columns of a table that a copy would hold twice."""
    unique = [key for key in table.constraints if isinstance(key, sa.UniqueConstraint)]
    for key in (*unique, *(index for index in table.indexes if index.unique)):
        columns = list(key.columns)
        if not any(refers(table, each) and each.name != "office_id" for each in columns):
            yield columns


@cache
def _unique_texts() -> set[tuple[str, str]]:
    return {
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for columns in _alone(table)
        for column in columns
        if is_text(column)
    }


@cache
def _unique_numbers(table: sa.Table) -> set[str]:
    return {
        column.name
        for columns in _alone(table)
        if not any(is_text(each) for each in columns)
        for column in columns
        if column.name not in {"office_id", "id"} and isinstance(column.type, sa.Integer)
    }


def merged(rows: Rows) -> Rows:
    """Return rows of several offices as the rows of the first one."""
    first = rows["office"][0]["id"]
    found = {**rows, "office": rows["office"][:1]}
    for table in SQLModel.metadata.sorted_tables:
        if "office_id" in table.columns:
            kept = found.get(table.name, [])
            found[table.name] = [{**row, "office_id": first} for row in kept]
    return {name: each for name, each in found.items() if each}

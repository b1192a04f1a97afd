"""All rows of a database as lines of text, and back: the same lines from SQLite and PostgreSQL.

A line is one row as JSON, its columns by name, the rows of a table by primary key. So a digest
over the lines says whether two databases hold the same, whichever databases they are. The tables
are read from the database itself, not from the code: rows of an older revision are copied as they
are.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa

AT_ONCE = 500
VERSION_TABLE = "alembic_version"
QUEUE_TABLES = frozenset(
    f"{prefix}{name}" for prefix in ("", "huey_") for name in ("counter", "kv", "schedule", "task")
)
"""The queue's, by SQLite and by PostgreSQL, where it lies in the same database. What waits in it
is made again from the rows of jobs and messages."""
Coder = tuple[Callable[[Any], Any], Callable[[Any], Any]]


@dataclass(frozen=True)
class Copied:
    """How many rows a table has, and the SHA-256 over their lines."""

    rows: int
    sha256: str


class UnknownColumn(TypeError):
    """A column's type has no form as text; it would be lost, so nothing is copied."""


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees the database as it is now, while others go on writing."""
    options: dict[str, Any] = {"may_write": False}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables as the database has them, by name, without those of the queue."""
    known = sa.MetaData()
    known.reflect(connection)
    return [
        known.tables[name] for name in sorted(known.tables.keys() - {VERSION_TABLE, *QUEUE_TABLES})
    ]


def lines_of(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Return each row as a line; raises UnknownColumn."""
    writers = {column.name: _coder(column)[0] for column in table.columns}
    on_postgres = connection.dialect.name == "postgresql"
    chosen = sa.select(table).order_by(
        *(_ordered(each, on_postgres=on_postgres) for each in table.primary_key)
    )
    found = connection.execute(chosen, execution_options={"yield_per": AT_ONCE})
    for row in found.mappings():
        plain = {
            name: None if row[name] is None else write(row[name]) for name, write in writers.items()
        }
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


def digest_of(lines: Iterable[bytes], keep: Callable[[bytes], Any] | None = None) -> Copied:
    """Return count and digest of lines, handing each on to `keep`."""
    hashed, rows = hashlib.sha256(), 0
    for line in lines:
        hashed.update(line)
        rows += 1
        if keep is not None:
            keep(line)
    return Copied(rows, hashed.hexdigest())


def put_rows(connection: sa.Connection, table: sa.Table, lines: Iterable[bytes]) -> None:
    """Write the rows of lines into an empty table."""
    readers = {column.name: _coder(column)[1] for column in table.columns}
    waiting = iter(lines)
    while some := list(islice(waiting, AT_ONCE)):
        connection.execute(sa.insert(table), [_row(readers, json.loads(line)) for line in some])
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)


@contextmanager
def references_later(connection: sa.Connection) -> Iterator[None]:
    """Let rows come in any order: references are looked at when the block ends.

    SQLite's are switched off and looked at by whoever migrates (`models.schema`).
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    checks = sa.inspect(connection)
    held = [
        (table.name, key["name"])
        for table in tables_of(connection)
        for key in checks.get_foreign_keys(table.name)
    ]
    _alter(connection, held, "DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    _alter(connection, held, "NOT DEFERRABLE")


def _alter(connection: sa.Connection, held: list[tuple[str, str | None]], words: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for table, name in held:
        connection.exec_driver_sql(
            f"ALTER TABLE {quote(table)} ALTER CONSTRAINT {quote(name or '')} {words}"
        )


def _row(readers: dict[str, Callable[[Any], Any]], plain: dict[str, Any]) -> dict[str, Any]:
    if plain.keys() != readers.keys():
        raise ValueError(f"columns differ: {sorted(plain.keys() ^ readers.keys())}")
    return {
        name: None if plain[name] is None else read(plain[name]) for name, read in readers.items()
    }


def _ordered(column: sa.Column[Any], *, on_postgres: bool) -> Any:
    """Return what sorts by a column the same on both databases: texts by their bytes."""
    # SQLite does so by itself; PostgreSQL by the language of the machine unless told
    is_text = isinstance(column.type, sa.String)
    return sa.collate(column, "C") if is_text and on_postgres else column


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL's counter of a table go on after the largest id."""
    if "id" not in table.c:
        return
    counter = sa.func.pg_get_serial_sequence(table.name, "id")
    largest = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
    if largest is not None and connection.execute(sa.select(counter)).scalar():
        connection.execute(sa.select(sa.func.setval(counter, largest)))


def _coder(column: sa.Column[Any]) -> Coder:
    """Return how values of a column become JSON, and come back."""
    kind = column.type
    if isinstance(kind, sa.DateTime):
        return _moment, partial(_as_moment, is_aware=bool(kind.timezone))
    for known, coder in CODERS:
        if isinstance(kind, known):
            return coder
    raise UnknownColumn(f"{column.table.name}.{column.name}: {kind!r}")


def _moment(value: datetime) -> str:
    """Return a moment in UTC; SQLite's have no zone and are in UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def _as_moment(text: str, *, is_aware: bool) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if is_aware else moment.replace(tzinfo=None)


def _itself(value: Any) -> Any:
    return value


CODERS: tuple[tuple[type[Any], Coder], ...] = (
    (sa.Boolean, (_itself, _itself)),
    (sa.Integer, (_itself, _itself)),
    (sa.Date, (date.isoformat, date.fromisoformat)),
    (sa.LargeBinary, (lambda value: base64.b64encode(value).decode(), base64.b64decode)),
    (sa.String, (_itself, _itself)),
)

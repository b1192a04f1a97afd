"""Many rows at once: by COPY on PostgreSQL, by one prepared statement on SQLite.

For plain rows in large numbers, whose reading and checking is done: no defaults, no objects, no
listeners. Values pass through the column types as ever.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

PART = 5_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Processor = Callable[[Any], Any]


class BulkRefused(RuntimeError):
    """The database refused rows; says why without the row, which may be personal."""


def insert_rows(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows whose values are in the order of `names`, in the caller's transaction.

    Raises
    ------
    BulkRefused
        What PostgreSQL says in its first line; SQLAlchemy's error on SQLite.
    """
    ready = _processed(rows, [_processor(table.columns[name], connection) for name in names])
    plain = sa.table(table.name, *(sa.column(name) for name in names))
    if connection.dialect.name == "postgresql":
        _copy(connection, plain, ready)
    elif given := [tuple(row) for row in ready]:
        insert = sa.insert(plain).compile(dialect=connection.dialect, column_keys=list(names))
        connection.exec_driver_sql(str(insert), given)


def _processor(column: sa.Column[Any], connection: sa.Connection) -> Processor | None:
    found: Processor | None = column.type.dialect_impl(connection.dialect).bind_processor(
        connection.dialect
    )
    return found


def _processed(
    rows: Iterable[Sequence[Any]], processors: Sequence[Processor | None]
) -> Iterator[Sequence[Any]]:
    changed = [(at, change) for at, change in enumerate(processors) if change is not None]
    for row in rows:
        if not changed:
            yield row
            continue
        values = list(row)
        for at, change in changed:
            values[at] = change(values[at])
        yield values


def _copy(connection: sa.Connection, plain: Any, rows: Iterable[Sequence[Any]]) -> None:
    prepare = connection.dialect.identifier_preparer
    names = ", ".join(prepare.quote(column.name) for column in plain.columns)
    driver: Any = connection.connection.driver_connection
    order = f"COPY {prepare.quote(plain.name)} ({names}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(order) as copy:
            for block in _blocks(rows):
                copy.write(block)
    except Exception as error:
        first = getattr(getattr(error, "diag", None), "message_primary", None)
        if first is None:
            raise
        raise BulkRefused(f"({type(error).__name__}) {first}") from None


def _blocks(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the rows as PostgreSQL's text form, many at a time."""
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join(map(_text, row)) + "\n")
        if len(lines) == PART:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def _text(value: Any) -> str:
    r"""Return a value as COPY reads it.

    >>> _text("a\tb"), _text(None), _text(True), _text(7)
    ('a\\tb', '\\N', 't', '7')
    """
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, date) else str(value)

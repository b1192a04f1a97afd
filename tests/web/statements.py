"""What a request asks the database: the statements, without the savepoints of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

BESIDE = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def statements_of(engine: sa.Engine) -> Iterator[list[str]]:
    """Yield the list that every statement is added to from now on, without its values."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_given: Any) -> None:
        if not statement.startswith(BESIDE):
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)

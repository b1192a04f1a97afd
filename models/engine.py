"""Engines for both databases and the one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session

BUSY_SECONDS = 10
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16384",  # KiB; the default of 2 MiB reads the file again for each long list
)


def make_engine(url: str, **options: Any) -> sa.Engine:
    """Return an engine; SQLite is set up so that concurrent writers wait and lose nothing."""
    options.setdefault("hide_parameters", True)  # else errors and logs quote tokens and scores
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_pre_ping=True, **options)
        event.listen(engine, "handle_error", _hide_detail)
        return engine
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _hide_detail(context: sa.ExceptionContext) -> None:
    """Keep PostgreSQL's first line only: its detail quotes the key or the whole row."""
    original, told = context.original_exception, context.sqlalchemy_exception
    first = getattr(getattr(original, "diag", None), "message_primary", None)
    if first and told is not None:
        original.args = (first,)
        told.args = (f"({type(original).__name__}) {first}",)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # this module emits BEGIN itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A deferred transaction that later writes fails at once with "database is locked".
    write = connection.get_execution_options().get("may_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def make_session(engine: sa.Engine, *, may_write: bool) -> Session:
    """Return a session; one that may not write takes no write lock on SQLite."""
    return Session(_allowed(engine, may_write=may_write), expire_on_commit=False)


@lru_cache(maxsize=8)  # two of each engine; making one for each request would cost more than it
def _allowed(engine: sa.Engine, *, may_write: bool) -> sa.Engine:
    return engine.execution_options(may_write=may_write)


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit what the block did as one unit, or roll all of it back and raise."""
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise

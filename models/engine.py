"""Engines for both databases and the one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from riskassess.i18n import speaking

BUSY_SECONDS = 10
BUSY_TRIES = 6
"""How often background work waits so long before it lets others go first."""
Done = TypeVar("Done")
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16384",  # KiB; the default of 2 MiB reads the file again for each long list
)
_WAITED = "database_busy"
_FULL = "database_full"
_AWAY = "database_away"
_UNWRITABLE = "database_unwritable"
# beginnings of SQLite's error names, and of PostgreSQL's states
_TROUBLES = {
    "SQLITE_BUSY": _WAITED, "SQLITE_LOCKED": _WAITED, "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _UNWRITABLE, "SQLITE_READONLY": _UNWRITABLE, "SQLITE_CANTOPEN": _AWAY,
    "55P03": _WAITED, "40P01": _WAITED, "40001": _WAITED, "57014": _WAITED, "53100": _FULL,
    "25006": _UNWRITABLE, "08": _AWAY, "57P": _AWAY, "53": _AWAY,
}  # fmt: skip


def make_engine(url: str, **options: Any) -> sa.Engine:
    """Return an engine; SQLite is set up so that concurrent writers wait and lose nothing."""
    options.setdefault("hide_parameters", True)  # else errors and logs quote tokens and scores
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_pre_ping=True, **options)
        event.listen(engine, "handle_error", _hide_detail)
        event.listen(engine, "connect", _prepare_postgres)
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


def database_trouble(error: BaseException) -> str:
    """Return what is wrong with the database itself, as a code; empty when the caller is at fault.

    `database_busy` (locked for too long), `database_full`, `database_unwritable`, `database_away`.
    """
    if isinstance(error, PoolTimeout):
        return _WAITED
    if not isinstance(error, OperationalError):
        return ""
    name = getattr(error.orig, "sqlite_errorname", None)
    told = name or getattr(error.orig, "sqlstate", None)
    if not told:  # PostgreSQL gave no state: there was no line to it
        return _AWAY if hasattr(error.orig, "sqlstate") else ""
    known = (code for start, code in _TROUBLES.items() if told.startswith(start))
    return next(known, "")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    """Let nobody wait longer for a lock than on SQLite."""
    was, connection.autocommit = connection.autocommit, True  # else a rollback undoes it
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(1000 * BUSY_SECONDS)}")
    connection.autocommit = was


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # this module emits BEGIN itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A deferred transaction that later writes fails at once with "database is locked".
    options = connection.get_execution_options()
    write, may_wait = options.get("may_write", True), options.get("may_wait", True)
    if not may_wait:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
    finally:
        if not may_wait:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={round(1000 * BUSY_SECONDS)}")


def make_session(engine: sa.Engine, *, may_write: bool, may_wait: bool = True) -> Session:
    """Return a session; one that may not write takes no write lock on SQLite.

    One that may not wait fails at once there while somebody else writes.
    """
    allowed = _allowed(engine, may_write=may_write, may_wait=may_wait)
    return Session(allowed, expire_on_commit=False)


@lru_cache(maxsize=8)  # three of each engine; making one for each request would cost more than it
def _allowed(engine: sa.Engine, *, may_write: bool, may_wait: bool) -> sa.Engine:
    return engine.execution_options(may_write=may_write, may_wait=may_wait)


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit what the block did as one unit, or roll all of it back and raise.

    Texts made inside are kept, so they speak the language of the procedure, not the reader's.
    """
    try:
        with speaking():
            yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def is_busy(error: BaseException) -> bool:
    """Say whether others held the database for too long: the same act may do later."""
    return database_trouble(error) == _WAITED


def persist(act: Callable[[], Done]) -> Done:
    """Do an act of one transaction; begin it again while others hold the database, for a minute.

    For work in the background, of which a part is done already and nobody sits before it: a page
    tells whoever waits there instead.
    """
    for _time in range(BUSY_TRIES - 1):
        try:
            return act()
        except (OperationalError, PoolTimeout) as error:
            if not is_busy(error):
                raise
    return act()

"""Migrated databases for tests that need one of their own: migrated once per worker, then copied.

That the migrations themselves run on both databases is what `tests/services/test_migrations.py`
shows; everybody else wants what they leave behind, only sooner.
"""

import itertools
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from models import schema
from models.engine import make_engine
from tests.support.postgres import PostgresServer

_numbers = itertools.count(1)


def migrate_by_copy(engine: sa.Engine) -> None:
    """Give an empty database, to which nobody is connected, the tables of the newest revision."""
    engine.dispose()
    name = engine.url.database or ""
    if engine.dialect.name == "sqlite":
        shutil.copyfile(Path(_sqlite_copy().name) / "migrated.db", name)
        return
    server = PostgresServer(Path(str(engine.url.query["host"])))
    server.create_database(name, template=_postgres_copy(server))


@cache
def _sqlite_copy() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="migrated-")
    _migrate(f"sqlite:///{folder.name}/migrated.db")
    return folder


@cache
def _postgres_copy(server: PostgresServer) -> str:
    name = f"riskassess_migrated_{os.getpid()}_{next(_numbers)}"
    _migrate(server.create_database(name))
    return name


def _migrate(url: str) -> None:
    engine = make_engine(url)
    schema.upgrade(engine)
    engine.dispose()

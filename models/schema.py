"""Bring a database's schema up or down, and compare it with the tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from models.copying import QUEUE_TABLES, references_later

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Run the migrations up to a revision."""
    with _migrating(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: sa.Engine, revision: str = "base") -> None:
    """Run the migrations down to a revision."""
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def fill(engine: sa.Engine, revision: str, put: Callable[[sa.Connection], None]) -> None:
    """Make an empty database of a revision, let `put` write its rows, and run the migrations on.

    All of it or nothing: what fails in the middle leaves the database as empty as it was.
    """
    with _migrating(engine) as connection:
        command.upgrade(_config(connection), revision)
        with references_later(connection):
            put(connection)
        command.upgrade(_config(connection), "head")


@contextmanager
def _migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction; raises ValueError when a row would point to nothing.

    SQLite changes a column by writing the table anew and dropping the old one, which its foreign
    keys forbid as long as rows point there. They are off meanwhile and looked at before the commit;
    the switch works outside a transaction only.
    """
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            _switch_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                yield connection
                if on_sqlite:
                    _check_foreign_keys(connection)
        finally:
            if on_sqlite:
                _switch_foreign_keys(connection, "ON")


def _switch_foreign_keys(connection: sa.Connection, word: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={word}")
    cursor.close()


def _check_foreign_keys(connection: sa.Connection) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise ValueError(f"rows point to nothing: {sorted({row[0] for row in lost})}")


def heads() -> list[str]:
    """Return the newest revisions; there must be one."""
    return list(ScriptDirectory.from_config(_config()).get_heads())


def current(engine: sa.Engine) -> str | None:
    """Return the database's revision."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(engine: sa.Engine) -> list[Any]:
    """Return how the migrated schema differs from the tables; nothing if all is well.

    Tables of a queue that lies in the same database belong to no migration and are no difference.
    """
    opts = {
        "compare_type": True,
        "include_name": lambda name, kind, _where: kind != "table" or name not in QUEUE_TABLES,
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, SQLModel.metadata))

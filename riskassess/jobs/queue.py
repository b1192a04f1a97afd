"""The queue: Huey on SQLite or PostgreSQL; every task opens a session and calls one service."""

import sqlite3
from collections.abc import Callable

import psycopg
import structlog
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from config import Settings
from models.engine import BUSY_SECONDS
from riskassess.jobs.plain_serializer import PlainSerializer
from riskassess.jobs.runner import list_lost, run
from riskassess.jobs.sweep import sweep_people
from riskassess.resources import Resources

Bell = Callable[[str, int], None]
QUEUE_TROUBLES = (sqlite3.OperationalError, psycopg.OperationalError)
"""Locked for too long, full or away."""
log = structlog.get_logger()


def make_huey(settings: Settings, *, create_tables: bool = False) -> Huey:
    """Return the queue that the settings name; `db upgrade` makes its tables, once."""
    url = settings.queue_url
    # Nobody asks for results: what became of work stands in the tables of jobs and messages.
    how = {"serializer": PlainSerializer(), "results": False, "create_tables": create_tables}
    if url.startswith("sqlite:///"):
        file = url.removeprefix("sqlite:///")
        return SqliteHuey("riskassess", filename=file, fsync=True, timeout=BUSY_SECONDS, **how)
    dsn = url.replace("postgresql+psycopg://", "postgresql://")
    return PostgresHuey("riskassess", dsn=dsn, **how)


def prepare_queue(settings: Settings) -> None:
    """Make the queue's tables where they are missing.

    Two processes that do this at the same moment fail on PostgreSQL (`create table if not exists`
    is no lock there): it is part of `db upgrade`, which runs before anything else starts.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    make_huey(settings, create_tables=True).storage.close()


def make_bell(resources: Resources) -> Bell:
    """Return the function that tells a worker of a job or message; call it after the commit."""
    if resources.settings.immediate_jobs:
        return lambda kind, row_id: run(resources, kind, row_id)
    return register(make_huey(resources.settings), resources)


def register(huey: Huey, resources: Resources) -> Bell:
    """Register the one task, the sweep for lost work and that for what is due; return the bell."""

    @huey.task()
    def work(kind: str, row_id: int) -> None:
        run(resources, kind, row_id)

    def ring(kind: str, row_id: int) -> None:
        try:
            work(kind, row_id)
        except QUEUE_TROUBLES as error:  # the work is stored: a sweep finds what no bell told
            log.error("bell_failed", kind=kind, row_id=row_id, exc_info=error)

    @huey.periodic_task(crontab(minute="*"))
    def sweep() -> None:
        for kind, row_id in list_lost(resources):
            ring(kind, row_id)

    @huey.periodic_task(crontab(minute="*/10"))
    def remind() -> None:
        for message_id in sweep_people(resources):
            ring("message", message_id)

    return ring

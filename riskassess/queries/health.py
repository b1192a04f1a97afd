"""How the system is, without a word about any case."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Job, JobProcess, Message
from riskassess.domain.vocabulary import JobState, MessageState


@dataclass(frozen=True)
class Work:
    """How background work stands: ages in seconds, None where there is nothing."""

    processes: int
    heartbeat_age: float | None
    oldest_job_age: float | None
    waiting_messages: int
    oldest_message_age: float | None


@cache
def newest_revision() -> str:
    """Return the newest migration that comes with this version; it needs no database."""
    from models import schema  # the migrations: only who asks how the system is

    return schema.heads()[0]


def revision_of(session: Session) -> str | None:
    """Return the migration that the database stands at."""
    table = sa.table("alembic_version", sa.column("version_num"))
    found: str | None = session.execute(sa.select(table.c.version_num)).scalar()
    return found


def work_now(session: Session, *, now: datetime, lives: float) -> Work:
    """Return how background work stands; a younger heartbeat than `lives` seconds counts."""
    beats = [_age(each, now) or 0.0 for each in session.exec(select(JobProcess.beat_at))]
    queued = select(sa.func.min(Job.created_at)).where(Job.state == JobState.QUEUED)
    waiting = session.execute(
        sa.select(sa.func.count(col(Message.id)), sa.func.min(col(Message.created_at))).where(
            col(Message.state) == MessageState.QUEUED
        )
    ).one()
    return Work(
        processes=sum(1 for age in beats if age < lives),
        heartbeat_age=min(beats, default=None),
        oldest_job_age=_age(session.exec(queued).one(), now),
        waiting_messages=waiting[0],
        oldest_message_age=_age(waiting[1], now),
    )


def _age(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else (now - moment).total_seconds()

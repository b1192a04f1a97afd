"""Which processes do jobs: a row each, as long as they live. It says nothing that lasts."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import JobProcess
from models.engine import transaction

GONE_AFTER = timedelta(days=1)
"""A process that was killed leaves its row; after this time nobody asks for it any more."""


def beat(session: Session, *, name: str, now: datetime) -> None:
    """Note that the process of this name lives; rows of processes long dead go."""
    with transaction(session):
        session.execute(sa.delete(JobProcess).where(col(JobProcess.beat_at) < now - GONE_AFTER))
        row = session.exec(select(JobProcess).where(JobProcess.name == name)).one_or_none()
        row = row or JobProcess(name=name, started_at=now, beat_at=now)
        row.beat_at = now
        session.add(row)


def leave(session: Session, *, name: str) -> None:
    """Take the row of a process that ends."""
    with transaction(session):
        session.execute(sa.delete(JobProcess).where(col(JobProcess.name) == name))

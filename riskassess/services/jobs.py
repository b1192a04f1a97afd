"""Long work: the row is the truth, a lost worker is noticed by its heartbeat."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Job
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import JobState
from riskassess.services.audit import record
from riskassess.services.messages import list_due

PATIENCE = timedelta(minutes=3)
MOST_ATTEMPTS = 5


def queue_job(session: Session, *, kind: str, subject_id: int, actor: Actor, now: datetime) -> Job:
    """Add a job within the caller's transaction; ring the bell after the commit."""
    earlier = session.exec(
        select(sa.func.max(Job.number)).where(Job.kind == kind, Job.subject_id == subject_id)
    ).one()
    job = Job(
        office_id=actor.office_id,
        kind=kind,
        subject_id=subject_id,
        number=(earlier or 0) + 1,
        created_by_id=actor.account_id,
        request_id=actor.request_id,
        created_at=now,
    )
    session.add(job)
    record(session, actor=actor, action=f"job:{kind}", subject=job, now=now)
    return job


def start_job(session: Session, *, job_id: int, now: datetime) -> Job | None:
    """Take the job; None when another worker has it or it is done."""
    with transaction(session):
        taken = session.execute(
            sa.update(Job)
            .where(
                col(Job.id) == job_id,
                sa.or_(
                    col(Job.state) == JobState.QUEUED,
                    sa.and_(col(Job.state) == JobState.RUNNING, _is_silent(Job.heartbeat_at, now)),
                ),
            )
            .values(state=JobState.RUNNING, heartbeat_at=now, attempts=Job.attempts + 1)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]  # an update has a rowcount
            return None
        job = session.get_one(Job, job_id, populate_existing=True)
        actor, after = _doer(job), {"attempt": job.attempts}
        record(session, actor=actor, action="job:start", subject=job, after=after, now=now)
        return job


def _is_silent(heard: Any, now: datetime) -> sa.ColumnElement[bool]:
    """Ask for what was last heard of too long ago, or by a clock that has been put back since."""
    return sa.or_(col(heard) < now - PATIENCE, col(heard) > now + PATIENCE)


def beat(
    session: Session,
    progress: int,
    total: int,
    *,
    job_id: int,
    clock: Callable[[], datetime],
) -> None:
    """Show progress and that the worker lives; commits what was done so far."""
    with transaction(session):
        session.execute(
            sa.update(Job)
            .where(col(Job.id) == job_id)
            .values(progress=progress, total=total, heartbeat_at=clock())
        )


def finish_job(session: Session, *, job_id: int, now: datetime) -> None:
    """Mark the job as done."""
    _end(session, job_id, state=JobState.DONE, error="", now=now)


def fail_job(session: Session, *, job_id: int, error: str, now: datetime) -> None:
    """Mark the job as failed, with a code or the name of an error: no values, it is shown."""
    _end(session, job_id, state=JobState.FAILED, error=error[:2000], now=now)


def _end(session: Session, job_id: int, *, state: JobState, error: str, now: datetime) -> None:
    with transaction(session):
        job = session.get(Job, job_id)
        if job is None:
            raise NotFound("not_found", where=f"job:{job_id}")
        job.state, job.error, job.finished_at = state, error, now
        record(session, actor=_doer(job), action=f"job:{state}", subject=job, now=now)


def _doer(job: Job) -> Actor:
    """Return the system as it does a job, under the id of the request that asked for it."""
    return system_actor(job.office_id, request_id=job.request_id)


def give_up_lost(session: Session, *, now: datetime) -> None:
    """Fail the jobs that killed their worker too often, so that nobody waits for them for ever."""
    lost = session.exec(
        select(Job.id).where(
            Job.state == JobState.RUNNING,
            Job.attempts >= MOST_ATTEMPTS,
            _is_silent(Job.heartbeat_at, now),
        )
    ).all()
    for job_id in lost:
        fail_job(session, job_id=job_id or 0, error="worker lost too often", now=now)


def list_lost(session: Session, *, now: datetime) -> list[tuple[str, int]]:
    """Return the jobs and messages that no worker answered, and mails to be tried again."""
    stale = now - PATIENCE
    lost_jobs = session.exec(
        select(Job.id).where(
            Job.attempts < MOST_ATTEMPTS,
            sa.or_(
                sa.and_(col(Job.state) == JobState.QUEUED, _is_silent(Job.created_at, now)),
                sa.and_(col(Job.state) == JobState.RUNNING, _is_silent(Job.heartbeat_at, now)),
            ),
        )
    )
    due = list_due(session, now=now, stale=stale)
    return [("job", row) for row in lost_jobs if row] + [("message", row) for row in due]

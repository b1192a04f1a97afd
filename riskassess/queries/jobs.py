"""Questions about long work."""

from sqlmodel import Session, col, select

from models import Job
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import JobState


def get_job(session: Session, job_id: int, *, actor: Actor) -> Job:
    """Return a job of the actor's office; raises NotFound."""
    job = session.get(Job, job_id)
    if job is None or job.office_id != actor.office_id:
        raise NotFound("not_found", where=f"job:{job_id}")
    return job


def find_newest_job(session: Session, *, kind: str, subject_id: int) -> Job | None:
    """Return the last job of a kind for a record, or None."""
    return session.exec(
        select(Job)
        .where(Job.kind == kind, Job.subject_id == subject_id)
        .order_by(col(Job.number).desc())
    ).first()


def list_unfinished(session: Session) -> list[Job]:
    """Return queued, running and failed jobs, oldest first."""
    return list(session.exec(select(Job).where(Job.state != JobState.DONE).order_by(col(Job.id))))

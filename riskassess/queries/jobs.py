"""Questions about long work."""

from sqlmodel import Session, col, select

from models import Job
from riskassess.domain.vocabulary import JobState


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

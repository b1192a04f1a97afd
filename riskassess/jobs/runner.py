"""Runs one job or sends one message: opens a session and calls one service."""

import structlog

from models.engine import make_session
from riskassess.jobs.handlers import HANDLERS
from riskassess.jobs.senders import senders_of
from riskassess.resources import Resources
from riskassess.services import jobs, messages
from riskassess.troubles import trouble_of

log = structlog.get_logger()


def run(resources: Resources, kind: str, row_id: int) -> None:
    """Do the work that the bell announced; a second ring of the same work does nothing."""
    if kind == "message":
        _send(resources, row_id)
    else:
        _work(resources, row_id)


def _send(resources: Resources, message_id: int) -> None:
    with make_session(resources.engine, may_write=True) as session:
        messages.send_message(
            session,
            message_id=message_id,
            senders=senders_of(resources),
            now=resources.clock(),
        )


def _work(resources: Resources, job_id: int) -> None:
    with make_session(resources.engine, may_write=True) as session:
        job = jobs.start_job(session, job_id=job_id, now=resources.clock())
        if job is None:
            return
        try:
            HANDLERS[job.kind](resources, session, job)
        except Exception as error:
            session.rollback()
            log.error("job_failed", job_id=job_id, kind=job.kind, exc_info=error)
            jobs.fail_job(session, job_id=job_id, error=_named(error), now=resources.clock())
            return
        jobs.finish_job(session, job_id=job_id, now=resources.clock())


def _named(error: Exception) -> str:
    """Return the code of what is wrong or the class of a defect; texts may hold people's words."""
    return trouble_of(error) or type(error).__name__


def list_lost(resources: Resources) -> list[tuple[str, int]]:
    """Return the jobs and messages whose worker died or whose bell was never heard."""
    with make_session(resources.engine, may_write=True) as session:
        jobs.give_up_lost(session, now=resources.clock())
        return jobs.list_lost(session, now=resources.clock())

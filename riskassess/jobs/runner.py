"""Runs one job or sends one message: opens a session and calls one service."""

import time
from typing import Any

import structlog
from sqlmodel import Session

from models import Job
from models.engine import is_busy, make_session, persist
from riskassess.i18n import speaking
from riskassess.jobs.handlers import HANDLERS
from riskassess.jobs.senders import senders_of
from riskassess.resources import Resources
from riskassess.services import jobs, messages
from riskassess.troubles import trouble_of

log = structlog.get_logger()


@speaking()
def run(resources: Resources, kind: str, row_id: int) -> None:
    """Do the work that the bell announced; a second ring of the same work does nothing."""
    if kind == "message":
        _send(resources, row_id)
    else:
        _work(resources, row_id)


def _send(resources: Resources, message_id: int) -> None:
    with make_session(resources.engine, may_write=True) as session:
        tried = messages.send_message(
            session,
            message_id=message_id,
            senders=senders_of(resources),
            now=resources.clock(),
        )
    if tried is not None:
        told = {"message_id": message_id, "topic": tried.topic, "channel": tried.channel}
        with _under(tried.request_id):
            log.info("message_tried", **told, state=tried.state, attempt=tried.attempts)


def _work(resources: Resources, job_id: int) -> None:
    with make_session(resources.engine, may_write=True) as session:
        job = persist(lambda: jobs.start_job(session, job_id=job_id, now=resources.clock()))
        if job is None:
            return
        with _under(job.request_id, job_id=job_id, kind=job.kind):
            _do(resources, session, job, job_id=job_id)


def _do(resources: Resources, session: Session, job: Job, *, job_id: int) -> None:
    began = time.perf_counter()
    log.info("job_begun", subject_id=job.subject_id, attempt=job.attempts)
    try:
        HANDLERS[job.kind](resources, session, job)
    except Exception as error:
        session.rollback()
        if is_busy(error):  # not the work's fault: as after a killed worker, the sweep takes it up
            log.error("job_put_off", exc_info=error)
            return
        log.error("job_failed", exc_info=error)
        _fail(resources, session, job_id, _named(error))
        return
    persist(lambda: jobs.finish_job(session, job_id=job_id, now=resources.clock()))
    log.info("job_done", ms=round((time.perf_counter() - began) * 1000))


def _fail(resources: Resources, session: Session, job_id: int, error: str) -> None:
    now = resources.clock()
    persist(lambda: jobs.fail_job(session, job_id=job_id, error=error, now=now))


def _under(request_id: str, **ids: Any) -> Any:
    """Let log lines carry the request that asked for the work, and what the work is."""
    known = {"request_id": request_id} if request_id else {}
    return structlog.contextvars.bound_contextvars(**known, **ids)


def _named(error: Exception) -> str:
    """Return the code of what is wrong or the class of a defect; texts may hold people's words."""
    return trouble_of(error) or type(error).__name__


def list_lost(resources: Resources) -> list[tuple[str, int]]:
    """Return the jobs and messages whose worker died or whose bell was never heard."""
    with make_session(resources.engine, may_write=True) as session:
        jobs.give_up_lost(session, now=resources.clock())
        return jobs.list_lost(session, now=resources.clock())

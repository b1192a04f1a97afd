"""A process that does jobs says that it lives, so that the health page can say so too."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from models.engine import make_session
from riskassess.resources import Resources
from riskassess.services import job_processes

EVERY = 30.0
"""Seconds."""
log = structlog.get_logger()


@contextmanager
def beating(resources: Resources, *, every: float = EVERY) -> Iterator[str]:
    """Keep the row of this process fresh until the block ends, then take it away."""
    name, over = f"{socket.gethostname()}:{os.getpid()}"[-120:], threading.Event()
    beater = threading.Thread(target=_beat, args=(resources, name, over, every), daemon=True)
    beater.start()
    try:
        yield name
    finally:
        over.set()
        beater.join()
        _leave(resources, name)


def _leave(resources: Resources, name: str) -> None:
    try:
        with make_session(resources.engine, may_write=True) as session:
            job_processes.leave(session, name=name)
    except Exception as error:  # the row that stays is too old in two minutes
        log.error("heartbeat_failed", exc_info=error)


def _beat(resources: Resources, name: str, over: threading.Event, every: float) -> None:
    while True:
        try:
            with make_session(resources.engine, may_write=True) as session:
                job_processes.beat(session, name=name, now=resources.clock())
        except Exception as error:  # a database that is away for a while is tried again
            log.error("heartbeat_failed", exc_info=error)
        if over.wait(every):
            return

"""Two web processes and two processes for jobs on one database: everything is done once.

`make test` does a few jobs; `make soak` does many, and on PostgreSQL too.
"""

import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlmodel import col, select

from config import load_settings
from models import AuditEntry, Document, Job, Message, Office
from models.engine import make_session, transaction
from riskassess.cli.backup import restore
from riskassess.domain.actor import system_actor
from riskassess.domain.vocabulary import JobState, MessageState
from riskassess.jobs.queue import make_huey, prepare_queue, register
from riskassess.queries.audit import check_chains
from riskassess.resources import make_resources
from riskassess.services.documents import DRAW
from riskassess.services.jobs import queue_job
from riskassess.services.messages import queue_message
from tests.factories import NOW
from tests.support.released import unpack
from tests.support.server import ROOT, running_server, server_environ

PATIENCE = 400.0  # a bell that nobody heard is found by the sweep: after three minutes, each minute
KEPT_DOCUMENT = "82c56c22"
SIZES = [
    pytest.param("sqlite", 8, id="few"),
    pytest.param("sqlite", 300, id="many", marks=pytest.mark.soak),
    pytest.param("postgres", 300, id="many on PostgreSQL", marks=pytest.mark.soak),
]


@contextmanager
def job_process(environ, log: Path):
    """Run a process for jobs until the block ends."""
    with log.open("wb") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "riskassess", "jobs", "run"],
            cwd=ROOT, env=dict(environ), stdout=words, stderr=words, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def queue_work(resources, count):
    """Queue jobs and messages; each is announced twice, as two impatient processes would."""
    with make_session(resources.engine, may_write=True) as session:
        office = session.exec(select(Office)).first()
        actor = system_actor(office.id, request_id="asked-by-somebody")
        document = session.exec(
            select(Document).where(col(Document.digest).contains(KEPT_DOCUMENT))
        ).first()
        with transaction(session):
            made = [
                queue_job(session, kind=DRAW, subject_id=document.id, actor=actor, now=NOW)
                for _number in range(count)
            ]
            sent = [
                queue_message(session, message=message_to(office, each), actor=actor, now=NOW)
                for each in range(count)
            ]
        known = [("job", job.id) for job in made] + [("message", each.id) for each in sent]
    huey = make_huey(resources.settings)
    ring = register(huey, resources)
    for _time in range(2):
        for kind, row_id in known:
            ring(kind, row_id)
    huey.storage.close()
    return [row_id for kind, row_id in known if kind == "job"]


def message_to(office, number):
    return Message(
        office_id=office.id, recipient=f"{number}@example.invalid", subject="试", body="试",
        created_at=NOW, topic="trial",
    )  # fmt: skip


def wait_until_done(resources, jobs):
    deadline = time.monotonic() + PATIENCE
    while True:
        with make_session(resources.engine, may_write=False) as session:
            found = session.exec(select(Job.state).where(col(Job.id).in_(jobs))).all()
            sent = session.exec(select(Message.state).where(Message.topic == "trial")).all()
        if set(found) <= {JobState.DONE, JobState.FAILED} and MessageState.QUEUED not in sent:
            return Counter(found), Counter(sent)
        assert time.monotonic() < deadline, (Counter(found), Counter(sent))
        time.sleep(0.1)


def seen_processes(url):
    with urllib.request.urlopen(f"{url}/health/ready", timeout=30) as answer:  # noqa: S310 - loopback
        told = json.load(answer)
    return told["checks"]["jobs"]["processes"]


@pytest.mark.parametrize(("database", "count"), SIZES)
def test_everything_is_done_once(request, database, count, tmp_path):
    environ = server_environ(tmp_path / "home", RISKASSESS_IMMEDIATE_JOBS="0")
    if database == "postgres":
        make = request.getfixturevalue("make_postgres_database")
        environ |= {"RISKASSESS_DATABASE_URL": make(), "RISKASSESS_QUEUE_URL": make()}
    resources = make_resources(load_settings(environ))
    source = unpack("0004", tmp_path / "released")
    restore(resources, source, keys=source / "keys")
    prepare_queue(resources.settings)
    with ExitStack() as running:
        for number in (1, 2):
            running.enter_context(job_process(environ, tmp_path / f"jobs-{number}.log"))
        jobs = queue_work(resources, count)
        server = running.enter_context(running_server(environ))
        states = wait_until_done(resources, jobs)
        processes = seen_processes(server.url)
    logs = [(tmp_path / f"jobs-{number}.log").read_text("utf-8") for number in (1, 2)]
    shares = [text.count("job_begun") for text in logs]
    print(f"{database}: {count} jobs and messages, done by {shares}")
    assert states == ({JobState.DONE: count}, {MessageState.KEPT: count})
    assert (processes, sum(shares)) == (2, count)
    check_once(resources, jobs, count)
    resources.engine.dispose()


def check_once(resources, jobs, count):
    with make_session(resources.engine, may_write=False) as session:
        entries = session.exec(
            select(AuditEntry).where(AuditEntry.subject_type == "job", AuditEntry.request_id != "")
        ).all()
        acts = Counter((entry.subject_id, entry.action) for entry in entries)
        tried = session.exec(select(Message.attempts).where(Message.topic == "trial")).all()
        chains = list(check_chains(session))
    actions = (f"job:{DRAW}", "job:start", "job:done")
    assert acts == {(job, action): 1 for job in jobs for action in actions}
    assert tried == [1] * count
    assert not [chain.name for chain in chains if chain.faults]

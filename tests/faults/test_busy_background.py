"""Others hold the database or the queue for long: background work waits, ends once, is not lost."""

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from models import AuditEntry, Job, Message
from models.engine import BUSY_TRIES, database_trouble, is_busy, persist
from riskassess.domain.vocabulary import DossierState, JobState, MessageState, Role
from riskassess.jobs import dossiers as build
from riskassess.jobs import queue, runner
from riskassess.services import jobs, messages
from tests import factories
from tests.closed_case import Printed, fresh, seal
from tests.faults.test_database_trouble import Original
from tests.faults.test_killed_jobs import LATER, entries, work
from tests.support.kept_case import kept_case

__all__ = ["work"]


def busy():
    return OperationalError("UPDATE", {}, Original("55P03"))


@contextmanager
def held(engine, *tables):
    """Let each change of these tables wait in vain, as often as background work tries but once."""
    seen = Counter()

    def fail(_connection, _cursor, statement, *_rest):
        if statement.startswith(tuple(f"UPDATE {table}" for table in tables)):
            seen[statement] += 1
            if seen[statement] < BUSY_TRIES:
                raise busy()

    sa.event.listen(engine, "before_cursor_execute", fail)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", fail)


@pytest.fixture
def job(session, monkeypatch, now):
    monkeypatch.setitem(runner.HANDLERS, "trial", lambda *_given: None)
    office_id = factories.actor(Role.CASE_OFFICER).office_id
    return factories.save(Job(office_id=office_id, kind="trial", subject_id=1, created_at=now))


def test_beginning_and_end_of_a_job_are_written_once_others_are_through(
    session, engine, job, work, now
):
    with held(engine, "job") as seen:
        work(job.id, now)
    assert set(seen.values()) == {BUSY_TRIES}
    assert (fresh(session, job).state, job.attempts) == (JobState.DONE, 1)
    assert [entries(session, f"job:{act}", job.id) for act in ("start", "done")] == [1, 1]


def test_job_that_met_a_busy_database_is_put_off_and_not_failed(
    session, job, work, now, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setitem(runner.HANDLERS, "trial", lambda *_given: raise_(busy()))
        work(job.id, now)
    assert (fresh(session, job).state, job.error) == (JobState.RUNNING, "")
    assert jobs.list_lost(session, now=now + LATER) == [("job", job.id)]
    work(job.id, now + LATER)
    assert (fresh(session, job).state, job.attempts) == (JobState.DONE, 2)


def raise_(error):
    raise error


def test_dossier_waits_with_the_job_that_is_put_off(session, resources, work, now, monkeypatch):
    monkeypatch.setattr(build, "render_pdf", lambda html, **_: Printed(html.encode()))
    monkeypatch.setattr(build, "dossier_papers", lambda _records: [])
    closed = kept_case(session, resources)
    dossier, job_id = seal(session, closed)
    with monkeypatch.context() as patched:
        patched.setattr(build, "write_package", lambda *_given, **_options: raise_(busy()))
        work(job_id, now)
    assert fresh(session, dossier).state is DossierState.BUILDING
    work(job_id, now + LATER)
    assert fresh(session, dossier).state is DossierState.SEALED
    assert entries(session, "dossier:seal", dossier.id) == 1


def test_mail_that_left_is_noted_once_others_are_through(session, engine, now):
    actor = factories.actor(Role.CASE_OFFICER)
    mail = Message(
        office_id=actor.office_id, recipient="a@b.invalid", subject="b", body="c", created_at=now
    )
    factories.save(mail)
    sent = []
    senders = {mail.channel: lambda row: sent.append(row.recipient) or messages.Outcome()}
    with held(engine, "message") as seen:
        messages.send_message(session, message_id=mail.id, senders=senders, now=now)
    assert len(seen) == 2
    assert (sent, fresh(session, mail).state) == (["a@b.invalid"], MessageState.SENT)
    told = sa.select(sa.func.count()).where(AuditEntry.action == "message:sent")
    assert session.execute(told).scalar_one() == 1


def test_act_is_given_up_at_last_and_a_defect_at_once():
    tries = Counter()

    def fail(error):
        tries[database_trouble(error)] += 1
        raise error

    for error in (busy(), OperationalError("x", {}, Original("53100"))):
        with pytest.raises(OperationalError):
            persist(lambda: fail(error))  # noqa: B023 - called at once
    assert tries == {"database_busy": BUSY_TRIES, "database_full": 1}
    assert not is_busy(ValueError())


def test_bell_that_meets_a_locked_queue_fails_no_act(settings, resources, tmp_path, monkeypatch):
    """The act is committed by then; its work is found by the sweep."""
    monkeypatch.setattr(queue, "BUSY_SECONDS", 0.05)
    file = tmp_path / "queue.db"
    given = replace(settings, queue_url=f"sqlite:///{file}", immediate_jobs=False)
    queue.prepare_queue(given)
    ring = queue.make_bell(replace(resources, settings=given))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with capture_logs() as logs:
            ring("job", 7)
        other.execute("ROLLBACK")
        assert [(row["event"], row["kind"], row["row_id"]) for row in logs] == [
            ("bell_failed", "job", 7)
        ]
        ring("job", 8)
        assert other.execute("SELECT count(*) FROM task").fetchone() == (1,)

"""Long work is taken once, taken again when its worker is lost, and given up at last."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Job, Message
from models.engine import transaction
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import JobState, MessageState, Role
from riskassess.queries.jobs import find_newest_job, list_unfinished
from riskassess.services import jobs
from tests import factories

MINUTE = timedelta(minutes=1)


@pytest.fixture
def officer(session):
    return factories.actor(Role.CASE_OFFICER)


@pytest.fixture
def queue(session, officer, now):
    def add(subject_id=7):
        with transaction(session):
            return jobs.queue_job(
                session, kind="build", subject_id=subject_id, actor=officer, now=now
            )

    return add


def test_job_is_numbered_and_audited(session, queue, officer):
    first, second, other = queue(), queue(), queue(8)
    assert [job.number for job in (first, second, other)] == [1, 2, 1]
    assert find_newest_job(session, kind="build", subject_id=7) is second
    assert find_newest_job(session, kind="build", subject_id=9) is None
    assert session.exec(select(AuditEntry.action)).all() == ["job:build"] * 3


def test_job_starts_once(session, queue, now):
    job = queue()
    taken = jobs.start_job(session, job_id=job.id, now=now)
    assert (taken.state, taken.attempts, taken.heartbeat_at) == (JobState.RUNNING, 1, now)
    assert jobs.start_job(session, job_id=job.id, now=now) is None
    assert jobs.start_job(session, job_id=404, now=now) is None


def test_progress_is_kept_and_shows_that_the_worker_lives(session, queue, now):
    job = queue()
    jobs.start_job(session, job_id=job.id, now=now)
    jobs.beat(session, 3, 10, job_id=job.id, clock=lambda: now + 2 * MINUTE)
    session.refresh(job)
    assert (job.progress, job.total) == (3, 10)
    assert jobs.start_job(session, job_id=job.id, now=now + 4 * MINUTE) is None


def test_job_of_a_killed_worker_is_taken_again(session, queue, now):
    job = queue()
    jobs.start_job(session, job_id=job.id, now=now)
    assert jobs.start_job(session, job_id=job.id, now=now + 3 * MINUTE) is None
    again = jobs.start_job(session, job_id=job.id, now=now + 4 * MINUTE)
    assert again.attempts == 2


@pytest.mark.parametrize("end", ["finish", "fail"])
def test_ended_job_is_never_taken_again(session, queue, now, end):
    job = queue()
    jobs.start_job(session, job_id=job.id, now=now)
    if end == "finish":
        jobs.finish_job(session, job_id=job.id, now=now + MINUTE)
    else:
        jobs.fail_job(session, job_id=job.id, error="x" * 5000, now=now + MINUTE)
    assert job.finished_at == now + MINUTE
    assert len(job.error) == (0 if end == "finish" else 2000)
    assert jobs.start_job(session, job_id=job.id, now=now + 60 * MINUTE) is None
    assert jobs.list_lost(session, now=now + 60 * MINUTE) == []
    assert list_unfinished(session) == ([] if end == "finish" else [job])


def test_unknown_job_cannot_end(session, now):
    with pytest.raises(NotFound):
        jobs.finish_job(session, job_id=404, now=now)


def test_lost_work_is_listed_after_a_while(session, queue, officer, now):
    unheard, killed, living = queue(1), queue(2), queue(3)
    jobs.start_job(session, job_id=killed.id, now=now)
    jobs.start_job(session, job_id=living.id, now=now + 3 * MINUTE)
    mail = {"office_id": officer.office_id, "recipient": "a@b.invalid", "subject": "x", "body": "x"}
    waiting = factories.save(Message(**mail, created_at=now))
    factories.save(Message(**mail, created_at=now, state=MessageState.SENT))
    assert jobs.list_lost(session, now=now + 3 * MINUTE) == []
    assert jobs.list_lost(session, now=now + 4 * MINUTE) == [
        ("job", unheard.id),
        ("job", killed.id),
        ("message", waiting.id),
    ]


def test_job_that_kills_every_worker_is_given_up(session, queue, now):
    job = queue()
    for turn in range(jobs.MOST_ATTEMPTS):
        jobs.give_up_lost(session, now=now + 4 * turn * MINUTE)
        assert jobs.start_job(session, job_id=job.id, now=now + 4 * turn * MINUTE)
    last = now + 4 * jobs.MOST_ATTEMPTS * MINUTE
    assert jobs.list_lost(session, now=last) == []
    jobs.give_up_lost(session, now=last)
    stored = session.exec(select(Job)).one()
    assert (stored.state, stored.error) == (JobState.FAILED, "worker lost too often")

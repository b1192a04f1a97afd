"""Background work: what a failed job tells, and mail without a mail server."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import Job, Message
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import JobState, MessageState, Role
from riskassess.jobs import runner
from tests import factories


@pytest.fixture
def run(resources, make_test_session, monkeypatch):
    """Return a function that runs work on the test's own transaction."""
    monkeypatch.setattr(runner, "make_session", lambda *_args, **_options: make_test_session())
    return lambda kind, row_id: runner.run(resources, kind, row_id)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (IntegrityError("INSERT", {"token": "geheim"}, Exception("geheim")), "IntegrityError"),
        (InvalidInput("rows_missing", where="geheim"), "rows_missing"),
        (KeyError("geheim"), "KeyError"),
    ],
)
def test_failed_job_tells_what_and_no_value(session: Session, run, monkeypatch, now, error, told):
    def fail(*_given):
        raise error

    monkeypatch.setitem(runner.HANDLERS, "fail", fail)
    office_id = factories.actor(Role.CASE_OFFICER).office_id
    job = factories.save(Job(office_id=office_id, kind="fail", subject_id=1, created_at=now))
    run("job", job.id)
    session.refresh(job)
    assert (job.state, job.error) == (JobState.FAILED, told)


def test_mail_without_a_server_stays_in_the_outbox(session: Session, run, now):
    office_id = factories.actor(Role.CASE_OFFICER).office_id
    mail = factories.save(
        Message(office_id=office_id, recipient="a", subject="b", body="c", created_at=now)
    )
    run("message", mail.id)
    session.refresh(mail)
    assert mail.state is MessageState.KEPT

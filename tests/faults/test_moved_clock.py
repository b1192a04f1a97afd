"""The clock of the server is moved forward and back: nothing is lost, stuck or done twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Account, AuditEntry, Job, Message
from models.engine import transaction
from riskassess.domain.errors import Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.sign_in import is_idle
from riskassess.domain.vocabulary import JobState, MessageState, Role
from riskassess.jobs import sweep
from riskassess.queries.audit import check_chains
from riskassess.services import accounts, dossiers, jobs, messages
from riskassess.services.messages import Outcome
from riskassess.services.sheets import Change
from tests import factories
from tests.services.test_second_factors import Holder
from tests.services.test_second_factors import refused as code_refused
from tests.support.review_room import make_room
from tests.support.sheets import save_changes

YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)


def queued(session, now):
    officer = factories.actor(Role.CASE_OFFICER)
    with transaction(session):
        return jobs.queue_job(session, kind="build", subject_id=7, actor=officer, now=now)


@pytest.mark.parametrize("begun", [False, True])
def test_job_of_a_clock_that_was_ahead_is_not_waited_for(session, now, begun):
    job = queued(session, now + YEAR)
    if begun:
        jobs.start_job(session, job_id=job.id, now=now + YEAR)
    assert not dossiers.is_working(job, now=now)  # the page offers another try
    assert jobs.list_lost(session, now=now) == [("job", job.id)]
    assert jobs.start_job(session, job_id=job.id, now=now).attempts == 1 + begun
    assert jobs.start_job(session, job_id=job.id, now=now - MINUTE) is None  # it is being done


def test_job_that_kills_its_workers_is_given_up_whatever_the_clock_said(session, now):
    job = queued(session, now)
    job.attempts, job.state, job.heartbeat_at = jobs.MOST_ATTEMPTS, JobState.RUNNING, now + YEAR
    factories.save(job)
    jobs.give_up_lost(session, now=now)
    assert session.exec(select(Job.state)).one() is JobState.FAILED


def test_mail_that_failed_under_a_clock_ahead_is_tried_soon(session, now):
    office_id = factories.actor(Role.CASE_OFFICER).office_id
    mail = factories.save(
        Message(office_id=office_id, recipient="a@b.invalid", subject="x", body="x", created_at=now)
    )
    answers = [Outcome("451 later"), Outcome("")]
    senders = {mail.channel: lambda _message: answers.pop(0)}
    messages.send_message(session, message_id=mail.id, senders=senders, now=now + YEAR)
    assert mail.state is MessageState.FAILED
    assert ("message", mail.id) in jobs.list_lost(session, now=now)
    messages.send_message(session, message_id=mail.id, senders=senders, now=now)
    assert (mail.state, mail.attempts, answers) == (MessageState.SENT, 2, [])


def test_lock_set_under_a_clock_ahead_does_not_last_a_year(session, now):
    account = factories.account(Role.CASE_OFFICER)
    for _guess in range(accounts.FREE_FAILURES + 3):
        accounts.count_try(account, fits=False, now=now + YEAR)
    assert accounts.is_locked(account, now=now + YEAR)
    assert not accounts.is_locked(account, now=now)
    accounts.count_try(account, fits=False, now=now)  # one more wrong one: out again, as ever
    assert accounts.is_locked(account, now=now + MINUTE)
    assert session.get(Account, account.id).failed_count == accounts.FREE_FAILURES + 2


def test_session_seen_in_the_future_ends_by_its_idle_time_after_all(now):
    seen = now + timedelta(hours=5)
    assert not is_idle(seen, minutes=60, now=now)
    assert is_idle(seen, minutes=60, now=seen + timedelta(minutes=90))


def test_code_that_was_used_is_not_taken_again_when_the_clock_goes_back(session, resources, now):
    holder = Holder(session, resources, now)
    assert holder.give(holder.code(1), 1).session_id
    for back in (1, 0, -5):
        assert code_refused(holder, holder.code(1), back)
        assert code_refused(holder, holder.code(back), back)


def test_audit_keeps_the_order_in_which_things_were_done(session, now):
    officer = factories.actor(Role.CASE_OFFICER)
    for hours in (0, 9, -6, 1):
        with transaction(session):
            jobs.queue_job(
                session, kind="build", subject_id=7, actor=officer, now=now + timedelta(hours=hours)
            )
    rows = session.exec(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    assert [row.sequence for row in rows] == [1, 2, 3, 4]
    assert [row.at for row in rows] == [now + timedelta(hours=each) for each in (0, 9, -6, 1)]
    assert {chain.verdict for chain in check_chains(session) if chain.entries} == {"whole"}


def test_reminder_is_sent_once_though_its_day_comes_twice(
    session, resources, make_test_session, monkeypatch, now
):
    monkeypatch.setattr(sweep, "make_session", lambda *_args, **_options: make_test_session())
    make_room(session, experts=1)
    morning = now.replace(day=11, hour=1)  # 9 o'clock in Shanghai

    def run(moment):
        return len(sweep.sweep_people(replace(resources, clock=lambda: moment)))

    moments = [morning, morning - timedelta(days=2), morning, morning + timedelta(hours=1)]
    assert [run(moment) for moment in moments] == [1, 0, 0, 0]


def test_sheet_of_a_round_that_ended_stays_closed_when_the_clock_goes_back(session, now):
    """What a person ended is a state, not a time: no clock opens it again."""
    room = make_room(session, experts=1)
    room.round.state, room.round.closed_at = RoundState.CLOSED, now
    factories.save(room.round)
    seat = room.chairs[0]
    change = Change("op", str(room.factors[0].id), "before_impact", "50", None, now)
    with pytest.raises(Refused):
        save_changes(
            session, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now - YEAR
        )

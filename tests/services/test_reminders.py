"""Reminders by the schedule: the right day and hour, once, and no longer when the work is done."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from expert_pool.vocabulary import Channel
from models import AuditEntry, Expert, Message, Office, ReviewRound
from models.engine import make_engine, make_session
from riskassess.domain.actor import system_actor
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, MessageState
from riskassess.filters import SHANGHAI
from riskassess.queries.assessments import get_case
from riskassess.services import reminders
from riskassess.services.answers import Answer, answer_link
from riskassess.services.invitations import invite_member, token_digest
from riskassess.services.reminders import list_waited_for, remind_if_due
from tests import factories
from tests.support.migrated import migrate_by_copy
from tests.support.review_room import DUE, make_room

URL = "https://wenping.example.invalid"
NO_HOLIDAYS = WorkCalendar()
HOLIDAY = WorkCalendar(closed=frozenset({datetime(2026, 3, 11, tzinfo=UTC).date()}))


def at(month, day, hour, minute=0):
    """Return a moment of 2026 by the clock of Shanghai, as UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def room(session):
    return make_room(session, experts=1, state=MemberState.READY)


def remind(session, member, now, calendar=NO_HOLIDAYS):
    return remind_if_due(session, member_id=member.id, public_url=URL, calendar=calendar, now=now)


def sent_days(session, member, calendar=NO_HOLIDAYS):
    """Return the days of March, looked at four times a day, on which a reminder was written."""
    return [
        (day, hour)
        for day in range(1, 19)
        for hour in (2, 8, 14, 20)
        if remind(session, member, at(3, day, hour), calendar)
    ]


def test_sheet_is_reminded_of_by_the_manual_in_the_morning(session, room):
    # due on Monday the 16th: three and one working days before, and on the day
    assert sent_days(session, room.chairs[0].member) == [(11, 8), (13, 8), (16, 8)]
    letters = session.exec(select(Message).order_by(Message.id)).all()
    assert {row.topic for row in letters} == {"sheet"}
    assert all(row.expert_id == room.chairs[0].actor.expert_id for row in letters)
    assert "/expert/" in letters[0].body


def test_holiday_moves_a_reminder_to_the_working_day_before(session, room):
    assert sent_days(session, room.chairs[0].member, HOLIDAY) == [(10, 8), (13, 8), (16, 8)]


def test_nothing_leaves_at_night(session, room):
    member = room.chairs[0].member
    for moment in (at(3, 13, 7, 59), at(3, 13, 21), at(3, 13, 23)):
        assert remind(session, member, moment) == []
    assert remind(session, member, at(3, 13, 20, 59))


def test_a_day_that_was_missed_is_not_made_up_for(session, room):
    member = room.chairs[0].member
    assert remind(session, member, at(3, 12, 9))  # of the 11th, a day late
    assert remind(session, member, at(3, 14, 9)) == []  # Saturday
    assert remind(session, member, at(3, 16, 9))  # the last day; that of the 13th is left out
    assert len(session.exec(select(Message)).all()) == 2


DONE = [MemberState.SUBMITTED, MemberState.DECLINED, MemberState.RECUSED, MemberState.RESERVE]


@pytest.mark.parametrize("state", DONE)
def test_who_is_done_hears_nothing(session, state):
    member = make_room(session, experts=1, state=state).chairs[0].member
    assert member.id not in list_waited_for(session)
    assert sent_days(session, member) == []


def test_reminders_stop_in_the_middle_of_the_schedule(session, room):
    member = room.chairs[0].member
    assert remind(session, member, at(3, 11, 9))
    member.state = MemberState.SUBMITTED
    factories.save(member)
    assert sent_days(session, member) == []


def test_closed_round_and_ended_assessment_stop_reminders(session, room, now):
    member = room.chairs[0].member
    room.assessment.state = AssessmentState.REVISING
    factories.save(room.assessment)
    assert sent_days(session, member) == []
    room.assessment.state = AssessmentState.IN_REVIEW
    factories.save(room.assessment)
    round_ = session.get_one(ReviewRound, room.round.id)
    round_.state, round_.closed_at = RoundState.CLOSED, now
    factories.save(round_)
    assert list_waited_for(session) == []
    assert sent_days(session, member) == []


@pytest.fixture
def invited(session, now):
    """Return an invited member with mail and number, and the mail's id."""
    room = make_room(session, experts=1, state=MemberState.INVITED)
    chair = room.chairs[0]
    expert = session.get_one(Expert, chair.member.expert_id)
    expert.phone_sealed = "sealed"
    factories.save(expert)
    case = get_case(session, room.assessment.id, actor=system_actor(room.assessment.office_id))
    message_id = invite_member(
        session, member=chair.member, case=case, due_on=DUE, public_url=URL,
        actor=chair.actor, now=now,
    )  # fmt: skip
    session.commit()
    return chair.member, message_id


def test_invitation_is_reminded_of_with_a_new_link_and_the_old_deadline(session, invited):
    member, message_id = invited
    until, first = member.token_expires_at, member.token_digest
    last = until.astimezone(SHANGHAI).date()
    days = sent_days(session, member)
    assert days[-1] == (last.day, 8)
    assert len(days) == 2
    session.refresh(member)
    assert (member.token_expires_at, member.token_digest != first) == (until, True)
    assert "/invitations/" not in session.get_one(Message, message_id).body
    mail, sms = session.exec(
        select(Message).where(Message.step.startswith("invitation:")).order_by(Message.id.desc())
    ).all()[:2][::-1]
    assert (mail.channel, sms.channel) == (Channel.MAIL, Channel.SMS)
    assert link_in(mail.body) == link_in(sms.body)
    assert token_digest(link_in(mail.body)) == member.token_digest == mail.link_digest


def link_in(body):
    return body.split(f"{URL}/invitations/")[1].split()[0]


def test_sms_names_office_and_link_and_nothing_of_the_case(session, invited):
    member, _message_id = invited
    sms = session.exec(select(Message).where(Message.channel == Channel.SMS)).one()
    assert sms.recipient == ""
    office = session.get_one(Office, member.office_id).name
    left = sms.body.replace(office, "").replace(f"{URL}/invitations/{link_in(sms.body)}", "")
    assert re.fullmatch(r"：有一份评审邀请等您答复，请在 [\d\-: ]+ 前打开 ", left)


def test_answered_invitation_is_not_reminded_of(session, invited, now):
    member, _message_id = invited
    session.commit()
    answer_link(
        session, token_digest=member.token_digest, answer=Answer(accepts=True),
        reader_expert_id=None, public_url=URL, now=now,
    )  # fmt: skip
    assert remind(session, member, at(3, 4, 9)) == []


def test_each_reminder_is_in_the_cases_audit(session, room):
    remind(session, room.chairs[0].member, at(3, 11, 9))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "member:remind")).one()
    assert entry.chain == f"assessment:{room.assessment.id}"
    assert "sheet:" in entry.after


def test_second_worker_that_did_not_see_the_first_sends_nothing(session, room, monkeypatch):
    member, moment = room.chairs[0].member, at(3, 11, 9)
    assert remind(session, member, moment)
    monkeypatch.setattr(reminders, "_was_sent", lambda *_given: False)
    assert remind(session, member, moment) == []
    assert len(session.exec(select(Message)).all()) == 1


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_engine(request, tmp_path):
    """Return a database that several sessions really share."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'shared.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


def test_two_workers_at_once_send_one_reminder(shared_engine):
    with Session(shared_engine, expire_on_commit=False) as session, factories.writing_with(session):
        members = [chair.member.id for chair in make_room(session, experts=6).chairs]
        session.commit()
    gate, written = threading.Barrier(4), []

    def work():
        with make_session(shared_engine, may_write=True) as session:
            gate.wait(timeout=20)
            for member_id in members:
                written.extend(
                    remind_if_due(
                        session,
                        member_id=member_id,
                        public_url=URL,
                        calendar=NO_HOLIDAYS,
                        now=at(3, 11, 9),
                    )  # fmt: skip
                )

    threads = [threading.Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with Session(shared_engine) as session:
        stored = session.exec(select(Message)).all()
        assert sorted(row.subject_id for row in stored) == sorted(members)
        assert sorted(written) == sorted(row.id for row in stored)
        assert {row.state for row in stored} == {MessageState.QUEUED}

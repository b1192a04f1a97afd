"""How messages leave: a gateway that listens, a mail server that refuses, reports, retries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import Channel
from models import AuditEntry, Expert, Message
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.vocabulary import MessageState, Role
from riskassess.jobs import runner, senders
from riskassess.queries.pool.messages import list_messages, list_own_messages
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.messages import (
    FIRST_PAUSE,
    MOST_ATTEMPTS,
    list_due,
    note_delivery,
    retry_message,
    withdraw,
)
from tests import factories
from tests.support.server import free_port
from tests.support.sms_gateway import TOKEN, Mood, sms_gateway

PHONE = "13900001111"


@pytest.fixture
def gateway():
    with sms_gateway() as made:
        yield made


@pytest.fixture
def officer(session):
    return factories.actor(Role.CASE_OFFICER)


@pytest.fixture
def wired(resources, gateway):
    """Return resources whose settings name the gateway and a mail server that is not there."""
    settings = replace(
        resources.settings, sms_url=gateway.url, sms_token=TOKEN, sms_sign="演示办",
        smtp_url=f"smtp://127.0.0.1:{free_port()}",
    )  # fmt: skip
    return replace(resources, settings=settings)


@pytest.fixture
def run(wired, make_test_session, monkeypatch):
    """Return a function that sends a message at a moment, on the test's own transaction."""
    for module in (runner, senders):
        monkeypatch.setattr(module, "make_session", lambda *_args, **_options: make_test_session())
    return lambda row, now: runner.run(replace(wired, clock=lambda: now), "message", row.id)


@pytest.fixture
def expert(session, officer, wired):
    row = factories.expert(office_id=officer.office_id)
    row.phone_sealed = wired.seal.seal(PHONE, office_id=row.office_id, expert=row.code)
    return factories.save(row)


def written(session, expert, officer, now, **values):
    letter = ExpertLetter("invitation", 1, "评审邀请", "给邮件的话", sms="给短信的话", **values)
    ids = write_expert(session, expert=expert, letter=letter, actor=officer, now=now)
    session.commit()
    return [session.get_one(Message, each) for each in ids]


def test_sms_goes_out_with_the_number_that_is_stored_nowhere_in_the_clear(
    session, expert, officer, gateway, run, now
):
    mail, sms = written(session, expert, officer, now)
    assert (mail.channel, sms.channel) == (Channel.MAIL, Channel.SMS)
    run(sms, now)
    session.refresh(sms)
    assert (sms.state, sms.reference) == (MessageState.SENT, f"gw-{sms.id}-1")
    assert gateway.taken == [{"id": str(sms.id), "phone": PHONE, "text": "【演示办】给短信的话"}]
    stored = [row.model_dump_json() for row in session.exec(select(Message))]
    stored += [row.model_dump_json() for row in session.exec(select(AuditEntry))]
    assert PHONE not in "".join(stored)


@pytest.mark.parametrize("mood", [Mood.REFUSING, Mood.GARBAGE, Mood.BROKEN])
def test_unkind_gateway_fails_the_message_with_a_reason_and_a_pause(
    session, expert, officer, gateway, run, now, mood
):
    _mail, sms = written(session, expert, officer, now)
    gateway.mood = mood
    run(sms, now)
    session.refresh(sms)
    assert (sms.state, sms.attempts) == (MessageState.FAILED, 1)
    assert sms.error
    assert PHONE not in sms.error
    gateway.mood = Mood.KIND
    run(sms, now + FIRST_PAUSE / 2)
    session.refresh(sms)
    assert sms.state is MessageState.FAILED
    run(sms, now + FIRST_PAUSE)
    session.refresh(sms)
    assert (sms.state, sms.error) == (MessageState.SENT, "")


def test_mail_server_that_is_away_fails_the_mail_and_not_the_sms(
    session, expert, officer, run, now
):
    mail, sms = written(session, expert, officer, now)
    run(mail, now)
    run(sms, now)
    session.refresh(mail)
    session.refresh(sms)
    assert (mail.state, sms.state) == (MessageState.FAILED, MessageState.SENT)
    assert "refused" in mail.error.lower()


def test_number_sealed_for_somebody_else_does_not_open(session, expert, officer, gateway, run, now):
    other = factories.expert(office_id=officer.office_id)
    other.phone_sealed = expert.phone_sealed
    factories.save(other)
    _mail, sms = written(session, other, officer, now)
    run(sms, now)
    session.refresh(sms)
    assert (sms.state, sms.error, gateway.taken) == (MessageState.FAILED, "seal_tampered", [])


def test_number_that_was_erased_meanwhile_gets_nothing(session, expert, officer, gateway, run, now):
    _mail, sms = written(session, expert, officer, now)
    row = session.get_one(Expert, expert.id)
    row.phone_sealed = ""
    factories.save(row)
    run(sms, now)
    session.refresh(sms)
    assert (sms.error, gateway.taken) == ("no_address", [])


def test_without_a_gateway_the_sms_is_kept(
    session, expert, officer, resources, make_test_session, monkeypatch, now
):
    monkeypatch.setattr(runner, "make_session", lambda *_args, **_options: make_test_session())
    _mail, sms = written(session, expert, officer, now)
    runner.run(resources, "message", sms.id)
    session.refresh(sms)
    assert sms.state is MessageState.KEPT


def test_sms_of_the_night_waits_for_the_morning(session, expert, officer, gateway, run, now):
    night = now.replace(hour=14)  # 22 o'clock in Shanghai
    _mail, sms = written(session, expert, officer, night)
    morning = (night + timedelta(days=1)).replace(hour=0, minute=0)
    assert sms.retry_at == morning
    run(sms, night)
    assert gateway.taken == []
    assert sms.id in list_due(session, now=morning, stale=night)
    run(sms, morning)
    assert len(gateway.taken) == 1


def test_expert_without_any_address_gets_a_message_that_says_so(session, officer, run, now):
    nobody = factories.expert(office_id=officer.office_id, email="")
    (mail,) = written(session, nobody, officer, now)
    run(mail, now)
    session.refresh(mail)
    assert (mail.state, mail.error) == (MessageState.FAILED, "no_address")


def test_expert_with_a_number_only_gets_an_sms_only(session, expert, officer, now):
    expert.email = ""
    factories.save(expert)
    assert [row.channel for row in written(session, expert, officer, now)] == [Channel.SMS]


def delivered(session, row, now, *, arrived=True, reason="", reference=None):
    note_delivery(
        session, reference=reference or row.reference, is_delivered=arrived, reason=reason, now=now
    )
    session.refresh(row)


def test_report_of_the_gateway_is_noted_once(session, expert, officer, run, now):
    _mail, sms = written(session, expert, officer, now)
    run(sms, now)
    session.refresh(sms)
    later = now + timedelta(minutes=2)
    delivered(session, sms, later)
    delivered(session, sms, later + timedelta(hours=1), arrived=False, reason="late")
    assert (sms.state, sms.delivered_at) == (MessageState.SENT, later)
    actions = session.exec(select(AuditEntry.action)).all()
    assert actions.count("message:delivered") == 1
    assert "message:undelivered" not in actions


def test_sms_that_did_not_arrive_waits_for_the_office(session, expert, officer, run, now):
    _mail, sms = written(session, expert, officer, now)
    run(sms, now)
    session.refresh(sms)
    delivered(session, sms, now, arrived=False, reason="absent subscriber")
    assert (sms.state, sms.error) == (MessageState.FAILED, "absent subscriber")
    assert sms.id not in list_due(session, now=now + timedelta(days=9), stale=now)


def test_report_of_an_unknown_or_empty_reference_is_not_found(session, expert, officer, now):
    _mail, sms = written(session, expert, officer, now)
    for reference in ("gw-404", ""):
        with pytest.raises(NotFound):
            note_delivery(session, reference=reference, is_delivered=True, reason="", now=now)
    session.refresh(sms)
    assert sms.delivered_at is None


def test_retry_by_hand_begins_anew(session, expert, officer, gateway, run, now):
    _mail, sms = written(session, expert, officer, now)
    gateway.mood = Mood.REFUSING
    run(sms, now)
    gateway.mood = Mood.KIND
    retry_message(session, message_id=sms.id, actor=officer, now=now)
    run(sms, now)
    session.refresh(sms)
    assert (sms.state, sms.attempts) == (MessageState.SENT, 1)
    with pytest.raises(Refused, match="message_not_failed"):
        retry_message(session, message_id=sms.id, actor=officer, now=now)


def test_retry_is_for_officer_and_keeper_of_the_office(session, expert, officer, now):
    mail, _sms = written(session, expert, officer, now)
    mail.state = MessageState.FAILED
    factories.save(mail)
    with pytest.raises(NotFound):
        retry_message(
            session, message_id=mail.id, actor=factories.actor(Role.CASE_OFFICER), now=now
        )
    for role, error in ((Role.POOL_KEEPER, NotFound), (Role.APPROVER, NotFound)):
        actor = factories.actor(role, office_id=officer.office_id)
        with pytest.raises(error):  # who sits on a panel is the officer's to know
            retry_message(session, message_id=mail.id, actor=actor, now=now)
    mail.topic = "evaluation"
    factories.save(mail)
    approver = factories.actor(Role.APPROVER, office_id=officer.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        retry_message(session, message_id=mail.id, actor=approver, now=now)


def test_withdrawn_message_never_leaves(session, expert, officer, gateway, run, now):
    _mail, sms = written(session, expert, officer, now)
    withdraw(sms)
    factories.save(sms)
    run(sms, now + timedelta(days=1))
    assert gateway.taken == []
    assert sms.attempts == MOST_ATTEMPTS
    with pytest.raises(Refused, match="message_superseded"):
        retry_message(session, message_id=sms.id, actor=officer, now=now)


def test_blanked_message_is_not_sent_again(session, expert, officer, now):
    """Erasure takes text and address; an SMS never had one, its text is enough."""
    mail, sms = written(session, expert, officer, now)
    for row in (mail, sms):
        row.state = MessageState.FAILED
        factories.save(row)
    assert all(row.is_sendable for row in list_messages(session, officer).rows)
    for row in (mail, sms):
        row.recipient = row.body = ""
        factories.save(row)
        with pytest.raises(Refused, match="message_blanked"):
            retry_message(session, message_id=row.id, actor=officer, now=now)
    assert not any(row.is_sendable for row in list_messages(session, officer).rows)


def test_lists_hold_no_text_and_only_what_the_reader_may_see(session, expert, officer, now):
    written(session, expert, officer, now)
    keeper = factories.actor(Role.POOL_KEEPER, office_id=officer.office_id)
    assert len(list_messages(session, officer).rows) == 2
    assert len(list_messages(session, keeper).rows) == 0
    assert len(list_messages(session, officer, channel=Channel.SMS).rows) == 1
    assert len(list_messages(session, factories.actor(Role.CASE_OFFICER)).rows) == 0
    own = list_own_messages(session, expert_id=expert.id, office_id=officer.office_id)
    assert len(own) == 2
    assert not {"body", "recipient"} & set(own[0]._fields)

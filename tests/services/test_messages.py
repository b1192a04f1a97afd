"""The outbox: written with the act, sent once, tried again when the server was away."""

from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import Channel
from models import AuditEntry, Message
from models.engine import transaction
from riskassess.domain.vocabulary import MessageState, Role
from riskassess.services.messages import (
    FIRST_PAUSE,
    Outcome,
    list_due,
    queue_message,
    send_message,
)
from tests import factories


def by_mail(send):
    """Return senders whose mail server answers with a reason, or an empty text."""
    return {Channel.MAIL: lambda mail: Outcome(send(mail))}


@pytest.fixture
def message(session, now):
    officer = factories.actor(Role.CASE_OFFICER)
    made = Message(
        office_id=officer.office_id,
        recipient="expert@example.invalid",
        subject="邀请",
        body="geheim-link",
        created_at=now,
    )
    with transaction(session):
        return queue_message(session, message=made, actor=officer, now=now)


def test_queued_message_waits_and_is_audited_without_its_text(session, message):
    assert message.state is MessageState.QUEUED
    entry = session.exec(select(AuditEntry)).one()
    assert entry.action == "message:queue"
    assert "geheim" not in entry.model_dump_json()


def test_message_goes_with_its_act(session, now):
    officer = factories.actor(Role.CASE_OFFICER)
    with pytest.raises(ZeroDivisionError):
        lose_a_message(session, officer, now)
    assert session.exec(select(Message)).all() == []


def lose_a_message(session, officer, now):
    lost = Message(
        office_id=officer.office_id, recipient="a", subject="b", body="c", created_at=now
    )
    with transaction(session):
        queue_message(session, message=lost, actor=officer, now=now)
        raise ZeroDivisionError


def test_message_is_sent_once(session, message, now):
    sent = []
    for _turn in range(2):
        send_message(
            session,
            message_id=message.id,
            senders=by_mail(lambda mail: sent.append(mail.recipient) or ""),
            now=now,
        )
    assert sent == ["expert@example.invalid"]
    assert (message.state, message.sent_at) == (MessageState.SENT, now)


def test_failed_message_says_why_and_is_tried_again_after_a_pause(session, message, now):
    refusing = {"message_id": message.id, "senders": by_mail(lambda _mail: "refused" * 999)}
    send_message(session, **refusing, now=now)
    assert message.state is MessageState.FAILED
    assert len(message.error) == 2000
    assert message.sent_at is None
    again = {"message_id": message.id, "senders": by_mail(lambda _mail: "")}
    send_message(session, **again, now=now + 0.9 * FIRST_PAUSE)
    assert message.state is MessageState.FAILED
    send_message(session, **again, now=now + FIRST_PAUSE)
    assert (message.state, message.error) == (MessageState.SENT, "")
    told = session.exec(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert told == ["message:queue", "message:failed", "message:sent"]


def test_pauses_grow_until_the_message_is_given_up(session, message, now):
    tried, minutes = [], 0
    while minutes < 4 * 24 * 60:
        moment = now + timedelta(minutes=minutes)
        for message_id in list_due(session, now=moment, stale=moment):
            tried.append(minutes)
            away = by_mail(lambda _mail: "away")
            send_message(session, message_id=message_id, senders=away, now=moment)
        minutes += 5
    assert tried == [5, 20, 50, 110, 230, 470, 950, 1910]
    assert message.state is MessageState.FAILED


def test_message_of_a_worker_that_died_is_tried_again(session, message, now):
    def die(_mail):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_message(session, message_id=message.id, senders=by_mail(die), now=now)
    assert list_due(session, now=now, stale=now + FIRST_PAUSE) == []
    assert list_due(session, now=now + FIRST_PAUSE, stale=now) == [message.id]


def test_without_a_mail_server_the_message_is_kept_and_not_called_sent(session, message, now):
    send_message(session, message_id=message.id, senders={}, now=now)
    assert (message.state, message.sent_at) == (MessageState.KEPT, None)
    assert list_due(session, now=now + 99 * FIRST_PAUSE, stale=now + FIRST_PAUSE) == []


def test_no_lock_is_held_while_the_mail_leaves(session, message, now):
    busy = []
    send_message(
        session,
        message_id=message.id,
        senders=by_mail(lambda _mail: busy.append(session.in_transaction()) or ""),
        now=now,
    )
    assert busy == [False]


def test_unknown_message_is_left_alone(session, now):
    sent = []
    senders = by_mail(lambda mail: sent.append(mail) or "")
    send_message(session, message_id=404, senders=senders, now=now)
    assert sent == []

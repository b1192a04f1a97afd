"""The outbox: written with the act, sent once, tried again when the server was away."""

import pytest
from sqlmodel import select

from models import AuditEntry, Message
from models.engine import transaction
from riskassess.domain.vocabulary import MessageState, Role
from riskassess.services.messages import queue_message, send_message
from tests import factories


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
            send=lambda mail: sent.append(mail.recipient) or "",
            now=now,
        )
    assert sent == ["expert@example.invalid"]
    assert (message.state, message.sent_at) == (MessageState.SENT, now)


def test_failed_message_says_why_and_may_be_tried_again(session, message, now):
    send_message(session, message_id=message.id, send=lambda _mail: "refused" * 999, now=now)
    assert message.state is MessageState.FAILED
    assert len(message.error) == 2000
    assert message.sent_at is None
    send_message(session, message_id=message.id, send=lambda _mail: "", now=now)
    assert (message.state, message.error) == (MessageState.SENT, "")
    told = session.exec(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert told == ["message:queue", "message:failed", "message:sent"]


def test_no_lock_is_held_while_the_mail_leaves(session, message, now):
    busy = []
    send_message(
        session,
        message_id=message.id,
        send=lambda _mail: busy.append(session.in_transaction()) or "",
        now=now,
    )
    assert busy == [False]


def test_unknown_message_is_left_alone(session, now):
    send_message(session, message_id=404, send=lambda _mail: pytest.fail("sent"), now=now)

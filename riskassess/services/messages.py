"""The outbox: a message is written with the act that causes it and sent after the commit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Message
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.vocabulary import MessageState
from riskassess.services.audit import record

FIRST_PAUSE = timedelta(minutes=15)
"""Pause after the first try; it doubles with each one."""
MOST_ATTEMPTS = 8
"""The last try is made about 32 hours after the first."""


def queue_message(session: Session, *, message: Message, actor: Actor, now: datetime) -> Message:
    """Add a message within the caller's transaction; ring the bell after the commit."""
    session.add(message)
    record(session, actor=actor, action="message:queue", subject=message, now=now)
    return message


def send_message(
    session: Session, *, message_id: int, send: Callable[[Message], str] | None, now: datetime
) -> None:
    """Send a message that is due and note what became of it; others are left alone.

    `send` returns why the mail could not be sent, or an empty text. Without a mail server it is
    None, and the message is kept in the outbox.
    """
    waiting = _claimed(session, message_id, now=now)
    if waiting is None:
        return
    # outside of a transaction: a slow mail server must not hold a lock
    reason = send(waiting) if send else ""
    with transaction(session):
        message = session.get_one(Message, message_id, populate_existing=True)
        message.state = _outcome(reason, kept=send is None)
        message.error = reason[:2000]
        message.sent_at = now if message.state is MessageState.SENT else None
        actor, action = system_actor(message.office_id), f"message:{message.state}"
        record(session, actor=actor, action=action, subject=message, now=now)


def _outcome(reason: str, *, kept: bool) -> MessageState:
    if kept:
        return MessageState.KEPT
    return MessageState.FAILED if reason else MessageState.SENT


def _claimed(session: Session, message_id: int, *, now: datetime) -> Message | None:
    """Take the message if it is due; of two workers only one gets it."""
    with transaction(session):
        message = session.exec(
            select(Message)
            .where(Message.id == message_id, _may_be_tried(), _is_due(now))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if message is not None:
            # counted before it leaves: a worker that dies while sending does not try for ever
            message.retry_at = now + FIRST_PAUSE * 2**message.attempts
            message.attempts += 1
    return message


def list_due(session: Session, *, now: datetime, stale: datetime) -> list[int]:
    """Return the messages to try again, and those queued before `stale` whose bell went unheard."""
    unheard = sa.and_(col(Message.retry_at).is_(None), col(Message.created_at) < stale)
    query = select(Message.id).where(_may_be_tried(), sa.or_(unheard, col(Message.retry_at) <= now))
    return [row for row in session.exec(query.order_by(col(Message.id))) if row]


def _may_be_tried() -> sa.ColumnElement[bool]:
    waiting = col(Message.state).in_([MessageState.QUEUED, MessageState.FAILED])
    return sa.and_(waiting, col(Message.attempts) < MOST_ATTEMPTS)


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(col(Message.retry_at).is_(None), col(Message.retry_at) <= now)

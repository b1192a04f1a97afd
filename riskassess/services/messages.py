"""The outbox: a message is written with the act that causes it and sent after the commit."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models import Message
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.vocabulary import MessageState
from riskassess.services.audit import record


def queue_message(session: Session, *, message: Message, actor: Actor, now: datetime) -> Message:
    """Add a message within the caller's transaction; ring the bell after the commit."""
    session.add(message)
    record(session, actor=actor, action="message:queue", subject=message, now=now)
    return message


def send_message(
    session: Session, *, message_id: int, send: Callable[[Message], str], now: datetime
) -> None:
    """Send a waiting message and note what became of it; one already sent is left alone.

    `send` returns why the mail could not be sent, or an empty text.
    """
    with transaction(session):
        waiting = session.get(Message, message_id)
    if waiting is None or waiting.state is MessageState.SENT:
        return
    reason = send(waiting)  # outside of a transaction: a slow mail server must not hold a lock
    state = MessageState.FAILED if reason else MessageState.SENT
    with transaction(session):
        message = session.get_one(Message, message_id, populate_existing=True)
        message.state, message.error = state, reason[:2000]
        message.sent_at = now if state is MessageState.SENT else None
        actor = system_actor(message.office_id)
        record(session, actor=actor, action=f"message:{state}", subject=message, now=now)

"""The outbox: a message is written with the act that causes it and sent after the commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import Channel
from models import Message
from models.engine import persist, transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.vocabulary import MessageState, RefusalReason, Role
from riskassess.i18n import _
from riskassess.queries.account_links import LINK
from riskassess.queries.pool.messages import CONTROL_TOPICS, PANEL_TOPICS
from riskassess.services.audit import record

FIRST_PAUSE = timedelta(minutes=15)
"""Pause after the first try; it doubles with each one."""
MOST_ATTEMPTS = 8
"""The last try is made about 32 hours after the first."""
SUPERSEDED = "superseded"
"""Why a message is no longer sent: the link in it was replaced or is no longer needed."""
NO_ADDRESS = "no_address"
LONGEST_ERROR = 2000


@dataclass(frozen=True)
class Outcome:
    """Why a message could not be sent, or an empty text; and what the carrier calls it."""

    reason: str = ""
    reference: str = ""


Sender = Callable[[Message], Outcome]


def queue_message(session: Session, *, message: Message, actor: Actor, now: datetime) -> Message:
    """Add a message within the caller's transaction; ring the bell after the commit."""
    message.request_id = actor.request_id
    session.add(message)
    record(session, actor=actor, action="message:queue", subject=message, now=now)
    return message


def send_message(
    session: Session, *, message_id: int, senders: Mapping[Channel, Sender], now: datetime
) -> Message | None:
    """Send a message that is due and return it with what became of it; others are left alone.

    A channel without a sender has no server: its messages are kept in the outbox. A link to set
    a password is blanked here once it has left.
    """
    waiting = persist(lambda: _claimed(session, message_id, now=now))
    if waiting is None:
        return None
    # outside of a transaction: a slow server must not hold a lock
    send = senders.get(waiting.channel)
    outcome = _sent(send, waiting) if send else None
    # what has left and is not noted would be sent again
    return persist(lambda: _noted(session, message_id, outcome, now=now))


def _noted(session: Session, message_id: int, outcome: Outcome | None, *, now: datetime) -> Message:
    with transaction(session):
        message = session.get_one(Message, message_id, populate_existing=True)
        message.state = _state(outcome)
        message.error = outcome.reason[:LONGEST_ERROR] if outcome else ""
        message.reference = outcome.reference if outcome else ""
        message.sent_at = now if message.state is MessageState.SENT else None
        if message.state is MessageState.SENT:
            message.body = LINK.sub(_("（链接已随邮件发出，此处不再保留）"), message.body)
        actor = system_actor(message.office_id, request_id=message.request_id)
        record(session, actor=actor, action=f"message:{message.state}", subject=message, now=now)
    return message


def _sent(send: Sender, message: Message) -> Outcome:
    return send(message) if is_sendable(message) else Outcome(NO_ADDRESS)


def _state(outcome: Outcome | None) -> MessageState:
    if outcome is None:
        return MessageState.KEPT
    return MessageState.FAILED if outcome.reason else MessageState.SENT


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


def note_delivery(
    session: Session, *, reference: str, is_delivered: bool, reason: str, now: datetime
) -> None:
    """Note what the gateway reports of an SMS; the same report again changes nothing.

    Raises NotFound for a reference that no sent SMS has. One that did not arrive is not tried
    again by itself: the office looks at the reason first.
    """
    with transaction(session):
        message = session.exec(
            select(Message)
            .where(Message.channel == Channel.SMS, Message.reference == reference)
            .with_for_update()
        ).first()
        if message is None or not reference:
            raise NotFound("not_found", where="delivery")
        if message.delivered_at is not None or message.state is not MessageState.SENT:
            return
        if is_delivered:
            message.delivered_at = now
        else:
            message.state, message.attempts = MessageState.FAILED, MOST_ATTEMPTS
            message.error = reason[:LONGEST_ERROR]
        action = "message:delivered" if is_delivered else "message:undelivered"
        actor = system_actor(message.office_id)
        record(session, actor=actor, action=action, subject=message, now=now)


def is_sendable(row: Any) -> bool:
    """Return whether a message still has a text, and an address if it goes by mail.

    Erasure blanks both; the number for an SMS is looked up when it is sent.
    """
    return bool(row.body) and (bool(row.recipient) or row.channel is Channel.SMS)


def refuse_retry(actor: Actor, message: Message) -> RefusalReason | str | None:
    """Return why a message may not be sent once more by hand, or None."""
    if not actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
        return RefusalReason.NOT_YOUR_ROLE
    if message.error == SUPERSEDED:
        return "message_superseded"
    if not is_sendable(message):
        return "message_blanked"
    if message.state not in {MessageState.FAILED, MessageState.KEPT}:
        return "message_not_failed"
    return None


def retry_message(session: Session, *, message_id: int, actor: Actor, now: datetime) -> int:
    """Put a failed or kept message of the actor's office back in the queue; return its id.

    Raises NotFound, and Refused when it waits or has left, its link is of no use any more, or
    text and address were erased.
    """
    with transaction(session):
        message = session.exec(
            select(Message)
            .where(Message.id == message_id, Message.office_id == actor.office_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        # Who sits on a panel is the case officer's to know.
        is_hidden = message and (
            message.topic in CONTROL_TOPICS
            or (message.topic in PANEL_TOPICS and not actor.has(Role.CASE_OFFICER))
        )
        if message is None or is_hidden:
            raise NotFound("not_found", where=f"message:{message_id}")
        if reason := refuse_retry(actor, message):
            raise Refused(reason, where=f"message:{message_id}")
        before = {"state": message.state, "attempts": message.attempts}
        message.state, message.error = MessageState.QUEUED, ""
        message.attempts, message.retry_at = 0, None
        record(
            session, actor=actor, action="message:retry", subject=message, before=before, now=now
        )
        return message_id


def withdraw(message: Message) -> None:
    """Let a message that has not left never leave: what it says is of no use any more."""
    if message.state in {MessageState.QUEUED, MessageState.FAILED, MessageState.KEPT}:
        kept = message.state is MessageState.KEPT
        message.state = message.state if kept else MessageState.FAILED
        message.error, message.attempts = SUPERSEDED, MOST_ATTEMPTS


def list_due(session: Session, *, now: datetime, stale: datetime) -> list[int]:
    """Return the messages to try again, and those queued before `stale` whose bell went unheard."""
    created, ahead = col(Message.created_at), now + (now - stale)
    unheard = sa.or_(created < stale, created > ahead, col(Message.retry_at).is_not(None))
    query = select(Message.id).where(_may_be_tried(), _is_due(now), unheard)
    return [row for row in session.exec(query.order_by(col(Message.id))) if row]


def _may_be_tried() -> sa.ColumnElement[bool]:
    waiting = col(Message.state).in_([MessageState.QUEUED, MessageState.FAILED])
    return sa.and_(waiting, col(Message.attempts) < MOST_ATTEMPTS)


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    # Further ahead than any pause: the clock was wrong then and has been put back.
    is_absurd = col(Message.retry_at) > now + FIRST_PAUSE * 2**MOST_ATTEMPTS
    return sa.or_(col(Message.retry_at).is_(None), col(Message.retry_at) <= now, is_absurd)

"""Messages as the office and an expert may see them: what became of each, never its text.

The text may hold a one-time link; only the demonstration's mailbox shows it.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import Channel
from models import Message, PanelMember
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import MessageState, Role
from riskassess.queries.pages import ListPage, Query, read_page

# Who sits on a panel stays with the case officer until the round is over (handbook 6.3).
PANEL_TOPICS = ("invitation", "sheet", "reopening", "due_change", "meeting")
# What the three officers ask of each other is not the office's to read.
CONTROL_TOPICS = ("emergency",)
OF_ONE = 200


def list_messages(
    session: Session,
    actor: Actor,
    *,
    state: MessageState | None = None,
    channel: Channel | None = None,
    page: int = 1,
) -> ListPage:
    """Return one page of the office's messages, the newest first.

    Rows: id, created_at, sent_at, delivered_at, retry_at, channel, topic, state, error, attempts,
    recipient_name, subject, expert_id, is_sendable.
    """
    query = _messages().where(
        col(Message.office_id) == actor.office_id, col(Message.topic).not_in(CONTROL_TOPICS)
    )
    if not actor.has(Role.CASE_OFFICER):
        query = query.where(col(Message.topic).not_in(PANEL_TOPICS), _names_no_case())
    if state is not None:
        query = query.where(col(Message.state) == state)
    if channel is not None:
        query = query.where(col(Message.channel) == channel)
    return read_page(session, query.order_by(col(Message.id).desc()), page=page)


def _names_no_case() -> sa.ColumnElement[bool]:
    """Return whether a message of the first release, which had no topics, is no invitation."""
    return sa.or_(col(Message.topic) != "", col(Message.body).not_like("%/invitations/%"))


def list_review_messages(session: Session, review_id: int) -> Sequence[Any]:
    """Return the messages about the seats of a review, the newest first; rows also have `code`."""
    query = (
        _messages()
        .add_columns(col(PanelMember.code))
        .join(PanelMember, col(PanelMember.id) == col(Message.subject_id))
        .where(
            col(Message.topic).in_(PANEL_TOPICS),
            col(PanelMember.review_id) == review_id,
            col(Message.office_id) == col(PanelMember.office_id),
        )
        .order_by(col(Message.id).desc())
        .limit(OF_ONE)
    )
    return session.execute(query).all()


def list_own_messages(session: Session, *, expert_id: int, office_id: int) -> Sequence[Any]:
    """Return what was sent to an expert, the newest first."""
    own = sa.or_(
        col(Message.expert_id) == expert_id,
        sa.and_(col(Message.topic) == "expert", col(Message.subject_id) == expert_id),
    )
    query = _messages().where(own, col(Message.office_id) == office_id)
    return session.execute(query.order_by(col(Message.id).desc()).limit(OF_ONE)).all()


def _messages() -> Query:
    return sa.select(
        col(Message.id),
        col(Message.created_at),
        col(Message.sent_at),
        col(Message.delivered_at),
        col(Message.retry_at),
        col(Message.channel),
        col(Message.topic),
        col(Message.state),
        col(Message.error),
        col(Message.attempts),
        col(Message.recipient_name),
        col(Message.subject),
        col(Message.expert_id),
        _is_sendable(),
    )


def _is_sendable() -> sa.Label[bool]:
    """Return whether text and address are there, as `services.messages.is_sendable` says."""
    is_addressed = sa.or_(col(Message.recipient) != "", col(Message.channel) == Channel.SMS)
    return sa.and_(col(Message.body) != "", is_addressed).label("is_sendable")

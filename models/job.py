"""Long work and outgoing messages."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import field_validator
from sqlmodel import Field

from expert_pool.vocabulary import Channel
from models.base import Record, choice
from riskassess.domain.vocabulary import JobState, MessageState

LONGEST_SUBJECT = 200  # of a message, in characters


class Job(Record, table=True):
    """One piece of long work; the heartbeat tells a lost worker from a busy one."""

    __table_args__ = (sa.UniqueConstraint("kind", "subject_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    kind: str = Field(max_length=40)
    subject_id: int
    number: int = 1
    state: JobState = Field(
        default=JobState.QUEUED, index=True, sa_type=choice(JobState, "job_state")
    )
    progress: int = 0
    total: int = 0
    attempts: int = 0
    error: str = Field(default="", sa_type=sa.Text)
    # Of the request that asked for it: log and audit of the work carry it too.
    request_id: str = Field(default="", max_length=40)
    created_by_id: int | None = Field(default=None, foreign_key="account.id")
    created_at: datetime
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None


class Message(Record, table=True):
    """One outgoing message, written in the transaction that caused it and sent after it.

    `topic` and `subject_id` say what it is about (`invitation` of a panel member, `term` of an
    expert); `step` names it among the reminders of one subject, so that none is sent twice.
    `expert_id` is whom of the pool it goes to; the number of an SMS is read from there while it
    is sent and is not kept here. `link_digest` is of the one-time link that it carried.
    """

    __table_args__ = (
        sa.UniqueConstraint("step"),
        sa.Index("ix_message_subject", "topic", "subject_id"),
        sa.Index("ix_message_reference", "reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    channel: Channel = Field(default=Channel.MAIL, sa_type=choice(Channel, "channel"))
    topic: str = Field(default="", max_length=40)
    subject_id: int | None = None
    step: str | None = Field(default=None, max_length=80)
    expert_id: int | None = Field(default=None, foreign_key="expert.id", index=True)
    link_digest: str | None = Field(default=None, max_length=80, index=True)
    recipient: str = Field(max_length=200)
    recipient_name: str = Field(default="", max_length=60)
    subject: str = Field(max_length=LONGEST_SUBJECT)
    body: str = Field(sa_type=sa.Text)
    state: MessageState = Field(
        default=MessageState.QUEUED, index=True, sa_type=choice(MessageState, "message_state")
    )
    error: str = Field(default="", sa_type=sa.Text)
    attempts: int = 0
    retry_at: datetime | None = None
    request_id: str = Field(default="", max_length=40)
    created_at: datetime
    sent_at: datetime | None = None
    # What the gateway called the message, and when it said that it arrived.
    reference: str = Field(default="", max_length=120)
    delivered_at: datetime | None = None

    @field_validator("subject", mode="before")
    @classmethod
    def be_one_line(cls, subject: Any) -> Any:
        """Cut what a long title makes of a subject: no act fails because of its letter."""
        line = " ".join(subject.split()) if isinstance(subject, str) else subject
        is_long = isinstance(line, str) and len(line) > LONGEST_SUBJECT
        return f"{line[: LONGEST_SUBJECT - 1]}…" if is_long else line


class JobProcess(Record, table=True):
    """A process that does jobs, and when it last said that it lives; it takes its row along."""

    __tablename__ = "job_process"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120, unique=True)
    started_at: datetime
    beat_at: datetime

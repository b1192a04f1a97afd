"""Letters to experts: a mail, and an SMS where a number is there, in the caller's transaction.

An SMS names the office and what waits, with a link; nothing of a case stands in it. Its number is
sealed in the expert's row and is opened while it is sent. It waits for the end of the quiet hours.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from expert_pool.vocabulary import Channel
from models import Expert, Message, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.reminding import send_from
from riskassess.filters import local
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.messages import queue_message

SUBJECT_LENGTH = 200


@dataclass(frozen=True)
class ExpertLetter:
    """What an expert is told, about which record; without `sms` only a mail is written.

    `step` names a reminder among those of its subject: a second one with it is refused by the
    table. `link_digest` is of the one-time link in the texts.
    """

    topic: str
    subject_id: int
    subject: str
    body: str
    sms: str = ""
    step: str | None = None
    link_digest: str | None = None


def write_expert(
    session: Session, *, expert: Expert, letter: ExpertLetter, actor: Actor, now: datetime
) -> list[int]:
    """Queue the letter within the caller's transaction; return the ids to ring for, mail first.

    An expert without any address gets a mail all the same, which fails and says so to the office.
    """
    has_sms = bool(letter.sms and expert.phone_sealed)
    rows = []
    if expert.email or not has_sms:
        rows.append(_message(expert, letter, Channel.MAIL, now))
    if has_sms:
        sms = _message(expert, letter, Channel.SMS, now)
        rule = pool_manual_of(session, expert.office_id).reminders
        sms.retry_at = send_from(
            local(now), quiet_from=rule.quiet_from, quiet_until=rule.quiet_until
        )
        rows.append(sms)
    for row in rows:
        queue_message(session, message=row, actor=actor, now=now)
    return [row_id(row) for row in rows]


def _message(expert: Expert, letter: ExpertLetter, channel: Channel, now: datetime) -> Message:
    is_sms = channel is Channel.SMS
    step = letter.step and (f"{letter.step}:{channel}" if is_sms else letter.step)
    return Message(
        office_id=expert.office_id,
        channel=channel,
        topic=letter.topic,
        subject_id=letter.subject_id,
        step=step,
        expert_id=expert.id,
        link_digest=letter.link_digest,
        recipient="" if is_sms else expert.email,
        recipient_name=expert.name,
        subject=letter.subject[:SUBJECT_LENGTH],
        body=letter.sms if is_sms else letter.body,
        created_at=now,
    )

"""Invitations: a mail, and an SMS where a number is there, with a link that answers once.

The member keeps a digest of the link only. The link itself stands in the outbox, in the body of
the message, for as long as it can be used: it is blanked there in the transaction in which the
member answers or is replaced, in which a newer link replaces it, or in which the round is closed. A
link that nobody used stays in the outbox past its last day, until the renewal or the closing; it
answers nothing then. Of older links the outbox keeps the digests, so that whoever opens one may
ask for a new one.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Expert, Message, Office, PanelMember, Review, row_id
from riskassess.domain import deadlines
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import SHANGHAI, datetime_text, local, long_date
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.proof.canonical import bytes_digest
from riskassess.queries.assessments import Case
from riskassess.services.audit import record
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.messages import withdraw

CLOCK = "invitation"
TOPIC = "invitation"
LINK = re.compile(r"\S+/invitations/([\w-]+)")


def invite_member(
    session: Session,
    *,
    member: PanelMember,
    case: Case,
    due_on: date,
    public_url: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Invite a drawn expert within the caller's transaction; return the id of the mail to send.

    The member gets a new one-time link, so an older one stops working. It ends with the
    manual's clock for answers. `due_on` is the day by which the sheet is wanted. Where a number is
    there, an SMS with the same link is queued too; the sweep sends it.
    """
    member.state, member.invited_at = MemberState.INVITED, now
    expires = answer_until(case, now=now)
    link = give_link(session, member, expires=expires, public_url=public_url)
    letter = invitation_letter(session, member, case=case, due_on=due_on, link=link, now=now)
    expert = session.get_one(Expert, member.expert_id)
    message_ids = write_expert(session, expert=expert, letter=letter, actor=actor, now=now)
    record(
        session,
        actor=actor,
        action="member:invite",
        subject=session.get_one(Review, member.review_id),  # so that it stands in the case's chain
        after={"member": member.id, "expires": expires.isoformat()},
        now=now,
    )
    return message_ids[0]


def give_link(session: Session, member: PanelMember, *, expires: datetime, public_url: str) -> str:
    """Give the member a new one-time link in place of the older one, and return its address."""
    blank_links(session, [member])
    token = secrets.token_urlsafe(32)
    member.token_digest, member.token_expires_at = token_digest(token), expires
    session.add(member)
    session.flush()  # message and trace name the member
    return f"{public_url.rstrip('/')}/invitations/{token}"


def blank_links(session: Session, members: Iterable[PanelMember]) -> None:
    """Take the members' present links out of their stored messages; they answer nothing any more.

    A message that has not left yet is withdrawn with its link.
    """
    for member in members:
        if member.token_digest is None:
            continue
        for message in session.exec(select(Message).where(_carries_link(member))):
            message.body = _without_link(message.body, member.token_digest)
            withdraw(message)


def _carries_link(member: PanelMember) -> sa.ColumnElement[bool]:
    # Messages of the first release name no link: they are known by the moment of the invitation.
    of_old = sa.and_(
        col(Message.link_digest).is_(None),
        col(Message.office_id) == member.office_id,
        col(Message.created_at) == member.invited_at,
        col(Message.body).contains("/invitations/"),
    )
    return sa.or_(col(Message.link_digest) == member.token_digest, of_old)


def _without_link(body: str, digest: str) -> str:
    gone = _("（链接已失效）")
    return LINK.sub(lambda found: gone if token_digest(found[1]) == digest else found[0], body)


def token_digest(token: str) -> str:
    """Return what is stored of a one-time link."""
    return bytes_digest(token.encode("utf-8"))


def answer_until(case: Case, *, now: datetime) -> datetime:
    """Return the last moment for an answer to an invitation of now, by the manual's clock."""
    holidays, start = case.manual.holidays, local(now).date()
    return end_of_day(
        deadlines.due_on(start, case.manual.clock(CLOCK), holidays.closed, holidays.working)
    )


def end_of_day(day: date) -> datetime:
    """Return the last second of a day in Shanghai."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)


def invitation_letter(
    session: Session, member: PanelMember, *, case: Case, due_on: date, link: str, now: datetime
) -> ExpertLetter:
    """Return the words of an invitation, as mail and as SMS."""
    expert = session.get_one(Expert, member.expert_id)
    review = session.get_one(Review, member.review_id)
    office = session.get_one(Office, member.office_id).name
    body = _(
        "%(name)s专家：\n\n"
        "%(office)s邀请您参加“%(title)s”社会稳定风险评估的%(kind)s。\n\n"
        "您的工作：在保密的前提下阅读评估材料，独立为每个风险因素评分，并写下书面意见。\n"
        "完成日期：%(due)s。\n\n"
        "请在 %(expires)s 以前答复是否参加。打开下面的链接即可答复，不需要密码：\n"
        "%(link)s\n\n"
        "链接只供您本人答复一次，请勿转发。如果您与项目单位或项目有利害关系，请谢绝。\n\n"
        "%(office)s\n%(today)s\n",
        name=expert.name,
        office=office,
        title=case.project.title,
        kind=label(review.kind),
        due=long_date(due_on),
        expires=datetime_text(member.token_expires_at),
        link=link,
        today=long_date(now),
    )
    return ExpertLetter(
        topic=TOPIC,
        subject_id=row_id(member),
        subject=_("评审邀请：%(title)s", title=case.project.title),
        body=body,
        sms=invitation_sms(office, member, link=link),
        link_digest=member.token_digest,
    )


def invitation_sms(office: str, member: PanelMember, *, link: str) -> str:
    """Return the words of an SMS that carries the link; nothing of the case stands in it."""
    return _(
        "%(office)s：有一份评审邀请等您答复，请在 %(expires)s 前打开 %(link)s",
        office=office,
        expires=datetime_text(member.token_expires_at),
        link=link,
    )

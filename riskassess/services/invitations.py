"""Invitations: one mail per drawn expert with a link that answers once.

The member keeps a digest of the link only. The link itself stands in the outbox, in the body of
the mail, for as long as it can be used: it is blanked there in the transaction in which the member
answers or is replaced, in which a newer link replaces it, or in which the round is closed. A link
that nobody used stays in the outbox past its last day, until the renewal or the closing; it
answers nothing then.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

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
from riskassess.services.messages import queue_message

CLOCK = "invitation"
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
    manual's clock for answers. `due_on` is the day by which the sheet is wanted.
    """
    blank_links(session, [member])
    token = secrets.token_urlsafe(32)
    member.state, member.invited_at = MemberState.INVITED, now
    member.token_digest = token_digest(token)
    member.token_expires_at = _end_of_day(_answer_until(case, local(now).date()))
    session.add(member)
    session.flush()  # the mail and the trace name the member
    link = f"{public_url.rstrip('/')}/invitations/{token}"
    message = _mail(session, member, case=case, due_on=due_on, link=link, now=now)
    queue_message(session, message=message, actor=actor, now=now)
    record(
        session,
        actor=actor,
        action="member:invite",
        subject=session.get_one(Review, member.review_id),  # so that it stands in the case's chain
        after={"member": member.id, "expires": member.token_expires_at.isoformat()},
        now=now,
    )
    return row_id(message)


def blank_links(session: Session, members: Iterable[PanelMember]) -> None:
    """Take the members' present links out of their stored mails; they answer nothing any more."""
    for member in members:
        if member.token_digest is None or member.invited_at is None:
            continue
        mails = session.exec(
            select(Message).where(
                Message.office_id == member.office_id,
                Message.created_at == member.invited_at,
                col(Message.body).contains("/invitations/"),
            )
        )
        for mail in mails:
            mail.body = _without_link(mail.body, member.token_digest)


def _without_link(body: str, digest: str) -> str:
    gone = _("（链接已失效）")
    return LINK.sub(lambda found: gone if token_digest(found[1]) == digest else found[0], body)


def token_digest(token: str) -> str:
    """Return what is stored of a one-time link."""
    return bytes_digest(token.encode("utf-8"))


def _answer_until(case: Case, start: date) -> date:
    holidays = case.manual.holidays
    return deadlines.due_on(start, case.manual.clock(CLOCK), holidays.closed, holidays.working)


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)


def _mail(
    session: Session, member: PanelMember, *, case: Case, due_on: date, link: str, now: datetime
) -> Message:
    expert = session.get_one(Expert, member.expert_id)
    review = session.get_one(Review, member.review_id)
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
        office=session.get_one(Office, member.office_id).name,
        title=case.project.title,
        kind=label(review.kind),
        due=long_date(due_on),
        expires=datetime_text(member.token_expires_at),
        link=link,
        today=long_date(now),
    )
    return Message(
        office_id=member.office_id,
        recipient=expert.email,
        recipient_name=expert.name,
        subject=_("评审邀请：%(title)s", title=case.project.title)[:200],
        body=body,
        created_at=now,
    )

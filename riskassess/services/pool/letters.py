"""Letters to applicants and experts, each with a fresh status link or the page after signing in.

The expert keeps a digest of the link only; the link stands in the outbox until a newer one takes
its place or an account is made, and is blanked there then.
"""

import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, select

from expert_pool.vocabulary import MEMBERS
from models import Expert, Message, Office, row_id
from riskassess.domain.actor import Actor
from riskassess.filters import long_date
from riskassess.i18n import LazyText, _, _l
from riskassess.queries.pool.records import find_account_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.invitations import token_digest
from riskassess.services.letters import SUBJECT_LENGTH, Outbox
from riskassess.services.messages import queue_message

TOPIC = "expert"
LINK = re.compile(r"\S+/application-status/([\w-]+)")


class PoolLetter(StrEnum):
    """What a letter tells."""

    RECEIVED = "received"
    RECOMMENDED = "recommended"
    RETURNED = "returned"
    PUBLISHED = "published"
    APPOINTED = "appointed"
    REFUSED = "refused"
    RENEWED = "renewed"
    TERM_ENDING = "term_ending"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    HEARING = "hearing"
    HEARING_CLOSED = "hearing_closed"
    REMOVED = "removed"
    LINK = "link"


# letter: (subject, what happened and what follows)
TEXTS: dict[PoolLetter, tuple[LazyText, LazyText]] = {
    PoolLetter.RECEIVED: (
        _l("已收到您的专家入库申请"),
        _l(
            "已收到您的入库申请，申请号 %(code)s。"
            "需要补正、公示和聘任时会写信告诉您；办到哪一步，随时可以查看。"
        ),
    ),
    PoolLetter.RECOMMENDED: (
        _l("您被推荐为社会稳定风险评估专家"),
        _l("%(detail)s推荐您进入专家库。请核对单位填写的内容，补充材料，并确认同意。"),
    ),
    PoolLetter.RETURNED: (
        _l("入库申请需要补正"),
        _l("您的申请需要补正：\n%(detail)s\n\n请修改后重新提交。"),
    ),
    PoolLetter.PUBLISHED: (
        _l("入库申请进入公示"),
        _l("您的申请已通过审查，姓名、单位、专业和类别公示至 %(detail)s。"),
    ),
    PoolLetter.APPOINTED: (
        _l("聘任通知"),
        _l("您已受聘为专家，编号 %(code)s，聘期为%(detail)s。请下载聘书，并设置登录账号。"),
    ),
    PoolLetter.REFUSED: (
        _l("入库申请办理结果"),
        _l("您的申请不予入库。理由：%(detail)s"),
    ),
    PoolLetter.RENEWED: (_l("续聘通知"), _l("您已获续聘，新的聘期为%(detail)s。请下载新的聘书。")),
    PoolLetter.TERM_ENDING: (
        _l("聘期即将届满"),
        _l("您的专家聘期将于 %(detail)s 届满。续聘由专家库管理员根据评价结果办理。"),
    ),
    PoolLetter.EXPIRED: (
        _l("聘期届满"),
        _l("您的专家聘期已于 %(detail)s 届满，不再参加抽取。感谢您的工作。"),
    ),
    PoolLetter.SUSPENDED: (
        _l("专家资格暂停"),
        _l("您的专家资格已暂停，暂停期间不参加抽取。理由：%(detail)s"),
    ),
    PoolLetter.RESUMED: (_l("专家资格恢复"), _l("您的专家资格已恢复，可以参加抽取。")),
    PoolLetter.HEARING: (
        _l("请陈述意见"),
        _l("专家库管理员拟对您作出库处理，事由：%(detail)s\n\n请书面陈述意见。"),
    ),
    PoolLetter.HEARING_CLOSED: (
        _l("不作出库处理"),
        _l("已决定不对您作出库处理。说明：%(detail)s"),
    ),
    PoolLetter.REMOVED: (_l("出库通知"), _l("您已不在专家库中。事由：%(detail)s")),
    PoolLetter.LINK: (_l("新的查询链接"), _l("这是查看您的申请和聘任情况的新链接，旧链接已失效。")),
}


_LINKED = _l(
    "查看和办理请打开：\n%(link)s\n"
    "链接只供您本人使用，请勿转发；收到新的邮件后，以新邮件里的链接为准。"
)
_SIGNED_IN = _l("查看和办理请登录后打开：\n%(link)s")


def write_letter(
    session: Session,
    expert: Expert,
    letter: PoolLetter,
    *,
    outbox: Outbox,
    actor: Actor,
    now: datetime,
    detail: str = "",
    step: str | None = None,
) -> Message | None:
    """Queue a letter within the caller's transaction; None for an expert without an address.

    `detail` fills the letter's text; `step` names a reminder that is sent once only.
    """
    if not expert.email:
        return None
    link, token = _link(session, expert, outbox.public_url, now=now)
    message = Message(
        office_id=expert.office_id,
        topic=TOPIC,
        subject_id=row_id(expert),
        expert_id=row_id(expert),
        step=step,
        link_digest=token_digest(token) if token else None,
        recipient=expert.email,
        recipient_name=expert.name,
        subject=str(TEXTS[letter][0])[:SUBJECT_LENGTH],
        body=_body(session, expert, letter, link=link, detail=detail, now=now),
        created_at=now,
    )
    queue_message(session, message=message, actor=actor, now=now)
    outbox.message_ids.append(row_id(message))
    return message


def _link(session: Session, expert: Expert, public_url: str, *, now: datetime) -> tuple[str, str]:
    """Return where the letter leads, and the new token when that is a status link."""
    root = public_url.rstrip("/")
    if find_account_of(session, row_id(expert)) is not None:
        return f"{root}/expert/standing", ""
    blank_link(session, expert)
    token = secrets.token_urlsafe(32)
    days = pool_manual_of(session, expert.office_id).admission.link_days
    expert.link_digest, expert.link_expires_at = token_digest(token), now + timedelta(days=days)
    return f"{root}/application-status/{token}", token


def blank_link(session: Session, expert: Expert) -> None:
    """Take the present link away: out of the stored mail too."""
    digest = expert.link_digest
    if digest is None:
        return
    for mail in session.exec(select(Message).where(Message.link_digest == digest)):
        mail.body = LINK.sub(
            lambda found: _("（链接已失效）") if token_digest(found[1]) == digest else found[0],
            mail.body,
        )
    expert.link_digest = expert.link_expires_at = None


def _body(
    session: Session, expert: Expert, letter: PoolLetter, *, link: str, detail: str, now: datetime
) -> str:
    named = _("%(name)s专家：") if expert.state in MEMBERS else _("%(name)s，您好：")
    where = _LINKED if LINK.search(link) else _SIGNED_IN
    return _(
        "%(name)s\n\n%(text)s\n\n%(where)s\n\n%(office)s\n%(today)s\n",
        name=named % {"name": expert.name},
        text=TEXTS[letter][1] % {"code": expert.code, "detail": detail},
        where=where % {"link": link},
        office=session.get_one(Office, expert.office_id).name,
        today=long_date(now),
    )

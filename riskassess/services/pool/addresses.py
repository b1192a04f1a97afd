"""Whose an e-mail address is already, and what the person at it is told; a public page never says.

Whoever applies without an account gets the same answer whether the address is known or not: else
anybody could ask the form who is in the pool. What is the matter is written to the address itself.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import MEMBERS, ExpertState
from models import Account, Expert, Message, Office, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.i18n import LazyText, _, _l
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool.records import find_staff
from riskassess.services.letters import Outbox
from riskassess.services.messages import queue_message

TOPIC = "address"
STAFF, APPLICANT, MEMBER = "staff", "applicant", "member"
TEXTS: dict[str, LazyText] = {
    STAFF: _l("您是稳定办的工作人员；管理专家库和办理备案的人员不得入库，可以列席并发言。"),
    APPLICANT: _l("您已经有一份申请，申请号 %(code)s。请用以前邮件里的链接查看办理情况。"),
    MEMBER: _l("您已经在专家库中，编号 %(code)s，不需要再申请。"),
}


@dataclass(frozen=True)
class Holder:
    """Who has an address, and as what."""

    use: str
    row: Expert | Account

    @property
    def expert(self) -> Expert | None:
        """The expert or applicant; None for staff."""
        return self.row if isinstance(self.row, Expert) else None

    @property
    def name(self) -> str:
        """How the person is called."""
        return self.row.name if isinstance(self.row, Expert) else self.row.display_name

    @property
    def problem(self) -> InvalidInput:
        """What somebody inside the office or a unit is told."""
        code = "pool_staff_may_not_join" if self.use == STAFF else "pool_known_email"
        return InvalidInput(code, where="email")


def find_holder(
    session: Session, email: str, *, office_id: int, but: int | None = None
) -> Holder | None:
    """Return who has an address already: staff, a member of the pool or an applicant; or None.

    `but` is the id of an expert who may have it.
    """
    wanted = email.strip().lower()
    if not wanted:
        return None
    if account := find_staff(session, wanted, office_id=office_id):
        return Holder(STAFF, account)
    expert = session.exec(
        select(Expert)
        .where(
            Expert.office_id == office_id,
            col(Expert.id).is_distinct_from(but),
            col(Expert.state) != ExpertState.REMOVED,
            sa.func.lower(col(Expert.email)) == wanted,
        )
        .order_by(col(Expert.id))
    ).first()
    if expert is None:
        return None
    return Holder(MEMBER if expert.state in MEMBERS else APPLICANT, expert)


def tell_holder(session: Session, holder: Holder, *, outbox: Outbox, now: datetime) -> None:
    """Write to a known address that somebody applied with it, within the caller's transaction.

    Once a day: the form must not become a means to fill somebody's mailbox.
    """
    row = holder.row
    step = f"{TOPIC}:{row.__tablename__}:{row_id(row)}:{day_of(now)}"
    if session.exec(select(Message.id).where(Message.step == step)).first() is not None:
        return
    message = Message(
        office_id=row.office_id,
        topic=TOPIC,
        subject_id=row_id(row),
        expert_id=row_id(holder.expert) if holder.expert else None,
        step=step,
        recipient=row.email.strip(),
        recipient_name=holder.name,
        subject=_("有人用您的邮箱申请进入专家库"),
        body=_body(session, holder),
        created_at=now,
    )
    queue_message(session, message=message, actor=Actor(None, row.office_id), now=now)
    outbox.message_ids.append(row_id(message))


def _body(session: Session, holder: Holder) -> str:
    return _(
        "%(name)s：\n\n有人用您的邮箱提交了进入专家库的申请，没有受理，也没有保存所填的内容。\n"
        "%(text)s\n\n"
        "如果是您本人提交的，请按上面说的办理；链接失效的，请联系稳定办重发。\n"
        "如果不是您提交的，您不需要做什么，您的资料没有任何变动。\n\n%(office)s\n",
        name=holder.name,
        text=TEXTS[holder.use] % {"code": holder.expert.code if holder.expert else ""},
        office=session.get_one(Office, holder.row.office_id).name,
    )

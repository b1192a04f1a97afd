"""Short notices to experts that something was recorded of the own work, without any figure."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from models import Expert, Office
from riskassess.domain.actor import Actor
from riskassess.i18n import LazyText, _, _l
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.letters import Outbox

PAGE = "/expert/record"


class Notice(StrEnum):
    """What an expert hears of; the value is the topic of the message."""

    EVALUATION = "evaluation"
    CORRECTION = "evaluation_correction"
    YEAR = "year_evaluation"
    FEE = "fee"
    PAYMENT = "fee_payment"


TEXTS: dict[Notice, LazyText] = {
    Notice.EVALUATION: _l("您有一次评审工作的评价已登记。"),
    Notice.CORRECTION: _l("您有一次评审工作的评价已更正，更正前的内容和理由都保留。"),
    Notice.YEAR: _l("您的年度评价结果已确认。"),
    Notice.FEE: _l("您有一笔评审劳务费已核定。"),
    Notice.PAYMENT: _l("您有评审劳务费已登记支付。"),
}


def tell_of(
    session: Session,
    expert: Expert | None,
    notice: Notice,
    subject_id: int,
    *,
    outbox: Outbox,
    actor: Actor,
    now: datetime,
) -> None:
    """Write to an expert within the caller's transaction; nothing to who has left no address."""
    if expert is None or not expert.email:
        return
    office = session.get_one(Office, expert.office_id).name
    body = _(
        "%(name)s专家：\n\n%(what)s内容请登录后查看，如有不同意见，可以在同一页面写明：\n%(link)s\n\n"
        "%(office)s\n",
        name=expert.name,
        what=TEXTS[notice],
        link=outbox.public_url.rstrip("/") + PAGE,
        office=office,
    )
    letter = ExpertLetter(
        topic=notice, subject_id=subject_id, subject=_("您的工作记录有更新"), body=body
    )
    outbox.message_ids += write_expert(session, expert=expert, letter=letter, actor=actor, now=now)

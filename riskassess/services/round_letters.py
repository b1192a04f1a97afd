"""Letters to a panel that a further round of its consultation has begun."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from models import Expert, Office, PanelMember, Review, ReviewRound, row_id
from riskassess.domain.actor import Actor
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.queries.assessments import Case
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.letters import Outbox

TOPIC = "sheet"


class Acting(Protocol):
    """Who acts when."""

    @property
    def actor(self) -> Actor:
        """Who acts."""

    @property
    def now(self) -> datetime:
        """When."""


def tell_round(
    session: Session,
    case: Case,
    review: Review,
    round_: ReviewRound,
    *,
    members: Iterable[PanelMember],
    desk: Acting,
    outbox: Outbox,
) -> None:
    """Write to the members of a panel within the caller's transaction."""
    office = session.get_one(Office, review.office_id).name
    link = f"{outbox.public_url.rstrip('/')}/expert/"
    for member in members:
        if member.expert_id is None:
            continue
        expert = session.get_one(Expert, member.expert_id)
        body = _(
            "%(name)s专家：\n\n“%(title)s”的专家会诊进入第 %(n)s 轮评分（%(way)s），"
            "请于 %(due)s 前提交。\n登录后可以看到上一轮的汇总，您上一轮的数值已带入，可以修改：\n"
            "%(link)s\n\n%(office)s\n",
            name=expert.name,
            title=case.project.title,
            n=round_.number,
            way=label(round_.way),
            due=long_date(review.due_on),
            link=link,
            office=office,
        )
        letter = ExpertLetter(
            topic=TOPIC,
            subject_id=row_id(member),
            subject=_("会诊第 %(n)s 轮评分：%(title)s", n=round_.number, title=case.project.title),
            body=body,
            sms=_("%(office)s：您有一份工作等待完成，请登录 %(link)s", office=office, link=link),
        )
        outbox.message_ids += write_expert(
            session, expert=expert, letter=letter, actor=desk.actor, now=desk.now
        )

"""Telling those whose draw was cancelled that their invitation is over."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import Expert, Office, PanelMember, row_id
from riskassess.domain.actor import Actor
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.invitations import TOPIC


def tell_released(
    session: Session, case: Case, members: Iterable[PanelMember], *, actor: Actor, now: datetime
) -> list[int]:
    """Write to each member who was invited by a cancelled draw; return the ids to ring for.

    Who was a reserve never heard of the draw and hears nothing now. The letter names no reason:
    the reasons stand in the ledger.
    """
    sent: list[int] = []
    office = session.get_one(Office, case.assessment.office_id).name
    for member in members:
        if member.invited_at is None or member.expert_id is None:
            continue
        expert = session.get_one(Expert, member.expert_id)
        body = _(
            "%(name)s专家：\n\n“%(title)s”的专家抽取已作废，将重新抽取，此前的邀请随之取消，"
            "您现在不需要再做什么。如重新抽中，会另行通知。\n\n%(office)s\n%(today)s\n",
            name=expert.name, title=case.project.title, office=office, today=long_date(now),
        )  # fmt: skip
        letter = ExpertLetter(
            topic=TOPIC,
            subject_id=row_id(member),
            subject=_("评审邀请取消：%(title)s", title=case.project.title),
            body=body,
        )
        sent += write_expert(session, expert=expert, letter=letter, actor=actor, now=now)
    return sent

"""Who still sits on a panel when a further round of its consultation begins."""

from datetime import datetime
from typing import Protocol

from sqlmodel import Session, col, select

from models import Expert, Review, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import local
from riskassess.queries.assessments import Case
from riskassess.services.audit import record
from riskassess.services.candidates import SEATED
from riskassess.services.letters import Outbox
from riskassess.services.seats import leave_seat, list_gone, list_members, replace_member


class Acting(Protocol):
    """Who acts when."""

    @property
    def actor(self) -> Actor:
        """Who acts."""

    @property
    def now(self) -> datetime:
        """When."""


def clear_gone(
    session: Session, case: Case, review: Review, *, desk: Acting, outbox: Outbox
) -> None:
    """Let everybody leave who is no active member of the pool any more, or recused; never commits.

    What they handed in stays with the rounds that are closed. The caller has locked the assessment
    and opened the round, so that a reserve can be invited.
    """
    seated = [
        row
        for row in list_members(session, row_id(review))
        if row.state in SEATED and row.expert_id is not None
    ]
    ids = [row.expert_id for row in seated]
    experts = session.exec(select(Expert).where(col(Expert.id).in_(ids)).order_by(col(Expert.id)))
    by_id = {row.id: row for row in experts}
    today = local(desk.now).date()
    gone = list_gone(session, case, list(by_id.values()), today=today)
    for member in seated:
        reason = gone.get(by_id[member.expert_id].code)
        if reason is None:
            continue
        before = member.state
        leave_seat(
            session, member=member, state=MemberState.RECUSED, reason_code=reason,
            actor=desk.actor, now=desk.now,
        )  # fmt: skip
        record(
            session, actor=desk.actor, action="member:recuse", subject=review, now=desk.now,
            before={"member": member.id, "state": before},
            after={"member": member.id, "state": MemberState.RECUSED},
        )  # fmt: skip
        message_id = replace_member(
            session, member=member, actor=desk.actor, now=desk.now, public_url=outbox.public_url
        )
        if message_id is not None:
            outbox.message_ids.append(message_id)

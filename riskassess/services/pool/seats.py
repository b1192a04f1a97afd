"""Seats of somebody who leaves the pool or pauses: given up where the round is open."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import DrawState, ExclusionReason, RequestState
from models import Draw, DrawRequest, Expert, PanelMember, Review, row_id
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.review_policy import WAITED_FOR
from riskassess.domain.vocabulary import MemberState
from riskassess.queries.assessments import lock_case
from riskassess.queries.invitations import refuse_late_answer
from riskassess.queries.pool.periods import day_of
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.seats import leave_seat, no_member, replace_member

LEAVING = WAITED_FOR | {MemberState.RESERVE}


def lock_cases(session: Session, expert_id: int, *, office_id: int) -> None:
    """Lock the assessments in whose panels the expert sits or may just get a seat.

    That is before the expert is locked: a draw that is being made, or an appointment, locks the
    assessment first too, and gives seats that are then given up in their order.
    """
    sits = (
        select(PanelMember.review_id)
        .where(PanelMember.expert_id == expert_id, PanelMember.office_id == office_id)
        .where(col(PanelMember.state).in_(LEAVING))
    )
    drawn = select(Draw.review_id).where(
        Draw.office_id == office_id, Draw.state == DrawState.ANNOUNCED
    )
    proposed = select(DrawRequest.review_id).where(
        DrawRequest.expert_id == expert_id, DrawRequest.state == RequestState.OPEN
    )
    found = session.exec(
        select(Review.assessment_id)
        .where(sa.or_(*(col(Review.id).in_(each) for each in (sits, drawn, proposed))))
        .distinct()
        .order_by(col(Review.assessment_id))
    ).all()
    for assessment_id in found:
        lock_case(session, assessment_id, actor=system_actor(office_id))


def leave_seats(
    session: Session, expert: Expert, *, actor: Actor, now: datetime, outbox: Outbox
) -> None:
    """Let the expert leave every panel whose round is open and whose sheet is not in.

    The next fitting reserve of each is invited in the same transaction. The ledger, which is
    public, says no more than that the expert is not in the pool any more.
    """
    seats = session.exec(
        select(PanelMember)
        .where(PanelMember.expert_id == row_id(expert), col(PanelMember.state).in_(LEAVING))
        .order_by(col(PanelMember.id))
        .with_for_update()
    ).all()
    for seat in seats:
        if not refuse_late_answer(session, seat.review_id):
            reason = no_member(expert, today=day_of(now)) or ExclusionReason.OUT_OF_POOL
            _leave(session, seat, reason, actor=actor, now=now, outbox=outbox)


def _leave(
    session: Session,
    seat: PanelMember,
    reason: ExclusionReason,
    *,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> None:
    before = seat.state
    leave_seat(
        session, member=seat, state=MemberState.RECUSED,
        reason_code=str(reason), actor=actor, now=now,
    )  # fmt: skip
    record(
        session,
        actor=actor,
        action="member:recuse",
        subject=session.get_one(Review, seat.review_id),
        before={"member": seat.id, "state": before},
        after={"member": seat.id, "state": MemberState.RECUSED},
        now=now,
    )
    if before is MemberState.RESERVE:
        return
    message_id = replace_member(
        session, member=seat, actor=actor, now=now, public_url=outbox.public_url
    )
    if message_id is not None:
        outbox.message_ids.append(message_id)

"""Seats of a panel: given by a draw or an appointment, left, taken over by a reserve.

Every seat given or left has its line in the ledger; `models.seats` refuses one without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from expert_pool.drawing import next_reserve
from expert_pool.selection import Selection
from expert_pool.vocabulary import ExclusionReason, ExpertState, LedgerKind
from models import Draw, Expert, LedgerEntry, PanelMember, Recusal, Review, row_id
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.review_policy import WAITED_FOR
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import local
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.invitations import refuse_late_answer
from riskassess.services.audit import record
from riskassess.services.candidates import SEATED, member_profile, panel_rule
from riskassess.services.invitations import blank_links, invite_member
from riskassess.services.ledger import add_entry


@dataclass(frozen=True)
class Act:
    """Who acts when, and where the one-time links of invitations lead to."""

    actor: Actor
    now: datetime
    public_url: str


def lock_reserves(session: Session, review_id: int) -> None:
    """Lock the experts who wait as reserves, before an act that may call one writes its trace."""
    waiting = [row for row in list_members(session, review_id) if row.state is MemberState.RESERVE]
    if waiting:
        lock_experts(session, waiting[0].office_id, [row.code for row in waiting])


def list_members(session: Session, review_id: int) -> list[PanelMember]:
    """Return everybody who ever had a seat in a review, reserves and those who left included."""
    return list(
        session.exec(
            select(PanelMember)
            .where(PanelMember.review_id == review_id)
            .order_by(col(PanelMember.position), col(PanelMember.id))
        )
    )


def seat_drawn(
    session: Session,
    case: Case,
    draw: Draw,
    *,
    selection: Selection,
    line: LedgerEntry,
    act: Act,
) -> tuple[int, ...]:
    """Seat whom a draw gave and invite the members; return the ids of the invitations to send.

    Who was recused or left the pool after the list was frozen leaves at once, reserves first, and
    a reserve of the same draw moves up: the draw itself stays as it came out.
    """
    chosen = [(code, MemberState.INVITED) for code, _stratum in selection.members]
    chosen += [(code, MemberState.RESERVE) for code in selection.reserves]
    experts = lock_experts(session, draw.office_id, [code for code, _state in chosen])
    seats = [
        give_seat(session, experts[code], line=line, state=state, draw=draw)
        for code, state in chosen
    ]
    session.flush()  # invitations and lines name them
    review = session.get_one(Review, draw.review_id)
    gone = list_gone(session, case, list(experts.values()), today=local(act.now).date())
    _leave_reserves(session, seats, gone, act=act)
    sent: list[int | None] = []
    for seat in seats:
        if seat.state is not MemberState.INVITED or seat.replaces_id is not None:
            continue  # a reserve, or one who has moved up by now
        if seat.code in gone:
            sent.append(_leave_at_once(session, seat, gone[seat.code], act=act))
        else:
            sent.append(_invite(session, seat, case=case, review=review, act=act))
    return tuple(each for each in sent if each is not None)


def lock_experts(session: Session, office_id: int, codes: Sequence[str]) -> dict[str, Expert]:
    """Return experts by code, locked: nobody is suspended or removed while seats are given.

    Locks are taken in one order everywhere: assessment, experts by id, audit chain.
    """
    query = (
        select(Expert)
        .where(Expert.office_id == office_id, col(Expert.code).in_(codes))
        .order_by(col(Expert.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.code: row for row in session.exec(query)}


def give_seat(
    session: Session,
    expert: Expert,
    *,
    line: LedgerEntry,
    state: MemberState,
    draw: Draw | None = None,
) -> PanelMember:
    """Give an expert a seat by a line of the ledger; one who had it gets it again, as of today."""
    members = list_members(session, line.review_id)
    seat = next((row for row in members if row.code == expert.code), None)
    position = max((row.position for row in members), default=0) + 1
    if seat is None:
        seat = PanelMember(
            office_id=line.office_id,
            review_id=line.review_id,
            expert_id=row_id(expert),
            code=expert.code,
            profession=expert.profession,
            employer=expert.employer,
            position=position,
            state=state,
            ledger_entry_id=row_id(line),
        )
        session.add(seat)
    with session.no_autoflush:  # seat and line change together
        seat.ledger_entry_id = row_id(line)
        seat.draw_id = draw.id if draw else None
        seat.position, seat.state, seat.replaces_id = position, state, None
        seat.profession, seat.employer = expert.profession, expert.employer
        seat.answered_at, seat.declared_at, seat.decline_reason = None, None, ""
    session.flush()  # the next position counts from it
    return seat


def list_gone(
    session: Session, case: Case, experts: Sequence[Expert], *, today: date
) -> dict[str, str]:
    """Return the reason by code for those who may not take part any more."""
    recused = set(session.exec(select(Recusal.expert_id).where(Recusal.assessment_id == case.id)))
    gone = {row.code: ExclusionReason.RECUSED for row in experts if row.id in recused}
    for row in experts:
        if reason := no_member(row, today=today):
            gone.setdefault(row.code, reason)
    return {code: str(reason) for code, reason in gone.items()}


def no_member(expert: Expert, *, today: date) -> ExclusionReason | None:
    """Return why an expert is no active member in term, or None; the public ledger says no more."""
    is_over = expert.term_until is not None and expert.term_until < today
    if expert.state is ExpertState.EXPIRED or (expert.state is ExpertState.ACTIVE and is_over):
        return ExclusionReason.TERM_ENDED
    return None if expert.state is ExpertState.ACTIVE else ExclusionReason.OUT_OF_POOL


def _leave_reserves(
    session: Session, seats: Sequence[PanelMember], gone: Mapping[str, str], *, act: Act
) -> None:
    for seat in seats:
        if seat.state is MemberState.RESERVE and seat.code in gone:
            leave_seat(
                session, member=seat, state=MemberState.RECUSED, reason_code=gone[seat.code],
                actor=act.actor, now=act.now,
            )  # fmt: skip


def _leave_at_once(session: Session, seat: PanelMember, reason: str, *, act: Act) -> int | None:
    leave_seat(
        session, member=seat, state=MemberState.RECUSED, reason_code=reason,
        actor=act.actor, now=act.now,
    )  # fmt: skip
    return replace_member(
        session, member=seat, actor=act.actor, now=act.now, public_url=act.public_url
    )


_LINE_OF = {
    MemberState.DECLINED: LedgerKind.REFUSAL,
    MemberState.RECUSED: LedgerKind.RECUSAL,
}


def leave_seat(
    session: Session,
    *,
    member: PanelMember,
    state: MemberState,
    reason_code: str = "",
    note: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Let a member leave by refusal or recusal, with the line that says so; never commits."""
    lock_reserves(session, member.review_id)
    review = session.get_one(Review, member.review_id)
    add_entry(
        session, review=review, kind=_LINE_OF[state], member=member, reason_code=reason_code,
        note=note, actor=actor, now=now,
    )  # fmt: skip
    member.state = state


def release_members(session: Session, draw: Draw) -> list[PanelMember]:
    """Let everybody leave whom a cancelled draw seated and who has not submitted.

    The line of the cancellation is written before; it stands for all of them.
    """
    leaving = WAITED_FOR | {MemberState.RESERVE}
    rows = [
        row
        for row in list_members(session, draw.review_id)
        if row.draw_id == draw.id and row.state in leaving
    ]
    blank_links(session, rows)
    for row in rows:
        row.state, row.token_digest, row.token_expires_at = MemberState.RELEASED, None, None
    session.flush()  # the seats are checked against the ledger here
    return rows


def _invite(session: Session, member: PanelMember, *, case: Case, review: Review, act: Act) -> int:
    return invite_member(
        session,
        member=member,
        case=case,
        due_on=review.due_on,
        public_url=act.public_url,
        actor=act.actor,
        now=act.now,
    )


def invite_appointed(session: Session, case: Case, member: PanelMember, *, act: Act) -> int:
    """Invite somebody who was appointed directly; return the id of the mail to send."""
    review = session.get_one(Review, member.review_id)
    return _invite(session, member, case=case, review=review, act=act)


def replace_member(
    session: Session, *, member: PanelMember, actor: Actor, now: datetime, public_url: str
) -> int | None:
    """Invite the next fitting reserve for a member who left, within the caller's transaction.

    Returns the id of the invitation to send, or None when the round is over or no reserve who may
    still take part keeps the panel's rule, which the ledger then says. The caller has locked the
    assessment and let the member leave.
    """
    review = session.get_one(Review, member.review_id)
    blank_links(session, [member])
    if member.expert_id is None:
        return None  # members of an imported panel come from outside the pool
    case = lock_case(session, review.assessment_id, actor=system_actor(review.office_id))
    if refuse_late_answer(session, row_id(review)):
        return None
    chosen = _fitting_reserve(session, case, member, today=local(now).date())
    kind = LedgerKind.REPLACEMENT if chosen else LedgerKind.NO_RESERVE
    line = add_entry(
        session, review=review, kind=kind, member=chosen or member, actor=actor, now=now
    )
    if chosen is None:
        return None
    with session.no_autoflush:  # seat and line change together
        chosen.replaces_id, chosen.ledger_entry_id = member.id, row_id(line)
        chosen.state = MemberState.INVITED
    record(session, actor=actor, action="member:replace", subject=review, now=now,
           after={"left": member.id, "member": chosen.id})  # fmt: skip
    act = Act(actor, now, public_url)
    return _invite(session, chosen, case=case, review=review, act=act)


def _fitting_reserve(
    session: Session, case: Case, member: PanelMember, *, today: date
) -> PanelMember | None:
    members = list_members(session, member.review_id)
    others = [row for row in members if row.id != member.id]
    reserves = _reserves(session, others, case=case, today=today)
    found = next_reserve(
        [member_profile(row, case.manual) for row in reserves.values()],
        staying=[member_profile(row, case.manual) for row in others if row.state in SEATED],
        lost=member_profile(member, case.manual),
        rule=panel_rule(case),
    )
    return reserves[found.code] if found else None


def _reserves(
    session: Session, members: Sequence[PanelMember], *, case: Case, today: date
) -> dict[str, PanelMember]:
    """Return the waiting reserves who may take part: active, in term and not recused."""
    waiting = {row.code: row for row in members if row.state is MemberState.RESERVE}
    experts = lock_experts(session, case.assessment.office_id, list(waiting))
    gone = list_gone(session, case, list(experts.values()), today=today)
    return {code: row for code, row in waiting.items() if code in experts and code not in gone}

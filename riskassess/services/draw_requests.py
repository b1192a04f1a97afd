"""Redraw and direct appointment: asked for by one officer with a reason, decided by another.

A redraw cancels a draw, which stays on record with everything it held; only then may a new one be
announced, with randomness of its own. Who was drawn and has not submitted leaves with it.
"""

from dataclasses import dataclass, field

from sqlmodel import Session, select

from expert_pool.vocabulary import (
    DrawState,
    LedgerKind,
    RequestKind,
    RequestState,
)
from models import Draw, DrawRequest, Expert, PanelMember, Review, row_id
from models.engine import transaction
from riskassess.domain.draw_policy import (
    DrawRefusal,
    refuse_appointment,
    refuse_decision,
    refuse_redraw,
)
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.pool_manual.rules import Reason
from riskassess.domain.vocabulary import MemberState
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.draws import has_open_request, is_newest, panel_facts
from riskassess.queries.own_rows import own_row
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.proposers import asker_for
from riskassess.services.appointments import fit_expert
from riskassess.services.audit import record
from riskassess.services.draw_announcing import Desk
from riskassess.services.ledger import add_entry
from riskassess.services.release_letters import tell_released
from riskassess.services.seats import (
    Act,
    give_seat,
    invite_appointed,
    release_members,
)


@dataclass(frozen=True)
class Wish:
    """Why something is asked for: a reason of the pool manual, and a note in own words."""

    reason_code: str
    note: str


@dataclass(frozen=True)
class Decided:
    """A decided request and the invitations to send."""

    request: DrawRequest
    message_ids: list[int] = field(default_factory=list)


def request_redraw(session: Session, *, draw_id: int, wish: Wish, desk: Desk) -> DrawRequest:
    """Ask that a draw be cancelled and made anew.

    Raises
    ------
    Refused
        `draw_over` for a cancelled draw, `draw_not_newest`, `draw_request_open`, a closed round,
        or no case officer.
    InvalidInput
        `draw_reason_unknown` or `draw_note_missing`.
    """
    with transaction(session):
        draw = own_row(session, Draw, draw_id, actor=desk.actor, named="draw")
        review = session.get_one(Review, draw.review_id)
        lock_case(session, review.assessment_id, actor=desk.actor)
        session.refresh(draw)
        if reason := refuse_redraw(
            desk.actor,
            is_cancelled=draw.state is DrawState.CANCELLED,
            is_newest=is_newest(session, draw),
            round_state=panel_facts(session, review).round_state,
            has_request=has_open_request(session, row_id(review)),
        ):
            raise Refused(reason, where=f"draw:{draw_id}")
        rules = pool_manual_of(session, review.office_id).draw
        _check(wish, rules.redraw_reasons)
        return _add(session, review, RequestKind.REDRAW, wish, desk, draw_id=draw_id)


def request_direct_appointment(
    session: Session, *, review_id: int, expert_code: str, seat: str, wish: Wish, desk: Desk
) -> DrawRequest:
    """Propose an expert for a seat that nobody holds.

    Raises
    ------
    Refused
        While a draw is announced, without a free place, or no case officer.
    InvalidInput
        `draw_reason_unknown`, `draw_note_missing`, or a code of `appointments.fit_expert`.
    """
    with transaction(session):
        review = own_row(session, Review, review_id, actor=desk.actor, named="review")
        case = lock_case(session, review.assessment_id, actor=desk.actor)
        if reason := refuse_appointment(
            desk.actor,
            panel_facts(session, review),
            has_request=has_open_request(session, review_id),
        ):
            raise Refused(reason, where=f"review:{review_id}")
        rules = pool_manual_of(session, review.office_id).draw
        _check(wish, rules.appointment_reasons)
        wanted = (expert_code.strip(), seat, wish.reason_code)
        expert, _said = fit_expert(session, case, review, wanted, desk)
        kind = RequestKind.DIRECT_APPOINTMENT
        return _add(session, review, kind, wish, desk, expert_id=row_id(expert), seat=seat)


def _check(wish: Wish, reasons: tuple[Reason, ...]) -> None:
    if wish.reason_code not in {reason.code for reason in reasons}:
        raise InvalidInput("draw_reason_unknown", where="reason")
    if not wish.note.strip():
        raise InvalidInput("draw_note_missing", where="note")


def _add(
    session: Session,
    review: Review,
    kind: RequestKind,
    wish: Wish,
    desk: Desk,
    *,
    draw_id: int | None = None,
    expert_id: int | None = None,
    seat: str = "",
) -> DrawRequest:
    row = DrawRequest(
        office_id=review.office_id,
        review_id=row_id(review),
        kind=kind,
        draw_id=draw_id,
        expert_id=expert_id,
        seat=seat,
        reason_code=wish.reason_code,
        note=wish.note.strip(),
        requested_by_id=desk.actor.account_id or 0,  # only a case officer comes here
        requested_at=desk.now,
    )
    session.add(row)
    session.flush()  # the trace names it
    record(
        session, actor=desk.actor, action="draw:request", subject=review, now=desk.now,
        after={"request": row.id, "kind": kind, "reason": wish.reason_code},
    )  # fmt: skip
    return row


def decide_request(
    session: Session, *, request_id: int, approves: bool, decision: str, public_url: str, desk: Desk
) -> Decided:
    """Approve or refuse a request of another officer; an approved one takes effect at once.

    Raises
    ------
    Refused
        `draw_own_request`, `draw_request_decided`, or no approver; what is asked for may have
        become impossible meanwhile.
    InvalidInput
        `draw_note_missing` when it is refused without a word.
    """
    with transaction(session):
        request = own_row(session, DrawRequest, request_id, actor=desk.actor, named="request")
        review = session.get_one(Review, request.review_id)
        case = lock_case(session, review.assessment_id, actor=desk.actor)
        session.refresh(request)
        if reason := refuse_decision(
            desk.actor,
            requested_by=asker_for(session, request, actor=desk.actor),
            is_open=request.state is RequestState.OPEN,
        ):
            raise Refused(reason, where=f"request:{request_id}")
        if not approves and not decision.strip():
            raise InvalidInput("draw_note_missing", where="decision")
        if approves and request.expert_id is not None:
            _lock_expert(session, request.expert_id)
        request.state = RequestState.APPROVED if approves else RequestState.REFUSED
        request.decided_by_id, request.decided_at = desk.actor.account_id, desk.now
        request.decision = decision.strip()
        record(
            session, actor=desk.actor, action="draw:decide_request", subject=review, now=desk.now,
            after={"request": request_id, "state": request.state},
        )  # fmt: skip
        if not approves:
            return Decided(request)
        if request.kind is RequestKind.REDRAW:
            left = _cancel(session, review, request, desk)
            told = tell_released(session, case, left, actor=desk.actor, now=desk.now)
            return Decided(request, told)
        act = Act(desk.actor, desk.now, public_url)
        return Decided(request, [_appoint(session, case, review, request, (desk, act))])


def _lock_expert(session: Session, expert_id: int) -> None:
    """Lock who is to be appointed, before the audit chain: nobody is suspended meanwhile."""
    query = select(Expert).where(Expert.id == expert_id).with_for_update(key_share=True)
    session.exec(query.execution_options(populate_existing=True)).one()


def _cancel(
    session: Session, review: Review, request: DrawRequest, desk: Desk
) -> list[PanelMember]:
    """Cancel the draw: what it held stays, its members who have not submitted leave."""
    draw = session.get_one(Draw, request.draw_id)
    if panel_facts(session, review).round_state is None or draw.state is DrawState.CANCELLED:
        raise Refused("draw_over", where=f"draw:{draw.id}")
    if not is_newest(session, draw):
        raise Refused(DrawRefusal.NOT_NEWEST, where=f"draw:{draw.id}")
    add_entry(
        session, review=review, kind=LedgerKind.CANCELLATION, draw=draw,
        reason_code=request.reason_code, note=request.note, actor=desk.actor, now=desk.now,
        asked_by=request.requested_by_id, approved_by=desk.actor.account_id,
    )  # fmt: skip
    before, draw.state = draw.state, DrawState.CANCELLED
    left = release_members(session, draw)
    record(
        session, actor=desk.actor, action="draw:cancel", subject=review, now=desk.now,
        before={"draw": draw.id, "state": before},
        after={"draw": draw.id, "state": draw.state, "left": [row.id for row in left]},
    )  # fmt: skip
    return left


def _appoint(
    session: Session,
    case: Case,
    review: Review,
    request: DrawRequest,
    given: tuple[Desk, Act],
) -> int:
    desk, act = given
    facts = panel_facts(session, review)
    expert = session.get_one(Expert, request.expert_id)
    if facts.is_announced or facts.seated >= facts.size:
        raise Refused("panel_complete" if not facts.is_announced else "draw_pending")
    wanted = (expert.code, request.seat, request.reason_code)
    _expert, said = fit_expert(session, case, review, wanted, desk)
    line = add_entry(
        session, review=review, kind=LedgerKind.DIRECT_APPOINTMENT,
        reason_code=request.reason_code, note=f"{request.note}\n{said}", actor=desk.actor,
        now=desk.now,
        asked_by=request.requested_by_id, approved_by=desk.actor.account_id,
    )  # fmt: skip
    seat = give_seat(session, expert, line=line, state=MemberState.INVITED)
    return invite_appointed(session, case, seat, act=act)

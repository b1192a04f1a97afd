"""A live scoring round: the chair calls a factor, everybody fills it, its results are shown.

The marks of an open round are sealed. Showing a factor opens the drafts with the server's key, in
memory, after everybody present is ready, takes this factor's figures out of them and keeps no
names. It is offered only where the server holds the round's key. What was shown is frozen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    Assessment,
    Factor,
    LiveStep,
    PanelMember,
    Review,
    ReviewRound,
    RoundKey,
    Sheet,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.policy import refuse_reading, refuse_saving
from riskassess.domain.reasons import bounded_reason
from riskassess.domain.room.live import FEWEST, shown_record
from riskassess.domain.room_vocabulary import KeyHolder, RoundState, RoundWay
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_seal import DraftSeal
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import list_factors, lock_case, newest_round
from riskassess.queries.leaders import find_leader
from riskassess.queries.live_meetings import (
    Meeting,
    get_meeting,
    list_steps,
    ready_members,
)
from riskassess.queries.manuals import get_manual
from riskassess.queries.round_marks import room_rule
from riskassess.queries.sheet_documents import sheet_document
from riskassess.queries.sheets import get_seat
from riskassess.services.audit import record
from riskassess.services.live_readiness import add_ready
from riskassess.services.sheet_drafts import begin_sheet
from riskassess.services.sheet_places import lock_assessment_of, lock_members_of, lock_place
from riskassess.services.sheet_vault import SheetVault


@dataclass(frozen=True)
class _Room:
    """A live round under lock, with what its factors ask for."""

    review: Review
    round: ReviewRound
    factors: Sequence[Factor]
    fields: tuple[str, ...]

    def meeting(self, session: Session) -> Meeting:
        return get_meeting(session, self.round, self.factors)


def call_next(
    session: Session, *, review_id: int, actor: Actor, now: datetime, reason: str = ""
) -> LiveStep:
    """Lead the meeting to the next factor; a factor that is not shown is left with a reason only.

    Raises
    ------
    NotFound
        For who does not chair the meeting.
    Refused
        `live_not_live`, `live_needs_server_key`, `live_all_called`, or a round that is not open.
    InvalidInput
        `live_reason_missing`.
    """
    with transaction(session):
        room = _chaired(session, review_id, actor)
        steps = list_steps(session, room.round)
        if steps and steps[-1].shown_at is None:
            steps[-1].reason = _reason(reason)
            session.add(steps[-1])
        called = {row.factor_id for row in steps}
        following = next((row for row in room.factors if row_id(row) not in called), None)
        if following is None:
            raise Refused("live_all_called", where=f"round:{room.round.id}")
        step = LiveStep(
            office_id=room.round.office_id, round_id=row_id(room.round),
            factor_id=row_id(following), position=len(steps) + 1, called_at=now,
        )  # fmt: skip
        session.add(step)
        after = {"round": room.round.number, "factor": following.code, "reason": reason.strip()}
        record(session, actor=actor, action="live:call", subject=room.review, after=after, now=now)
        return step


def mark_ready(
    session: Session,
    *,
    member_id: int,
    step_id: int,
    actor: Actor,
    now: datetime,
    vault: SheetVault,
) -> LiveStep:
    """Say that the own fields of the called factor are filled; the last one shows its results.

    Raises
    ------
    NotFound
        For everybody who has no place in the review, or a step that is not the newest.
    Refused
        `live_shown`, `live_incomplete`, or what saving and a live round refuse.
    """
    with transaction(session):
        lock_assessment_of(session, get_seat(session, member_id, actor=actor).member)
        session.expire_all()
        seat = get_seat(session, member_id, actor=actor)
        if reason := refuse_saving(actor, seat.facts()):
            raise Refused(reason, where=f"member:{member_id}")
        begin_sheet(session, lock_place(session, member_id, actor=actor), now=now, vault=vault)
        seat = get_seat(session, member_id, actor=actor)
        room = _room(session, seat.review)
        lock_members_of(session, row_id(room.review))  # what is shown is what stands
        step = _newest_step(session, room, step_id)
        if step.shown_at is not None:
            raise Refused("live_shown", where=f"step:{step_id}")
        document = sheet_document(session, seat.sheet, seal=vault.seal)
        given = document.at(str(step.factor_id))
        if missing := sum(given.get(field) is None for field in room.fields):
            raise Refused("live_incomplete", where=f"step:{step_id}", missing=missing)
        _note_ready(session, step, seat.member, actor=actor, room=room, now=now)
        _show_when_all_in(session, room, step, actor=actor, now=now, seal=vault.seal)
        return step


def show_now(
    session: Session, *, review_id: int, reason: str, actor: Actor, now: datetime, seal: DraftSeal
) -> LiveStep:
    """Show the factor's results although somebody is missing; the chair says why.

    Raises
    ------
    NotFound
        For who does not chair the meeting.
    Refused
        `live_nothing_called`, `live_shown`, `live_too_few`, or what a live round refuses.
    InvalidInput
        `live_reason_missing`.
    """
    with transaction(session):
        room = _chaired(session, review_id, actor)
        lock_members_of(session, row_id(room.review))  # what is shown is what stands
        step = _newest_step(session, room, None)
        if step.shown_at is not None:
            raise Refused("live_shown", where=f"step:{step.id}")
        why, marks = _reason(reason), _whole_marks(session, room, step, seal)
        if len(marks) < FEWEST:
            raise Refused("live_too_few", where=f"step:{step.id}", n=len(marks), least=FEWEST)
        _show(session, room, step, marks, reason=why, now=now)
        after = {"round": room.round.number, "step": step.position, "reason": why}
        record(session, actor=actor, action="live:show", subject=room.review, after=after, now=now)
        return step


def _reason(text: str) -> str:
    reason = bounded_reason(text)
    if not reason:
        raise InvalidInput("live_reason_missing", where="reason")
    return reason


def _chaired(session: Session, review_id: int, actor: Actor) -> _Room:
    """Return the room if the actor chairs it: the panel's leader, the case officer without one."""
    review = session.get(Review, review_id)
    if review is None or review.office_id != actor.office_id:
        raise NotFound("not_found", where=f"review:{review_id}")
    leader = find_leader(session, review)
    if leader is None and actor.has(Role.CASE_OFFICER):
        lock_case(session, review.assessment_id, actor=actor)
    elif leader is not None and actor.expert_id == leader.expert_id:
        seat = get_seat(session, row_id(leader), actor=actor)
        lock_assessment_of(session, leader)
        if reason := refuse_reading(actor, seat.facts()):
            raise Refused(reason, where=f"member:{leader.id}")
    else:
        raise NotFound("not_found", where=f"review:{review_id}")
    session.expire_all()
    return _room(session, review)


def _room(session: Session, review: Review) -> _Room:
    """Return a live round that may be worked on now."""
    round_ = newest_round(session, row_id(review))
    if round_ is None or round_.way is not RoundWay.LIVE:
        raise Refused("live_not_live", where=f"review:{review.id}")
    if round_.state is not RoundState.OPEN:
        raise Refused(RefusalReason.ROUND_CLOSED, where=f"round:{round_.id}")
    refuse_officers_key(session, round_)
    assessment = session.get_one(Assessment, review.assessment_id)
    fields = SheetForm(get_manual(session, assessment.manual_version_id)).score_fields
    return _Room(review, round_, list_factors(session, review.assessment_id), fields)


def refuse_officers_key(session: Session, round_: ReviewRound) -> None:
    """Raise `live_needs_server_key` where officers hold the key of a round."""
    holder = session.exec(
        select(RoundKey.holder).where(RoundKey.round_id == round_.id)
    ).one_or_none()
    if holder is KeyHolder.OFFICERS:
        raise Refused("live_needs_server_key", where=f"round:{round_.id}")


def _newest_step(session: Session, room: _Room, step_id: int | None) -> LiveStep:
    steps = list_steps(session, room.round)
    if not steps:
        raise Refused("live_nothing_called", where=f"round:{room.round.id}")
    if step_id not in (None, steps[-1].id):
        raise Refused("live_shown", where=f"step:{step_id}")
    return steps[-1]


def _note_ready(
    session: Session, step: LiveStep, member: PanelMember, *, actor: Actor, room: _Room,
    now: datetime,
) -> None:  # fmt: skip
    """Note once that a member is ready; the trail counts and does not say who."""
    if not add_ready(session, step, member_id=row_id(member), now=now):
        return
    after = {"round": room.round.number, "step": step.position}
    record(session, actor=_nobody(actor), action="live:ready", subject=room.review, after=after,
           now=now)  # fmt: skip


def _show_when_all_in(
    session: Session, room: _Room, step: LiveStep, *, actor: Actor, now: datetime, seal: DraftSeal
) -> None:
    """Show the results once everybody present is ready and a quorum of whole marks is there."""
    if not room.meeting(session).is_all_in:
        return
    marks = _whole_marks(session, room, step, seal)
    if len(marks) < max(FEWEST, room.review.quorum):
        return
    _show(session, room, step, marks, reason="", now=now)
    after = {"round": room.round.number, "step": step.position}
    record(session, actor=_nobody(actor), action="live:show", subject=room.review, after=after,
           now=now)  # fmt: skip


def _show(
    session: Session, room: _Room, step: LiveStep, marks: Sequence[Mapping[str, int]], *,
    reason: str, now: datetime,
) -> None:  # fmt: skip
    """Keep what is shown of this factor: marks without names."""
    by_field = {field: [row[field] for row in marks] for field in room.fields}
    rule = room_rule(session, room.review).consultation
    step.shown = canonical_json(shown_record(by_field, rule))
    step.shown_at, step.reason = now, reason
    session.add(step)
    session.flush()


def _whole_marks(
    session: Session, room: _Room, step: LiveStep, seal: DraftSeal
) -> list[dict[str, int]]:
    """Open this factor's figures of who is ready; only whose figures are all there counts."""
    done = ready_members(session, room.round, step)
    sheets = session.exec(
        select(Sheet).where(Sheet.round_id == room.round.id, col(Sheet.member_id).in_(done))
    ).all()
    rows = [_given(session, sheet, step, seal) for sheet in sheets]
    return [row for row in rows if all(field in row for field in room.fields)]


def _given(session: Session, sheet: Sheet, step: LiveStep, seal: DraftSeal) -> dict[str, int]:
    document: SheetDocument = sheet_document(session, sheet, seal=seal)
    found = document.at(str(step.factor_id))
    return {field: value for field, value in found.items() if isinstance(value, int)}


def _nobody(actor: Actor) -> Actor:
    return replace(actor, account_id=None, name="", request_id="")

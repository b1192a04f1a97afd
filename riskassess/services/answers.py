"""What an invited expert answers: yes or no, then recusal and confidentiality."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from expert_pool.vocabulary import RecusalGround
from models import PanelMember, Recusal, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.vocabulary import MemberState, RefusalReason
from riskassess.queries.invitations import LinkState, link_state, refuse_late_answer
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.sheets import Seat, get_seat, manual_of
from riskassess.services.audit import record
from riskassess.services.invitations import blank_links
from riskassess.services.seats import leave_seat, replace_member
from riskassess.services.sheet_places import lock_assessment_of

REVIEW_OVER = "review_over"
REFUSALS = {
    LinkState.USED: "link_used",
    LinkState.EXPIRED: RefusalReason.LINK_EXPIRED,
    LinkState.NOT_YOURS: "link_not_yours",
    LinkState.OVER: REVIEW_OVER,
    LinkState.HALTED: RefusalReason.CASE_SUSPENDED,
}


@dataclass(frozen=True)
class Answer:
    """Yes or no to an invitation; a no has a reason of the pool manual, and own words."""

    accepts: bool
    reason: str = ""
    reason_code: str = ""


def answer_link(
    session: Session,
    *,
    token_digest: str,
    answer: Answer,
    reader_expert_id: int | None,
    public_url: str,
    now: datetime,
) -> int | None:
    """Answer by the one-time link; a no invites the next reserve in the same transaction.

    `reader_expert_id` is the expert who happens to be signed in. Returns the id of the reserve's
    invitation, or None.

    Raises
    ------
    InvalidInput
        `decline_reason_missing`; `decline_words_missing` for a reason that says nothing alone.
    NotFound
        When no link has this digest.
    Refused
        `link_used`, `link_expired`, `link_not_yours` or `review_over`.
    """
    _check_reason(answer)
    with transaction(session):
        member = _lock_member(session, PanelMember.token_digest == token_digest)
        _require_open(session, member, reader_expert_id, now=now)
        actor = system_actor(member.office_id)  # the link is the proof; nobody is signed in
        return _answer(session, member, answer, actor=actor, now=now, public_url=public_url)


def answer_own(
    session: Session,
    *,
    member_id: int,
    answer: Answer,
    public_url: str,
    actor: Actor,
    now: datetime,
) -> int | None:
    """Answer the own invitation when signed in; returns and raises what `answer_link` does."""
    _check_reason(answer)
    with transaction(session):
        get_seat(session, member_id, actor=actor)
        member = _lock_member(session, PanelMember.id == member_id)
        _require_open(session, member, actor.expert_id, now=now)
        return _answer(session, member, answer, actor=actor, now=now, public_url=public_url)


def _check_reason(answer: Answer) -> None:
    if not answer.accepts and not answer.reason_code:
        raise InvalidInput("decline_reason_missing", where="reason_code")


def _lock_member(session: Session, which: Any) -> PanelMember:
    """Lock the assessment and then the member, in the order of every office's act."""
    member = session.exec(select(PanelMember).where(which)).one_or_none()
    if member is None:
        raise NotFound("not_found", where="invitation")
    member_id = row_id(member)
    lock_assessment_of(session, member, halted=True)  # the state of the link says it in its words
    locked = select(PanelMember).where(which, PanelMember.id == member_id).with_for_update()
    again = session.exec(locked.execution_options(populate_existing=True)).one_or_none()
    if again is None:  # the link was renewed while this answer waited
        raise NotFound("not_found", where="invitation")
    return again


def _require_open(
    session: Session, member: PanelMember, reader_expert_id: int | None, *, now: datetime
) -> None:
    state = link_state(session, member, reader_expert_id=reader_expert_id, now=now)
    if state is not LinkState.OPEN:
        raise Refused(REFUSALS[state], where="invitation")


def _answer(
    session: Session,
    member: PanelMember,
    answer: Answer,
    *,
    actor: Actor,
    now: datetime,
    public_url: str,
) -> int | None:
    state = MemberState.ACCEPTED if answer.accepts else MemberState.DECLINED
    before, member.answered_at = member.state, now
    if answer.accepts:
        member.state = state
    else:
        _decline(session, member, answer, actor=actor, now=now)
    blank_links(session, [member])
    record(
        session,
        actor=actor,
        action=f"member:{state}",
        subject=session.get_one(Review, member.review_id),
        before={"member": member.id, "state": before},
        after={"member": member.id, "state": state},
        now=now,
    )
    if answer.accepts:
        return None
    return replace_member(session, member=member, actor=actor, now=now, public_url=public_url)


def _decline(
    session: Session, member: PanelMember, answer: Answer, *, actor: Actor, now: datetime
) -> None:
    reasons = pool_manual_of(session, member.office_id).draw.refusal_reasons
    found = find_code(reasons, answer.reason_code)
    if found is None:
        raise InvalidInput("decline_reason_missing", where="reason_code")
    if found.words and not answer.reason.strip():
        raise InvalidInput("decline_words_missing", where="reason")
    words = [str(found.name), answer.reason.strip()]
    member.decline_reason = "：".join(word for word in words if word)
    leave_seat(
        session, member=member, state=MemberState.DECLINED, reason_code=answer.reason_code,
        actor=actor, now=now,
    )  # fmt: skip


def declare(
    session: Session,
    *,
    member_id: int,
    answers: Mapping[str, bool | None],
    pledged: bool,
    public_url: str,
    actor: Actor,
    now: datetime,
) -> tuple[MemberState, int | None]:
    """Answer the manual's recusal questions and pledge confidentiality.

    All no and the pledge: the member is ready. Any yes: the member is recused with a record per
    ground, and the next reserve is invited.

    Returns
    -------
    tuple of MemberState and int or None
        The member's new state, and the id of the reserve's invitation if one was written.

    Raises
    ------
    InvalidInput
        `answer_missing` (`where` is the question) or `pledge_missing`.
    IllegalTransition
        When the member has declared before, or has not accepted.
    Refused
        `review_over` once the round is closed; `case_suspended`, `case_cancelled`.
    """
    with transaction(session):
        seat = _lock_seat(session, member_id, actor=actor)
        if seat.member.state is not MemberState.ACCEPTED:
            raise IllegalTransition("wrong_state", where=f"member:{member_id}")
        if refuse_late_answer(session, seat.member.review_id):
            raise Refused(REVIEW_OVER, where=f"member:{member_id}")
        yes = _yes_grounds(session, seat, answers)
        if not yes and not pledged:
            raise InvalidInput("pledge_missing", where="pledge")
        state = MemberState.RECUSED if yes else MemberState.READY
        seat.member.declared_at = now
        if yes:
            leave_seat(
                session, member=seat.member, state=state, reason_code=str(yes[0]), actor=actor,
                now=now,
            )  # fmt: skip
        else:
            seat.member.state = state
        session.add_all(_recusals(seat, yes, actor=actor, now=now))
        _record_declaration(session, seat, actor=actor, now=now)
        if not yes:
            return state, None
        message_id = replace_member(
            session, member=seat.member, actor=actor, now=now, public_url=public_url
        )
    return state, message_id


def _lock_seat(session: Session, member_id: int, *, actor: Actor) -> Seat:
    seat = get_seat(session, member_id, actor=actor)
    lock_assessment_of(session, seat.member)
    session.refresh(seat.member, with_for_update=True)
    return seat


def _yes_grounds(
    session: Session, seat: Seat, answers: Mapping[str, bool | None]
) -> list[RecusalGround]:
    questions = manual_of(session, seat).panel.recusal_questions
    for question in questions:
        if answers.get(question.code) is None:
            raise InvalidInput("answer_missing", where=question.code)
    return [ground_of(question.code) for question in questions if answers[question.code]]


def ground_of(question: str) -> RecusalGround:
    """Return the ground that a question of the manual asks for.

    >>> ground_of("kinship"), ground_of("a question of a region")
    (<RecusalGround.KINSHIP: 'kinship'>, <RecusalGround.OTHER: 'other'>)
    """
    return RecusalGround(question) if question in set(RecusalGround) else RecusalGround.OTHER


def _recusals(
    seat: Seat, grounds: list[RecusalGround], *, actor: Actor, now: datetime
) -> list[Recusal]:
    return [
        Recusal(
            office_id=seat.member.office_id,
            assessment_id=row_id(seat.assessment),
            expert_id=actor.expert_id or 0,  # the seat was found by it
            ground=ground,
            recorded_by_id=actor.account_id,
            recorded_at=now,
        )
        for ground in dict.fromkeys(grounds)
    ]


def _record_declaration(session: Session, seat: Seat, *, actor: Actor, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action="member:declare",
        subject=seat.review,
        after={"member": seat.member.id, "state": seat.member.state},
        now=now,
    )

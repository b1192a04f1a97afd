"""Withdrawing, suspending and resuming an assessment, each with a reason; nothing is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Expert, PanelMember, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.reasons import required_reason
from riskassess.domain.review_policy import WAITED_FOR
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentAction, MemberState
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.assessments import Case, lock_case, newest_review, newest_round
from riskassess.queries.facts import facts_of
from riskassess.services.assessments import move
from riskassess.services.clock_changes import add_paused_days
from riskassess.services.due_changes import put_off
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.halt_letters import cancelled_letter, suspended_letter
from riskassess.services.letters import Letter, Outbox, Post
from riskassess.services.seats import list_members
from riskassess.services.sheet_places import lock_members_of

ExpertWords = Callable[[Session, Case, PanelMember, Expert], ExpertLetter]


def withdraw_assessment(
    session: Session,
    *,
    assessment_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Case:
    """Withdraw an assessment for good before a decision; experts who are waited for are told.

    Sheets of an open round stay sealed for ever: nobody opens a round of a cancelled case.
    """
    with transaction(session):
        case = _move(session, assessment_id, AssessmentAction.WITHDRAW, reason, (actor, now))
        _tell_experts(session, case, cancelled_letter, (actor, now), outbox)
        return case


def suspend_assessment(
    session: Session,
    *,
    assessment_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Case:
    """Suspend an assessment: its clocks stop; drafts of sheets are still kept, nothing moves."""
    with transaction(session):
        case = _move(session, assessment_id, AssessmentAction.SUSPEND, reason, (actor, now))
        _tell_experts(session, case, suspended_letter, (actor, now), outbox)
        Post(session, case, outbox, actor, now).to_sponsor(Letter.SUSPENDED)
        return case


def resume_assessment(
    session: Session,
    *,
    assessment_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar,
    outbox: Outbox | None = None,
) -> Case:
    """Resume an assessment where it stood; clocks, the review's day and links go on that much.

    The case's clock is put off by the days of its own unit, the review's day and the term of
    invitations that ran when it was suspended by as many calendar days.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor, halted=True)
        since = case.assessment.state_since
        reason = required_reason(reason)
        if (review := _open_review(session, case)) is not None:
            lock_members_of(session, row_id(review))  # before the audit chain, as a save does
        facts = facts_of(session, case, reason=reason)
        move(session, case, action=AssessmentAction.RESUME, actor=actor, facts=facts, now=now)
        add_paused_days(
            session, case, since=since, actor=actor, now=now, calendar=calendar,
            reason=reason,
        )  # fmt: skip
        _put_off_review(session, case, since, (actor, now), outbox)
        Post(session, case, outbox, actor, now).to_sponsor(Letter.RESUMED)
        return case


def _move(
    session: Session,
    assessment_id: int,
    action: AssessmentAction,
    reason: str,
    act: tuple[Actor, datetime],
) -> Case:
    actor, now = act
    case = lock_case(session, assessment_id, actor=actor, halted=True)
    facts = facts_of(session, case, reason=required_reason(reason))
    move(session, case, action=action, actor=actor, facts=facts, now=now)
    return case


def _open_review(session: Session, case: Case) -> Review | None:
    """Return the newest review if its round is open: only then somebody is waited for."""
    review = newest_review(session, case.id)
    round_ = newest_round(session, row_id(review)) if review else None
    return review if round_ is not None and round_.state is RoundState.OPEN else None


def _put_off_review(
    session: Session,
    case: Case,
    since: datetime,
    act: tuple[Actor, datetime],
    outbox: Outbox | None,
) -> None:
    actor, now = act
    review = _open_review(session, case)
    days = (local(now).date() - local(since).date()).days
    if review is None or days <= 0:
        return
    _prolong_links(session, review, since, days=days)
    put_off(
        session, case, review, due_on=review.due_on + timedelta(days=days), actor=actor, now=now,
        reason=_("评估中止 %(n)s 天后恢复，期限顺延。", n=days), outbox=outbox,
    )  # fmt: skip


def _prolong_links(session: Session, review: Review, since: datetime, *, days: int) -> None:
    """Let invitations that could be answered when the case was suspended run on as long."""
    rows = session.exec(
        select(PanelMember)
        .where(
            PanelMember.review_id == review.id,
            PanelMember.state == MemberState.INVITED,
            col(PanelMember.token_expires_at) > since,
        )
        .order_by(col(PanelMember.id))
        .with_for_update()
    )
    for member in rows:
        if member.token_expires_at is not None:
            member.token_expires_at += timedelta(days=days)


def _tell_experts(
    session: Session,
    case: Case,
    letter: ExpertWords,
    act: tuple[Actor, datetime],
    outbox: Outbox | None,
) -> None:
    actor, now = act
    review = _open_review(session, case)
    if review is None or outbox is None:
        return
    for member in list_members(session, row_id(review)):
        if member.state in WAITED_FOR and member.expert_id is not None:
            expert = session.get_one(Expert, member.expert_id)
            words = letter(session, case, member, expert)
            outbox.message_ids += write_expert(
                session, expert=expert, letter=words, actor=actor, now=now
            )

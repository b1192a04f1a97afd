"""To-do lists of experts and of the keeper of the pool."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import ExpertState
from models import Assessment, Expert, PanelMember, Project, Review, ReviewRound, Transition
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.lifecycle import SIDE_STATES
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    MemberState,
    ReviewState,
)
from riskassess.queries.pool_manuals import pool_manual_of

MOST = 50
KIND_OF = {
    MemberState.INVITED: TaskKind.ANSWER_INVITATION,
    MemberState.ACCEPTED: TaskKind.DECLARE,
    MemberState.READY: TaskKind.FILL_SHEET,
    MemberState.SUBMITTED: TaskKind.CLOSE_ROUND,
}


def list_expert_tasks(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar
) -> list[Task]:
    """Return what an expert has to do in open reviews; the task's subject is the panel member."""
    open_round = (
        sa.select(col(ReviewRound.id))
        .where(
            col(ReviewRound.review_id) == col(Review.id),
            col(ReviewRound.state) == RoundState.OPEN,
        )
        .exists()
    )
    query = (
        _own_seats(
            actor,
            col(PanelMember.invited_at),
            col(PanelMember.answered_at),
            col(PanelMember.declared_at),
            col(Review.due_on),
            col(Review.opened_at),
            col(Assessment.code),
        )
        .where(open_round, col(Assessment.state).not_in(SIDE_STATES))
        .order_by(col(Review.due_on))
        .limit(MOST)
    )
    return [_expert_task(row, today, calendar) for row in session.execute(query)]


def _expert_task(row: Any, today: date, calendar: WorkCalendar) -> Task:
    state = MemberState(row.state)
    is_mine = state is not MemberState.SUBMITTED
    return Task(
        kind=KIND_OF[state],
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=row.declared_at or row.answered_at or row.invited_at or row.opened_at,
        due_on=row.due_on,
        bucket=bucket_of(today, row.due_on, is_mine=is_mine),
        is_late=is_mine and row.due_on < today,
        is_certain=calendar.is_certain(row.due_on),
    )


def _own_seats(actor: Actor, *further: Any) -> Any:
    """Select the expert's own seats in reviews that are not closed: id, state, title, and more."""
    return (
        sa.select(col(PanelMember.id), col(PanelMember.state), col(Project.title), *further)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(PanelMember.expert_id) == actor.expert_id,
            col(PanelMember.office_id) == actor.office_id,
            col(PanelMember.state).in_(list(KIND_OF)),
            col(Review.state) != ReviewState.CLOSED,
        )
    )


@dataclass(frozen=True)
class HaltedReview:
    """A review of an expert that stands still: since when, and whether the sheet is filled in."""

    member_id: int
    title: str
    since: datetime
    is_filling: bool


def list_halted_reviews(session: Session, actor: Actor) -> list[HaltedReview]:
    """Return the expert's open reviews whose case is suspended, by the day it was."""
    rows = session.execute(
        _own_seats(
            actor,
            sa.select(sa.func.max(col(Transition.at)))
            .where(
                col(Transition.assessment_id) == col(Assessment.id),
                col(Transition.action) == AssessmentAction.SUSPEND,
            )
            .scalar_subquery()
            .label("since"),
        )
        .where(col(Assessment.state) == AssessmentState.SUSPENDED)
        .order_by(col(PanelMember.id))
        .limit(MOST)
    )
    return [
        HaltedReview(row.id, row.title, row.since, MemberState(row.state) is MemberState.READY)
        for row in rows
    ]


def list_expiring_terms(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return the active experts whose term ends within the manual's days of reminding.

    The subject is the expert.
    """
    notice = timedelta(days=pool_manual_of(session, actor.office_id).term.remind_days)
    query = (
        sa.select(col(Expert.id), col(Expert.name), col(Expert.code), col(Expert.term_until))
        .where(
            col(Expert.office_id) == actor.office_id,
            col(Expert.state) == ExpertState.ACTIVE,
            col(Expert.term_until) <= today + notice,
        )
        .order_by(col(Expert.term_until))
        .limit(MOST)
    )
    return [
        Task(
            kind=TaskKind.RENEW_TERM,
            subject_id=row.id,
            title=row.name,
            code=row.code,
            since=datetime.combine(row.term_until - notice, time(), UTC),
            due_on=row.term_until,
            bucket=bucket_of(today, row.term_until, is_mine=True),
            is_late=row.term_until < today,
        )
        for row in session.execute(query)
    ]

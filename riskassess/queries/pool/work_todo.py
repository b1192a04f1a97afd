"""To-do lines of who judges: reviews that are over and whose work nobody has judged yet."""

from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, PanelMember, Project, Review, TaskEvaluation
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.expert_work import TASKED
from riskassess.domain.manual.catalogue import DayUnit
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role
from riskassess.queries.pages import Query
from riskassess.queries.pool.periods import day_of, last_day
from riskassess.queries.pool_manuals import pool_manual_of

MOST = 20


def list_judging_tasks(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar
) -> list[Task]:
    """Return the reviews with seats to judge; the task's subject is the review.

    Reviews that were over before the pool manual took effect are left alone.
    """
    if not actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
        return []
    rows = session.execute(_open_work(), {"office_id": actor.office_id}).all()
    if not rows:
        return []
    manual = pool_manual_of(session, actor.office_id)
    days, begun = manual.evaluation.within_days, manual.effective_from
    closed = ((row, day_of(row.closed_at)) for row in rows)
    return [
        _task(row, today, last_day(day, days, DayUnit.WORKING, calendar), calendar)
        for row, day in closed
        if day >= begun
    ]


@cache
def _open_work() -> Query:
    return (
        sa.select(
            col(Review.id),
            col(Review.closed_at),
            col(Assessment.code),
            col(Project.title),
            sa.func.count(col(PanelMember.id)).label("seats"),
        )
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(PanelMember, col(PanelMember.review_id) == col(Review.id))
        .outerjoin(TaskEvaluation, col(TaskEvaluation.member_id) == col(PanelMember.id))
        .where(
            col(Review.office_id) == sa.bindparam("office_id"),
            col(Review.closed_at).is_not(None),
            col(PanelMember.expert_id).is_not(None),
            col(PanelMember.state).in_(list(TASKED)),
            col(TaskEvaluation.id).is_(None),
        )
        .group_by(col(Review.id), col(Review.closed_at), col(Assessment.code), col(Project.title))
        .order_by(col(Review.closed_at).desc(), col(Review.id).desc())
        .limit(MOST)
    )


def _task(row: Any, today: date, due: date, calendar: WorkCalendar) -> Task:
    return Task(
        kind=TaskKind.JUDGE_WORK,
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=row.closed_at,
        due_on=due,
        bucket=bucket_of(today, due, is_mine=True),
        is_late=due < today,
        is_certain=calendar.is_certain(due),
        count=row.seats,
    )

"""To-do lines of rooms for the case officer: materials, meetings, days that have passed."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, PanelMember, Project, Review, ReviewRound
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewState, Role
from riskassess.queries.pool_manuals import pool_manual_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 50
AHEAD = timedelta(days=1)  # a meeting is told of on the day before


def list_room_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return what an officer has to do in reviews because of their days; the subject is the review.

    Materials are told of from a week before their own day on. Two queries at most.
    """
    if not actor.has(Role.CASE_OFFICER):
        return []
    given = {"office_id": actor.office_id, "today": today}
    rows = session.connection().execute(_rooms(), given).all()
    if not rows:
        return []
    days = pool_manual_of(session, actor.office_id).room.meeting.materials_days
    return [task for row in rows for task in _tasks(row, days, today)]


@cache
def _rooms() -> sa.Select[*tuple[Any, ...]]:
    is_open = (
        sa.select(col(ReviewRound.id))
        .where(
            col(ReviewRound.review_id) == col(Review.id), col(ReviewRound.state) == RoundState.OPEN
        )
        .exists()
    )
    submitted = (
        sa.select(sa.func.count())
        .where(
            col(PanelMember.review_id) == col(Review.id),
            col(PanelMember.state) == MemberState.SUBMITTED,
        )
        .scalar_subquery()
    )
    is_late = sa.and_(
        is_open, col(Review.due_on) < sa.bindparam("today", type_=sa.Date()),
        submitted < col(Review.quorum), col(Review.state) != ReviewState.CLOSED,
    )  # fmt: skip
    return (
        sa.select(
            col(Review.id), col(Review.due_on), col(Review.opened_at), col(Review.meeting_at),
            col(Review.materials_at), is_late.label("is_late"),
            (col(Review.quorum) - submitted).label("missing"),
            col(Assessment.code), col(Project.title),
        )
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(Review.office_id) == sa.bindparam("office_id"),
            col(Assessment.state) == AssessmentState.IN_REVIEW,
            sa.or_(col(Review.meeting_at).is_not(None), is_late),
        )
        .order_by(col(Review.due_on))
        .limit(MOST)
    )  # fmt: skip


def _tasks(row: Any, days: int, today: date) -> Iterator[Task]:
    if row.is_late:
        yield _task(TaskKind.PUT_OFF_REVIEW, row, row.due_on, today, count=row.missing)
    if row.meeting_at is None:
        return
    meeting = row.meeting_at.astimezone(SHANGHAI).date()
    last = meeting - timedelta(days=days)
    if row.materials_at is None and today >= last - timedelta(days=days) and today <= meeting:
        yield _task(TaskKind.SEND_MATERIALS, row, last, today)
    if meeting - AHEAD <= today <= meeting:
        yield _task(TaskKind.HOLD_MEETING, row, meeting, today)


def _task(kind: TaskKind, row: Any, due: date, today: date, *, count: int = 0) -> Task:
    return Task(
        kind=kind,
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=row.opened_at,
        due_on=due,
        bucket=bucket_of(today, due, is_mine=True),
        is_late=due < today,
        count=count,
    )

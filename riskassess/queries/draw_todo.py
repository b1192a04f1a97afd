"""To-do lines of draws: values that are awaited, requests that another officer decides."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import DrawState, RequestState
from models import Assessment, Draw, DrawRequest, DrawValue, Project, Review
from riskassess.domain.actor import Actor
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 50
Query = sa.Select[*tuple[Any, ...]]


def list_draw_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return announced draws that wait for values, and requests that wait for an approver.

    A task's subject is the draw, or the assessment of the request; three queries at most.
    """
    tasks: list[Task] = []
    if actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
        tasks += _value_tasks(session, actor, today)
    if actor.has(Role.APPROVER, Role.CASE_OFFICER):
        rows = session.connection().execute(_requests(), {"office_id": actor.office_id})
        tasks += [_request_task(row, actor, today) for row in rows]
    return tasks


def _value_tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    connection, given = session.connection(), {"office_id": actor.office_id}
    rows = connection.execute(_announced(), given).all()
    if not rows:
        return []
    entered: dict[int, dict[str, int]] = {}
    for draw_id, source, account_id in connection.execute(_entered(), given):
        entered.setdefault(draw_id, {})[source] = account_id
    found = (_value_task(row, entered.get(row.id, {}), actor, today) for row in rows)
    return [task for task in found if task is not None]


@cache
def _announced() -> Query:
    return (
        sa.select(
            col(Draw.id), col(Draw.announcement), col(Draw.announced_at), col(Draw.expected_at),
            col(Assessment.code), col(Project.title),
        )
        .join(Review, col(Review.id) == col(Draw.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(Draw.office_id) == sa.bindparam("office_id"),
            col(Draw.state) == DrawState.ANNOUNCED,
        )
        .order_by(col(Draw.expected_at))
        .limit(MOST)
    )  # fmt: skip


@cache
def _entered() -> Query:
    return (
        sa.select(col(DrawValue.draw_id), col(DrawValue.source), col(DrawValue.entered_by_id))
        .join(Draw, col(Draw.id) == col(DrawValue.draw_id))
        .where(
            col(DrawValue.office_id) == sa.bindparam("office_id"),
            col(Draw.state) == DrawState.ANNOUNCED,
        )
    )


def _value_task(row: Any, entered: Mapping[str, int], actor: Actor, today: date) -> Task | None:
    """Return the line for the first missing source that is the actor's, else one to wait for."""
    sources = json.loads(row.announcement)["sources"]
    missing = [source for source in sources if source["code"] not in entered]
    mine = [source for source in missing if _is_mine(source, entered, actor)]
    if not missing or not (mine or actor.has(Role.CASE_OFFICER)):
        return None
    source = (mine or missing)[0]
    by_keeper = source.get("role") not in (None, Role.CASE_OFFICER.value)
    due = row.expected_at.astimezone(SHANGHAI).date()
    return Task(
        kind=TaskKind.THROW_DICE if by_keeper else TaskKind.ENTER_VALUES,
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=row.announced_at,
        due_on=due,
        bucket=bucket_of(today, due, is_mine=bool(mine)),
        is_late=due < today,
    )


def _is_mine(source: Mapping[str, Any], entered: Mapping[str, int], actor: Actor) -> bool:
    role = source.get("role")
    if role is None:
        return actor.has(Role.CASE_OFFICER)
    return actor.has(Role(role)) and actor.account_id not in entered.values()


@cache
def _requests() -> Query:
    return (
        sa.select(
            col(Review.assessment_id), col(DrawRequest.requested_at),
            col(DrawRequest.requested_by_id), col(Assessment.code), col(Project.title),
        )
        .join(Review, col(Review.id) == col(DrawRequest.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(DrawRequest.office_id) == sa.bindparam("office_id"),
            col(DrawRequest.state) == RequestState.OPEN,
        )
        .order_by(col(DrawRequest.id))
        .limit(MOST)
    )  # fmt: skip


def _request_task(row: Any, actor: Actor, today: date) -> Task:
    is_mine = actor.has(Role.APPROVER) and row.requested_by_id != actor.account_id
    return Task(
        kind=TaskKind.DECIDE_DRAW_REQUEST,
        subject_id=row.assessment_id,
        title=row.title,
        code=row.code,
        since=row.requested_at,
        due_on=None,
        bucket=bucket_of(today, None, is_mine=is_mine),
    )

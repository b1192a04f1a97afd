"""To-do lines of draws: values that are awaited, requests that another officer decides."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import DrawState, RequestState
from models import Assessment, Draw, DrawRequest, DrawValue, Project, Review
from riskassess.domain.actor import Actor
from riskassess.domain.draw_policy import CONFIRMERS, confirms_as
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role
from riskassess.queries.proposers import own_among
from riskassess.queries.stand_ins import Act, entry_of, persons_behind

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 50


class Entry(NamedTuple):
    """Who counts as having entered the values of a source, and whether another confirmed them."""

    persons: frozenset[int]
    is_confirmed: bool


Query = sa.Select[*tuple[Any, ...]]


def list_draw_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return announced draws that wait for values, and requests that wait for an approver.

    A task's subject is the draw, or the assessment of the request; three queries at most.
    """
    tasks: list[Task] = []
    if actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER, Role.APPROVER):
        tasks += _value_tasks(session, actor, today)
    if actor.has(Role.APPROVER, Role.CASE_OFFICER):
        tasks += _request_tasks(session, actor, today)
    return tasks


def _value_tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    connection, given = session.connection(), {"office_id": actor.office_id}
    rows = connection.execute(_announced(), given).all()
    if not rows:
        return []
    entered: dict[int, dict[str, Entry]] = {}
    values = connection.execute(_entered(), given).all()
    acts = [entry_of(row) for row in values]
    behind = persons_behind(session, acts)
    for row, act in zip(values, acts, strict=True):
        entry = Entry(behind[act], row.confirmed_at is not None)
        entered.setdefault(row.draw_id, {})[row.source] = entry
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
        sa.select(
            col(DrawValue.draw_id),
            col(DrawValue.source),
            col(DrawValue.role),
            col(DrawValue.entered_by_id),
            col(DrawValue.entered_at),
            col(DrawValue.confirmed_at),
        )
        .join(Draw, col(Draw.id) == col(DrawValue.draw_id))
        .where(
            col(DrawValue.office_id) == sa.bindparam("office_id"),
            col(Draw.state) == DrawState.ANNOUNCED,
        )
    )


def _value_task(row: Any, entered: Mapping[str, Entry], actor: Actor, today: date) -> Task | None:
    """Return the line for the first open source that is the actor's, else one to wait for."""
    steps = [_Step(source, entered) for source in json.loads(row.announcement)["sources"]]
    waiting = [step for step in steps if step.kind is not None]
    mine = [step for step in waiting if step.is_of(actor)]
    if not waiting or not (mine or actor.has(Role.CASE_OFFICER)):
        return None
    step = (mine or waiting)[0]
    due = row.expected_at.astimezone(SHANGHAI).date()
    return Task(
        kind=step.kind or TaskKind.ENTER_VALUES,
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=row.announced_at,
        due_on=due,
        bucket=bucket_of(today, due, is_mine=bool(mine)),
        is_late=due < today,
    )


class _Step:
    """What a source of an announced draw waits for; `kind` None when it waits for nothing."""

    def __init__(self, source: Mapping[str, Any], entered: Mapping[str, Entry]) -> None:
        self._role, self._all = source.get("role"), entered.values()
        self._entry = entered.get(source["code"])
        self.kind = self._kind()

    def _kind(self) -> TaskKind | None:
        if self._entry is None:
            by_keeper = self._role not in (None, Role.CASE_OFFICER.value)
            return TaskKind.THROW_DICE if by_keeper else TaskKind.ENTER_VALUES
        is_settled = self._role is not None or self._entry.is_confirmed
        return None if is_settled else TaskKind.CONFIRM_VALUES

    def is_of(self, actor: Actor) -> bool:
        """Return whether the actor may do it."""
        if self._entry is not None:
            return actor.has(*CONFIRMERS) and self._entry.persons.isdisjoint(confirms_as(actor))
        if self._role is None:
            return actor.has(Role.CASE_OFFICER)
        role = Role(self._role)
        throwers = frozenset().union(*(entry.persons for entry in self._all))
        return actor.has(role) and actor.persons_as(role).isdisjoint(throwers)


@cache
def _requests() -> Query:
    return (
        sa.select(
            col(DrawRequest.id), col(Review.assessment_id), col(DrawRequest.requested_at),
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


def _request_tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    rows = session.connection().execute(_requests(), {"office_id": actor.office_id}).all()
    others: set[int] = set()
    if actor.has(Role.APPROVER):
        acts = {
            row.id: Act(row.requested_by_id, Role.CASE_OFFICER, row.requested_at) for row in rows
        }
        others = acts.keys() - own_among(session, WorkKind.DRAW_REQUEST, acts, actor=actor)
    return [_request_task(row, today, is_mine=row.id in others) for row in rows]


def _request_task(row: Any, today: date, *, is_mine: bool) -> Task:
    return Task(
        kind=TaskKind.DECIDE_DRAW_REQUEST,
        subject_id=row.assessment_id,
        title=row.title,
        code=row.code,
        since=row.requested_at,
        due_on=None,
        bucket=bucket_of(today, None, is_mine=is_mine),
    )

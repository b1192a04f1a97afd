"""To-do lists: what waits for whom, since when, until when; a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, Project
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar, due_on
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.manual import Clock, DayUnit, Manual
from riskassess.domain.manual.catalogue import Holidays
from riskassess.domain.tasks import (
    PARTY_OF,
    Bucket,
    Party,
    Progress,
    Task,
    TaskKind,
    bucket_of,
    next_tasks,
)
from riskassess.domain.vocabulary import (
    AssessmentState,
    Role,
)
from riskassess.queries.consultation_todo import list_consultation_tasks
from riskassess.queries.corrections import list_correction_tasks
from riskassess.queries.draw_todo import list_draw_tasks
from riskassess.queries.emergency import list_access_tasks
from riskassess.queries.expert_todo import list_expert_tasks, list_expiring_terms
from riskassess.queries.manual_proposals import list_manual_tasks
from riskassess.queries.manuals import manuals_by_id
from riskassess.queries.panel_todo import list_panel_tasks
from riskassess.queries.pool.applications import list_hearing_tasks, list_pool_tasks
from riskassess.queries.pool.contests import list_contest_tasks
from riskassess.queries.pool.work_todo import list_judging_tasks
from riskassess.queries.progress import progress_of
from riskassess.queries.reopening_todo import list_reopening_tasks
from riskassess.queries.room_todo import list_room_tasks
from riskassess.queries.round_openings import OFFICERS, list_key_tasks
from riskassess.queries.signature_todo import list_signature_tasks
from riskassess.queries.todo_sources import candidates

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 50  # lines of the list
S = AssessmentState


def list_tasks(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    calendar: WorkCalendar = WEEKDAYS,
    depth: int = 1,
) -> list[Task]:
    """Return the actor's to-do list, the most pressing first, at most `depth` times `MOST` lines.

    Own tasks come before those that wait for others. `calendar` is the published one; each
    manual's own days are laid over it.
    """
    today = now.astimezone(SHANGHAI).date()
    tasks = _case_tasks(session, actor, today=today, calendar=calendar, depth=depth)
    if actor.expert_id is not None and actor.has(Role.EXPERT):
        tasks += list_expert_tasks(session, actor, today=today, calendar=calendar)
        tasks += list_hearing_tasks(session, actor, today=today, calendar=calendar)
        tasks += list_reopening_tasks(session, actor, today=today)
        tasks += list_consultation_tasks(session, actor, today=today)
    if actor.has(Role.POOL_KEEPER):
        tasks += list_expiring_terms(session, actor, today=today)
        tasks += list_pool_tasks(session, actor, today=today, calendar=calendar)
        tasks += list_contest_tasks(session, actor, today=today)
    tasks += list_judging_tasks(session, actor, today=today, calendar=calendar)
    tasks += list_manual_tasks(session, actor, today=today)
    tasks += list_draw_tasks(session, actor, today=today)
    tasks += list_panel_tasks(session, actor, now=now, today=today)
    tasks += list_signature_tasks(session, actor, today=today)
    tasks += list_room_tasks(session, actor, today=today)
    tasks += list_correction_tasks(session, actor, today=today, depth=depth)
    tasks += list_access_tasks(session, actor, now=now, today=today, depth=depth)
    if actor.has(*OFFICERS):
        tasks = _with_own_parts(tasks, list_key_tasks(session, actor, today=today, depth=depth))
    return sorted(tasks, key=_urgency)[: MOST * depth]


def _with_own_parts(tasks: list[Task], own: list[Task]) -> list[Task]:
    """Return the list with the rounds that wait for the actor's own part, each once."""
    held = {task.subject_id for task in own}
    kept = (
        task for task in tasks
        if task.kind is not TaskKind.OPEN_LOCKED_ROUND or task.subject_id not in held
    )  # fmt: skip
    return [*kept, *own]


def _urgency(task: Task) -> tuple[bool, date, datetime]:
    return task.bucket is Bucket.WAITING, task.due_on or date.max, task.since


def parties_of(actor: Actor) -> frozenset[Party]:
    """Return as whom the actor acts on assessments."""
    roles = {
        Party.OFFICER: actor.has(Role.CASE_OFFICER),
        Party.APPROVER: actor.has(Role.APPROVER),
        Party.ARCHIVIST: actor.has(Role.ARCHIVIST),
        Party.SPONSOR: actor.has(*SPONSOR),
    }
    return frozenset(party for party, holds in roles.items() if holds)


class Candidate(NamedTuple):
    """What may become a line; the first three say how pressing it is, as `_urgency` does."""

    is_waiting: bool
    due: date
    since: datetime
    row: Any
    kind: TaskKind
    is_certain: bool


def _case_tasks(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar, depth: int
) -> list[Task]:
    rows = _rows(session, actor, parties_of(actor), depth=depth)
    if not rows:
        return []
    progress = progress_of(session, rows)
    found = list(_candidates(session, rows, progress, parties=parties_of(actor), calendar=calendar))
    found = sorted(found, key=itemgetter(0, 1, 2))[: MOST * depth]
    names = _names(session, [each.row.id for each in found])
    return [
        _task(each, names[each.row.id], count=_count(each.kind, progress[each.row.id]), today=today)
        for each in found
        # an officer's line of an announced draw has its own day, and comes with the draws
        if each.kind is not TaskKind.ENTER_VALUES or each.is_waiting
    ]


def _candidates(
    session: Session,
    rows: list[Any],
    progress: dict[int, Progress],
    *,
    parties: frozenset[Party],
    calendar: WorkCalendar,
) -> Iterator[Candidate]:
    known = {
        key: (_known_days(digest, calendar), manual)
        for key, (digest, manual) in manuals_by_id(session).items()
    }
    for row in rows:
        days, manual = known[row.manual_version_id]
        key = (row.state, row.state_since.astimezone(SHANGHAI).date(), row.granted_days)
        if key not in days:
            days[key] = due_of(
                manual, S(row.state), since=row.state_since, calendar=calendar,
                granted=row.granted_days,
            )  # fmt: skip
        due, is_certain = days[key]
        if progress[row.id].round_due:
            due, is_certain = progress[row.id].round_due, True
        since = _since(row)
        for kind, is_mine in _kinds(progress[row.id], parties):
            is_waiting = row.is_own_proposal or not is_mine
            yield Candidate(is_waiting, due or date.max, since, row, kind, is_certain)


def _task(found: Candidate, name: Any, *, count: int, today: date) -> Task:
    due = None if found.due == date.max else found.due
    return Task(
        kind=found.kind,
        subject_id=found.row.id,
        title=name.title,
        code=name.code,
        since=found.since,
        due_on=due,
        bucket=bucket_of(today, due, is_mine=not found.is_waiting),
        is_late=found.due < today,
        is_certain=found.is_certain,
        count=count,
        is_own_proposal=found.row.is_own_proposal,
    )


def _names(session: Session, ids: list[int]) -> dict[int, Any]:
    rows = session.connection().execute(_named(), {"wanted": ids}).all()
    return {row.id: row for row in rows}


@cache
def _named() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(col(Assessment.id), col(Assessment.code), col(Project.title))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(Assessment.id).in_(sa.bindparam("wanted", expanding=True)))
    )


def _since(row: Any) -> datetime:
    moment: datetime = row.state_since
    if row.state == S.PREPARING:
        moment = row.factors_fixed_at or row.handed_in_at or moment
    return moment


def _count(kind: TaskKind, progress: Progress) -> int:
    counts = {
        TaskKind.CHECK_MEASURES: progress.proven,
        TaskKind.PROVE_MEASURES: progress.measures - progress.proven - progress.confirmed,
        TaskKind.GIVE_SCORES: max(progress.quorum - progress.submitted, 0),
        TaskKind.CLOSE_ROUND: progress.submitted,
        TaskKind.DECIDE_RISKS: progress.open_risks,
        TaskKind.FILL_PANEL: progress.panel_size - progress.seated,
    }
    return counts.get(kind, 0)


def due_of(
    manual: Manual, state: S, *, since: datetime, calendar: WorkCalendar, granted: int = 0
) -> tuple[date | None, bool]:
    """Return until when the state should last by its clock, and whether that day is certain.

    `granted` are days on top of the clock, in its unit.
    """
    clock = manual.clock_of(state)
    if clock is None:
        return None, True
    if granted:
        clock = replace(clock, days=clock.days + granted)
    return _due(clock, manual.holidays, since.astimezone(SHANGHAI).date(), calendar)


def _due(
    clock: Clock, holidays: Holidays, since: date, calendar: WorkCalendar
) -> tuple[date, bool]:
    days = calendar.with_manual(holidays)
    due = due_on(since, clock, days.closed, days.working)
    return due, clock.unit is DayUnit.CALENDAR or days.is_certain(due)


@lru_cache(maxsize=32)  # many assessments enter a state on the same day
def _known_days(
    _digest: str, _calendar: WorkCalendar
) -> dict[tuple[S, date, int], tuple[date | None, bool]]:
    return {}


@lru_cache(maxsize=1024)
def _kinds(progress: Progress, parties: frozenset[Party]) -> tuple[tuple[TaskKind, bool], ...]:
    """Return what I can do here; if that is nothing, the first thing that others do."""
    kinds = next_tasks(progress)
    mine = tuple((kind, True) for kind in kinds if PARTY_OF[kind] in parties)
    return mine or tuple((kind, False) for kind in kinds[:1])


def _rows(session: Session, actor: Actor, parties: frozenset[Party], *, depth: int) -> list[Any]:
    if not parties:
        return []
    given = {
        "office_id": actor.office_id,
        "unit_id": actor.unit_id,
        "account_id": actor.account_id,
        "absent_id": next((e.absent_id for e in actor.lent if e.role is Role.APPROVER), None),
    }
    connection, own = session.connection(), candidates(parties, waiting=False, depth=depth)
    rows: list[Any] = list(connection.execute(own, given)) if own is not None else []
    others = candidates(parties, waiting=True, depth=depth)
    if others is not None and sum(map(_is_surely_mine, rows)) < MOST * depth:
        rows += connection.execute(others, given)
    return list({row.id: row for row in rows}.values())


def _is_surely_mine(row: Any) -> bool:
    """Return whether an own line is no line that waits for others, whatever is counted."""
    return row.state != S.IN_REVIEW and not row.is_own_proposal

"""Lists of applications and of hearings, what is next in each, and who is made public."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import MEMBERS, ExpertAction, ExpertState, WayIn
from models import Expert, ExpertAct, Office, PoolManualVersion, Unit
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.manual.catalogue import DayUnit
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.queries.pages import PAGE_SIZE, ListPage, read_page
from riskassess.queries.pool import records
from riskassess.queries.pool.periods import day_of, last_day
from riskassess.queries.pool_manuals import pool_manual_by_digest, pool_manual_of

MOST = 200
WAYS = (
    ExpertState.APPLIED,
    ExpertState.RECOMMENDED,
    ExpertState.UNDER_REVIEW,
    ExpertState.PUBLISHED,
)
SHOWN = (
    "id", "code", "name", "employer", "expert_class", "profession", "state", "way_in",
    "consented_at", "published_until", "created_at",
)  # fmt: skip


class NextStep(StrEnum):
    """What an application or a hearing waits for."""

    CHECK_FORM = "check_form"
    CORRECTION = "correction"
    CONSENT = "consent"
    CHECK_CLASS = "check_class"
    PUBLISH = "publish"
    PUBLICITY = "publicity"
    APPOINT = "appoint"
    ANSWER = "answer"
    DECIDE = "decide"


TASK_OF: dict[NextStep, TaskKind] = {
    NextStep.CHECK_FORM: TaskKind.CHECK_APPLICATION,
    NextStep.CHECK_CLASS: TaskKind.CHECK_CLASS,
    NextStep.PUBLISH: TaskKind.START_PUBLICITY,
    NextStep.APPOINT: TaskKind.APPOINT_EXPERT,
    NextStep.DECIDE: TaskKind.DECIDE_HEARING,
}


@dataclass(frozen=True)
class Line:
    """One application or hearing as the list shows it."""

    id: int
    code: str
    name: str
    employer: str
    expert_class: str
    profession: str
    state: ExpertState
    way_in: WayIn
    next: NextStep
    since: datetime
    until: date | None = None


def next_step(
    state: ExpertState,
    last: ExpertAction | None,
    *,
    has_consented: bool,
    published_until: date | None,
    today: date,
) -> NextStep:
    """Return what an application waits for; `last` is its last act.

    >>> next_step(ExpertState.APPLIED, ExpertAction.RETURN, has_consented=True,
    ...           published_until=None, today=date(2026, 3, 2))
    <NextStep.CORRECTION: 'correction'>
    """
    if state is ExpertState.PUBLISHED:
        is_over = published_until is not None and today > published_until
        return NextStep.APPOINT if is_over else NextStep.PUBLICITY
    if state is ExpertState.UNDER_REVIEW:
        return NextStep.PUBLISH if last is ExpertAction.CHECK_CLASS else NextStep.CHECK_CLASS
    if last is ExpertAction.RETURN:
        return NextStep.CORRECTION
    return NextStep.CHECK_FORM if has_consented else NextStep.CONSENT


def list_applications(
    session: Session, actor: Actor, *, today: date, page: int = 1, size: int = PAGE_SIZE
) -> ListPage:
    """Return a page of the office's open applications, the longest waiting first; rows: Line."""
    query = (
        sa.select(*(getattr(Expert, name) for name in SHOWN))
        .where(col(Expert.office_id) == actor.office_id, col(Expert.state).in_(WAYS))
        .order_by(col(Expert.state_since), col(Expert.id))
    )
    found = read_page(session, query, page=page, size=size)
    last = _last_acts(session, [row.id for row in found.rows])
    return replace(found, rows=[_line(row, last.get(row.id), today) for row in found.rows])


def _line(row: Any, last: ExpertAct | None, today: date) -> Line:
    step = next_step(
        row.state,
        last.action if last else None,
        has_consented=row.consented_at is not None,
        published_until=row.published_until,
        today=today,
    )
    until = row.published_until if row.state is ExpertState.PUBLISHED else None
    return _as_line(row, step, last.at if last else row.created_at, until)


def _as_line(row: Any, step: NextStep, since: datetime, until: date | None) -> Line:
    return Line(
        row.id or 0, row.code, row.name, row.employer, row.expert_class, row.profession,
        row.state, row.way_in, step, since, until,
    )  # fmt: skip


def _last_acts(session: Session, ids: Sequence[int]) -> dict[int, ExpertAct]:
    newest = (
        sa.select(sa.func.max(col(ExpertAct.id)))
        .where(col(ExpertAct.expert_id).in_(ids))
        .group_by(col(ExpertAct.expert_id))
    )
    rows = session.exec(select(ExpertAct).where(col(ExpertAct.id).in_(newest)))
    return {row.expert_id: row for row in rows}


def list_hearings(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar = WEEKDAYS
) -> list[Line]:
    """Return the office's members with an open hearing, whom it waits for and until when."""
    about = {ExpertAction.OPEN_HEARING, *_ENDS, ExpertAction.HEAR}
    acts = session.exec(
        select(ExpertAct)
        .where(ExpertAct.office_id == actor.office_id, col(ExpertAct.action).in_(about))
        .order_by(col(ExpertAct.id))
    )
    opened: dict[int, list[ExpertAct]] = {}
    for act in acts:
        if act.action in _ENDS:
            opened.pop(act.expert_id, None)
        elif act.action is ExpertAction.OPEN_HEARING:
            opened[act.expert_id] = [act]
        elif act.expert_id in opened:
            opened[act.expert_id].append(act)
    digests = {rows[0].manual_digest for rows in opened.values()}
    days = {each: pool_manual_by_digest(session, each).standing.hearing_days for each in digests}
    rows = session.exec(select(Expert).where(col(Expert.id).in_(opened)).order_by(col(Expert.id)))
    return [
        _hearing_line(row, opened[row.id or 0], days, today, calendar)
        for row in rows
        if row.state in MEMBERS
    ]


_ENDS = (ExpertAction.CLOSE_HEARING, ExpertAction.REMOVE)


def _hearing_line(
    row: Expert,
    acts: list[ExpertAct],
    days: dict[str, int],
    today: date,
    calendar: WorkCalendar,
) -> Line:
    allowed = days[acts[0].manual_digest]
    until = last_day(day_of(acts[0].at), allowed, DayUnit.WORKING, calendar)
    is_heard = len(acts) > 1 or today > until
    step = NextStep.DECIDE if is_heard else NextStep.ANSWER
    return _as_line(row, step, acts[-1].at, until)


def list_pool_tasks(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar
) -> list[Task]:
    """Return what the keeper of the pool has to do about applications and hearings."""
    lines = list(list_applications(session, actor, today=today, size=MOST).rows)
    lines += list_hearings(session, actor, today=today, calendar=calendar)
    return [
        Task(
            kind=TASK_OF[line.next],
            subject_id=line.id,
            title=line.name,
            code=line.code,
            since=line.since,
            due_on=None,
            bucket=bucket_of(today, None, is_mine=True),
        )
        for line in lines
        if line.next in TASK_OF
    ]


def list_hearing_tasks(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar
) -> list[Task]:
    """Return the hearing in which the signed-in expert has not answered yet."""
    expert = session.get(Expert, actor.expert_id) if actor.expert_id else None
    if expert is None or expert.state not in MEMBERS:
        return []
    acts = records.list_acts(session, actor.expert_id or 0)
    hearing = records.open_hearing(session, acts, calendar=calendar)
    if hearing is None or hearing.answers:
        return []
    return [
        Task(
            kind=TaskKind.ANSWER_HEARING,
            subject_id=expert.id or 0,
            title=expert.name,
            code=expert.code,
            since=hearing.opened.at,
            due_on=hearing.until,
            bucket=bucket_of(today, hearing.until, is_mine=True),
            is_late=today > hearing.until,
            is_certain=calendar.is_certain(hearing.until),
        )
    ]


def list_public(session: Session, *, today: date) -> Sequence[Any]:
    """Return who is made public now: office, name, employer, class, profession, until; no more."""
    return session.execute(
        sa.select(
            col(Office.name).label("office"),
            col(Expert.name),
            col(Expert.employer),
            col(Expert.expert_class),
            col(Expert.profession),
            col(Expert.published_until),
        )
        .join(Office, col(Office.id) == col(Expert.office_id))
        .where(col(Expert.state) == ExpertState.PUBLISHED, col(Expert.published_until) >= today)
        .order_by(col(Office.code), col(Expert.published_until), col(Expert.id))
        .limit(MOST)
    ).all()


def list_recommended(session: Session, actor: Actor) -> Sequence[Any]:
    """Return whom the actor's unit recommended: name, profession, state, since; no more."""
    return session.execute(
        sa.select(
            col(Expert.name), col(Expert.expert_class), col(Expert.profession),
            col(Expert.state), col(Expert.created_at),
        )
        .where(
            col(Expert.office_id) == actor.office_id,
            col(Expert.recommended_by_id) == actor.unit_id,
            col(Expert.erased_at).is_(None),
        )
        .order_by(col(Expert.id).desc())
        .limit(MOST)
    ).all()  # fmt: skip


def list_offices(session: Session) -> list[Office]:
    """Return the offices that take applications by the person."""
    if session.exec(select(PoolManualVersion.id)).first() is None:
        return []
    rows = session.exec(select(Office).order_by(col(Office.code)))
    return [row for row in rows if pool_manual_of(session, row.id or 0).admission.self_application]


def find_office(session: Session, code: str) -> Office | None:
    """Return the office with a code, if it takes applications by the person."""
    return next((row for row in list_offices(session) if row.code == code), None)


def list_units(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Return the office's units that may recommend, by name."""
    rows = session.exec(
        select(Unit.id, Unit.name).where(Unit.office_id == actor.office_id).order_by(Unit.name)
    )
    return [(key or 0, name) for key, name in rows]

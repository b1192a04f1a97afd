"""To-do lists: what waits for whom, since when, until when; a fixed number of queries."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, Commitment, GradeProposal, ManualVersion, Measure, Project
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
    CommitmentState,
    ProposalState,
    Role,
)
from riskassess.queries.expert_todo import list_expert_tasks, list_expiring_terms
from riskassess.queries.manuals import manual_by_digest
from riskassess.queries.progress import progress_columns, progress_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 50  # lines of the list
OWN, OTHERS = 50, 15  # rows per source: what I can do, what others do
S = AssessmentState
Clause = sa.ColumnElement[bool]
Source = tuple[Clause, int]


def list_tasks(
    session: Session, actor: Actor, *, now: datetime, calendar: WorkCalendar = WEEKDAYS
) -> list[Task]:
    """Return the actor's to-do list, the most pressing first, at most `MOST` lines.

    Own tasks come before those that wait for others. `calendar` is the published one; each
    manual's own days are laid over it.
    """
    today = now.astimezone(SHANGHAI).date()
    tasks = _case_tasks(session, actor, today=today, calendar=calendar)
    if actor.expert_id is not None and actor.has(Role.EXPERT):
        tasks += list_expert_tasks(session, actor, today=today, calendar=calendar)
    if actor.has(Role.POOL_KEEPER):
        tasks += list_expiring_terms(session, actor, today=today)
    return sorted(tasks, key=_urgency)[:MOST]


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


def _case_tasks(
    session: Session, actor: Actor, *, today: date, calendar: WorkCalendar
) -> list[Task]:
    parties = parties_of(actor)
    rows = _rows(session, actor, parties)
    progress = progress_of(session, rows)
    own = _own_proposals(session, actor, progress)
    tasks = []
    for row in rows:
        manual = manual_by_digest(session, row.digest)
        due, is_certain = due_of(manual, S(row.state), since=row.state_since, calendar=calendar)
        for kind, is_mine in _kinds(progress[row.id], parties):
            tasks.append(
                Task(
                    kind=kind,
                    subject_id=row.id,
                    title=row.title,
                    code=row.code,
                    since=_since(row),
                    due_on=due,
                    bucket=bucket_of(today, due, is_mine=is_mine and row.id not in own),
                    is_late=due is not None and due < today,
                    is_certain=is_certain,
                    count=_count(kind, progress[row.id]),
                    is_own_proposal=row.id in own,
                )
            )
    return tasks


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
        TaskKind.FILL_PANEL: progress.panel_size - progress.seated,
    }
    return counts.get(kind, 0)


def due_of(
    manual: Manual, state: S, *, since: datetime, calendar: WorkCalendar
) -> tuple[date | None, bool]:
    """Return until when the state should last by its clock, and whether that day is certain."""
    clock = manual.clock_of(state)
    if clock is None:
        return None, True
    return _due(clock, manual.holidays, since.astimezone(SHANGHAI).date(), calendar)


@lru_cache(maxsize=4096)  # many assessments enter a state on the same day
def _due(
    clock: Clock, holidays: Holidays, since: date, calendar: WorkCalendar
) -> tuple[date, bool]:
    days = calendar.with_manual(holidays)
    due = due_on(since, clock, days.closed, days.working)
    return due, clock.unit is DayUnit.CALENDAR or days.is_certain(due)


def _kinds(progress: Progress, parties: frozenset[Party]) -> list[tuple[TaskKind, bool]]:
    """Return what I can do here; if that is nothing, the first thing that others do."""
    kinds = next_tasks(progress)
    mine = [(kind, True) for kind in kinds if PARTY_OF[kind] in parties]
    return mine or [(kind, False) for kind in kinds[:1]]


def _rows(session: Session, actor: Actor, parties: frozenset[Party]) -> list[Any]:
    if not parties:
        return []
    given = {"office_id": actor.office_id, "unit_id": actor.unit_id}
    rows = session.execute(_statement(parties), given)
    return list({row.id: row for row in rows}.values())


@lru_cache(maxsize=16)  # building the statement costs more than running it
def _statement(parties: frozenset[Party]) -> Any:
    sources = [source for party in sorted(parties) for source in _sources(party)]
    return sa.union_all(*(sa.select(_part(*source).subquery()) for source in sources))


def _part(where: Clause, most: int) -> sa.Select[Any]:
    return (
        sa.select(
            *progress_columns(),
            col(Assessment.code),
            col(Assessment.state_since),
            col(Project.title),
            col(ManualVersion.digest),
        )
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(ManualVersion, col(ManualVersion.id) == col(Assessment.manual_version_id))
        .where(col(Assessment.office_id) == sa.bindparam("office_id"), where)
        .order_by(col(Assessment.state_since))
        .limit(most)
    )


def _sources(party: Party) -> list[Source]:
    """Return which assessments a party looks at, and how many of each at most."""
    state = col(Assessment.state)
    if party is Party.SPONSOR:
        mine = col(Project.unit_id) == sa.bindparam("unit_id")
        return [(sa.and_(mine, state != S.ARCHIVED), MOST + OTHERS)]
    if party is Party.APPROVER:
        return [(state == S.GRADE_PROPOSED, OWN)]
    if party is Party.ARCHIVIST:
        return [(state == S.CLOSED, OWN)]
    handed_in = col(Assessment.handed_in_at).is_not(None)
    proven, is_open = _measures_are(CommitmentState.PROVEN), _is_open()
    ready = sa.or_(proven, ~is_open)
    return [
        *((state == each, OWN) for each in (S.SUBMITTED, S.IN_REVIEW, S.FILED, S.DECIDED)),
        (sa.and_(state == S.PREPARING, handed_in), OWN),
        (sa.and_(state == S.TRACKING, ready), OWN),
        *((state == each, OTHERS) for each in (S.RETURNED, S.SURVEYING, S.REVISING)),
        *((state == each, OTHERS) for each in (S.GRADE_PROPOSED, S.CLOSED)),
        (sa.and_(state == S.PREPARING, ~handed_in), OTHERS),
        (sa.and_(state == S.TRACKING, ~ready), OTHERS),
    ]


def _measures_are(state: CommitmentState) -> Clause:
    return (
        sa.select(col(Measure.id))
        .join(Commitment, col(Commitment.measure_id) == col(Measure.id))
        .where(
            col(Measure.assessment_id) == col(Assessment.id),
            col(Measure.removed_at).is_(None),
            col(Commitment.state) == state,
        )
        .exists()
    )


def _is_open() -> Clause:
    """Return whether a measure still waits for its proof or check."""
    done = (
        sa.select(col(Commitment.id))
        .where(
            col(Commitment.measure_id) == col(Measure.id),
            col(Commitment.state) == CommitmentState.CONFIRMED,
        )
        .exists()
    )
    return (
        sa.select(col(Measure.id))
        .where(
            col(Measure.assessment_id) == col(Assessment.id),
            col(Measure.removed_at).is_(None),
            ~done,
        )
        .exists()
    )


def _own_proposals(session: Session, actor: Actor, progress: dict[int, Progress]) -> frozenset[int]:
    proposed = [key for key, each in progress.items() if each.state is S.GRADE_PROPOSED]
    if not proposed:
        return frozenset()
    query = sa.select(col(GradeProposal.assessment_id)).where(
        col(GradeProposal.assessment_id).in_(proposed),
        col(GradeProposal.state) == ProposalState.PROPOSED,
        col(GradeProposal.proposed_by_id) == actor.account_id,
    )
    return frozenset(session.scalars(query))

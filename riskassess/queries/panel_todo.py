"""To-do lines of a panel: elect a leader, draft the group opinion, vote, end an overdue vote."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import (
    Assessment,
    GroupOpinion,
    LeaderBallot,
    LeaderVote,
    PanelMember,
    PanelVote,
    Project,
    Review,
)
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import GroupState
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, ReviewState, Role
from riskassess.queries.leaders import AT_WORK
from riskassess.queries.member_recusals import is_recused
from riskassess.queries.pool_manuals import pool_manual_by_id, pool_manual_of

MOST = 50
Query = sa.Select[*tuple[Any, ...]]
_Other = aliased(Review)


def list_panel_tasks(session: Session, actor: Actor, *, now: datetime, today: date) -> list[Task]:
    """Return what waits for the actor in the work of a panel as one; four queries at most.

    An expert's subject is the panel member, the office's the review.
    """
    given = {"office_id": actor.office_id, "expert_id": actor.expert_id or 0}
    tasks: list[Task] = []
    connection = session.connection()
    if actor.expert_id is not None and actor.has(Role.EXPERT):
        tasks += [
            _task(TaskKind.ELECT_LEADER, row, row.opened_at, None, today)
            for row in connection.execute(_to_elect(), given)
        ]
        tasks += [
            _task(TaskKind.DRAFT_OPINION, row, row.started_at or row.closed_at, None, today)
            for row in connection.execute(_to_draft(), given)
        ]
        rows = connection.execute(_to_vote(), given).all()
        tasks += [
            _task(TaskKind.VOTE_OPINION, row, row.put_at, ends.date(), today)
            for row, ends in _terms(session, actor, rows)
            if ends > now
        ]
    if actor.has(Role.CASE_OFFICER):
        rows = connection.execute(_voting(), given).all()
        tasks += [
            _task(TaskKind.END_VOTE, row, ends, None, today)
            for row, ends in _terms(session, actor, rows)
            if ends <= now
        ]
    return tasks


def _terms(session: Session, actor: Actor, rows: Any) -> Iterator[tuple[Any, datetime]]:
    """Return each vote with the moment at which its term is over."""
    for row in rows:
        version = row.pool_manual_version_id
        manual = (
            pool_manual_by_id(session, version)
            if version
            else pool_manual_of(session, actor.office_id)
        )
        yield row, row.put_at + timedelta(days=manual.room.vote.days)


def _task(kind: TaskKind, row: Any, since: datetime, due: date | None, today: date) -> Task:
    return Task(
        kind=kind,
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=since,
        due_on=due,
        bucket=bucket_of(today, due, is_mine=True),
    )


def _newest() -> sa.ColumnElement[bool]:
    """Return whether no later review took its place; a consultation takes no project review's."""
    later = sa.select(col(_Other.id)).where(
        col(_Other.assessment_id) == col(Review.assessment_id),
        col(_Other.number) > col(Review.number),
        col(_Other.kind).in_([col(Review.kind), ReviewKind.PROJECT_REVIEW]),
    )
    return ~later.exists()


def _own(*columns: Any) -> Query:
    """Return the actor's seats in rooms whose assessment is in review."""
    return (
        sa.select(col(PanelMember.id), col(Project.title), col(Assessment.code), *columns)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(PanelMember.expert_id) == sa.bindparam("expert_id"),
            col(PanelMember.office_id) == sa.bindparam("office_id"),
            col(Assessment.state) == AssessmentState.IN_REVIEW,
            col(Review.pool_manual_version_id).is_not(None),
            _newest(),
            ~is_recused(PanelMember),
        )
        .limit(MOST)
    )


@cache
def _to_elect() -> Query:
    leader = aliased(PanelMember)
    is_over = col(Review.state) == ReviewState.CLOSED
    led = sa.select(col(leader.id)).where(
        col(leader.review_id) == col(Review.id),
        col(leader.is_leader),
        sa.or_(
            col(leader.state) == MemberState.SUBMITTED,
            sa.and_(~is_over, col(leader.state).in_(AT_WORK)),
        ),
        ~is_recused(leader),
    )
    ended = (
        sa.select(sa.func.count(col(LeaderBallot.id)))
        .where(col(LeaderBallot.review_id) == col(Review.id))
        .correlate(Review)
        .scalar_subquery()
    )
    voted = sa.select(col(LeaderVote.id)).where(
        col(LeaderVote.review_id) == col(Review.id),
        col(LeaderVote.member_id) == col(PanelMember.id),
        col(LeaderVote.ballot) == ended + 1,
    )
    may = sa.or_(
        col(PanelMember.state) == MemberState.SUBMITTED,
        sa.and_(~is_over, col(PanelMember.state) == MemberState.READY),
    )
    return _own(col(Review.opened_at)).where(
        may, ~led.correlate(Review).exists(), ~voted.correlate(Review, PanelMember).exists()
    )


@cache
def _to_draft() -> Query:
    done = (
        sa.select(col(GroupOpinion.id))
        .where(
            col(GroupOpinion.review_id) == col(Review.id),
            col(GroupOpinion.state).in_([GroupState.VOTING, GroupState.FINAL]),
        )
        .correlate(Review)
        .exists()
    )
    started = (
        sa.select(sa.func.max(col(GroupOpinion.started_at)))
        .where(col(GroupOpinion.review_id) == col(Review.id))
        .correlate(Review)
        .scalar_subquery()
    )
    return _own(col(Review.closed_at), started.label("started_at")).where(
        col(PanelMember.is_leader),
        col(PanelMember.state) == MemberState.SUBMITTED,
        col(Review.state) == ReviewState.CLOSED,
        ~done,
    )


@cache
def _to_vote() -> Query:
    voted = (
        sa.select(col(PanelVote.id))
        .where(
            col(PanelVote.group_opinion_id) == col(GroupOpinion.id),
            col(PanelVote.member_id) == col(PanelMember.id),
        )
        .correlate(GroupOpinion, PanelMember)
        .exists()
    )
    return (
        _own(col(GroupOpinion.put_at), col(Review.pool_manual_version_id))
        .join(GroupOpinion, col(GroupOpinion.review_id) == col(Review.id))
        .where(
            col(GroupOpinion.state) == GroupState.VOTING,
            col(PanelMember.state) == MemberState.SUBMITTED,
            ~voted,
        )
    )


@cache
def _voting() -> Query:
    return (
        sa.select(
            col(Review.id), col(Project.title), col(Assessment.code), col(GroupOpinion.put_at),
            col(Review.pool_manual_version_id),
        )
        .join(GroupOpinion, col(GroupOpinion.review_id) == col(Review.id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(Review.office_id) == sa.bindparam("office_id"),
            col(Assessment.state) == AssessmentState.IN_REVIEW,
            col(GroupOpinion.state) == GroupState.VOTING,
        )
        .limit(MOST)
    )  # fmt: skip

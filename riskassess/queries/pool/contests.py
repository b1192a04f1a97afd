"""Objections of experts against having been left out of draws."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import ContestState, ExclusionReason
from models import Assessment, Contest, Draw, Exclusion, Expert, Project
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.queries.pages import ListPage, read_page
from riskassess.queries.pool.exclusions import SEALED


def list_contests(
    session: Session, actor: Actor, *, state: ContestState | None = None, page: int = 1
) -> ListPage:
    """Return one page of the office's contests, open ones first, then the newest.

    Rows: id, code, name, title, reasons, state, raised_at.
    """
    query = (
        sa.select(
            col(Contest.id),
            col(Expert.code),
            col(Expert.name),
            col(Project.title),
            col(Contest.reasons),
            col(Contest.state),
            col(Contest.raised_at),
        )
        .join(Expert, col(Expert.id) == col(Contest.expert_id))
        .join(Assessment, col(Assessment.id) == col(Contest.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(Contest.office_id) == actor.office_id)
        .order_by(
            sa.case((col(Contest.state) == ContestState.OPEN, 0), else_=1),
            col(Contest.raised_at).desc(),
            col(Contest.id).desc(),
        )
    )
    if state is not None:
        query = query.where(col(Contest.state) == state)
    return read_page(session, query, page=page)


def list_contest_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return the open contests as lines of the pool keeper's to-do list; one query."""
    return [
        Task(
            kind=TaskKind.DECIDE_CONTEST,
            subject_id=row.id,
            title=f"{row.title} · {row.name}",
            code=row.code,
            since=row.raised_at,
            due_on=None,
            bucket=bucket_of(today, None, is_mine=True),
        )
        for row in list_contests(session, actor, state=ContestState.OPEN).rows
    ]


def get_contest(session: Session, contest_id: int, *, actor: Actor) -> Contest:
    """Return a contest of the actor's office; raises NotFound."""
    contest = session.get(Contest, contest_id)
    if contest is None or contest.office_id != actor.office_id:
        raise NotFound("not_found", where=f"contest:{contest_id}")
    return contest


def contested(session: Session, contest: Contest) -> Any:
    """Return who contests what. Row: expert_id, code, name, employer, title, assessment."""
    return session.execute(
        sa.select(
            col(Expert.id).label("expert_id"),
            col(Expert.code),
            col(Expert.name),
            col(Expert.employer),
            col(Project.title),
            col(Assessment.code).label("assessment"),
        )
        .select_from(Contest)
        .join(Expert, col(Expert.id) == col(Contest.expert_id))
        .join(Assessment, col(Assessment.id) == col(Contest.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(Contest.id) == contest.id)
    ).one()


def list_own_contests(
    session: Session, expert_id: int, *, assessment_id: int | None = None
) -> list[Contest]:
    """Return an expert's contests, the newest first."""
    query = select(Contest).where(Contest.expert_id == expert_id).order_by(col(Contest.id).desc())
    if assessment_id is not None:
        query = query.where(Contest.assessment_id == assessment_id)
    return list(session.exec(query))


def newest_exclusions(session: Session, expert_id: int, assessment_id: int) -> Sequence[Exclusion]:
    """Return what kept an expert from the newest announced draw of an assessment; maybe nothing."""
    newest = session.scalar(
        sa.select(sa.func.max(col(Exclusion.draw_id))).where(
            col(Exclusion.expert_id) == expert_id,
            col(Exclusion.assessment_id) == assessment_id,
            col(Exclusion.reason).not_in(SEALED),
        )
    )
    if newest is None:
        return ()
    query = select(Exclusion).where(
        Exclusion.expert_id == expert_id,
        Exclusion.draw_id == newest,
        col(Exclusion.reason).not_in(SEALED),
    )
    return session.exec(query.order_by(col(Exclusion.id))).all()


def announced_case(session: Session, expert_id: int, assessment_id: int) -> Any:
    """Return the assessment that an expert was left out of; raises NotFound for any other.

    Row: id, office_id, code, title, announced_at.
    """
    row = session.execute(
        sa.select(
            col(Assessment.id),
            col(Assessment.office_id),
            col(Assessment.code),
            col(Project.title),
            sa.func.max(col(Draw.announced_at)).label("announced_at"),
        )
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(Exclusion, col(Exclusion.assessment_id) == col(Assessment.id))
        .join(Draw, col(Draw.id) == col(Exclusion.draw_id))
        .where(
            col(Exclusion.expert_id) == expert_id,
            col(Assessment.id) == assessment_id,
            col(Exclusion.reason).not_in(SEALED),
        )
        .group_by(
            col(Assessment.id), col(Assessment.office_id), col(Assessment.code), col(Project.title)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", where=f"assessment:{assessment_id}")
    return row


def reasons_of(rows: Sequence[Exclusion]) -> tuple[ExclusionReason, ...]:
    """Return the reasons of rows, each once."""
    return tuple(dict.fromkeys(row.reason for row in rows))

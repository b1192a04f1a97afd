"""What a consultation has for its experts beside their sheets: feedback to read, a live meeting."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from models import Assessment, PanelMember, Project, Review, ReviewRound, Sheet
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RoundKind, RoundState, RoundWay
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import MemberState, ReviewKind, ReviewState, SheetState

MOST = 20


def list_consultation_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return the feedback of closed rounds until the next one opens, and the open live rounds.

    The subject is the panel member.
    """
    return [
        _task(row, today=today)
        for query in (_told(actor), _live(actor))
        for row in session.execute(query)
    ]


def _of_newest_round(actor: Actor, kind: TaskKind, since: Any) -> sa.Select[Any]:
    other = SQLModel.metadata.tables["review_round"].alias()
    newest = (
        sa.select(sa.func.max(other.c.number))
        .where(other.c.review_id == col(Review.id))
        .scalar_subquery()
    )
    return (
        sa.select(
            col(PanelMember.id),
            col(Review.due_on),
            col(Assessment.code),
            col(Project.title),
            since.label("since"),
            sa.literal(kind.value).label("kind"),
        )
        .select_from(PanelMember)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(
            ReviewRound,
            sa.and_(
                col(ReviewRound.review_id) == col(Review.id), col(ReviewRound.number) == newest
            ),
        )
        .where(
            col(PanelMember.expert_id) == actor.expert_id,
            col(PanelMember.office_id) == actor.office_id,
            col(Review.state) != ReviewState.CLOSED,
            col(Review.kind) == ReviewKind.EXPERT_CONSULTATION,
            col(ReviewRound.kind) == RoundKind.SCORING,
        )
        .order_by(col(Review.id))
        .limit(MOST)
    )


def _told(actor: Actor) -> sa.Select[Any]:
    """Return the closed rounds whose feedback is to be read: of who handed in a sheet."""
    query = _of_newest_round(actor, TaskKind.READ_FEEDBACK, col(ReviewRound.closed_at))
    return query.join(
        Sheet,
        sa.and_(
            col(Sheet.round_id) == col(ReviewRound.id),
            col(Sheet.member_id) == col(PanelMember.id),
            col(Sheet.state) == SheetState.SUBMITTED,
        ),
    ).where(
        col(ReviewRound.state) == RoundState.CLOSED,
        col(PanelMember.state) == MemberState.SUBMITTED,
    )


def _live(actor: Actor) -> sa.Select[Any]:
    query = _of_newest_round(actor, TaskKind.JOIN_MEETING, col(ReviewRound.opened_at))
    return query.where(
        col(ReviewRound.state) == RoundState.OPEN,
        col(ReviewRound.way) == RoundWay.LIVE,
        col(PanelMember.state) == MemberState.READY,
    )


def _task(row: Any, *, today: date) -> Task:
    kind = TaskKind(row.kind)
    due = row.due_on if kind is TaskKind.JOIN_MEETING else None  # feedback has no clock of its own
    return Task(
        kind=kind, subject_id=row.id, title=row.title, code=row.code, since=row.since, due_on=due,
        bucket=bucket_of(today, due, is_mine=True), is_late=due is not None and due < today,
    )  # fmt: skip

"""To-do lines of experts whom the office asks whether a submitted sheet may be worked on again."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, PanelMember, Project, Review, ReviewRound, Sheet, SheetReopening
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.tasks import Task, TaskKind, bucket_of

MOST = 50


def list_reopening_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return the unanswered requests to the actor in open rounds; the subject is the member."""
    query = (
        sa.select(
            col(PanelMember.id), col(SheetReopening.asked_at), col(Review.due_on),
            col(Assessment.code), col(Project.title),
        )
        .select_from(SheetReopening)
        .join(Sheet, col(Sheet.id) == col(SheetReopening.sheet_id))
        .join(ReviewRound, col(ReviewRound.id) == col(Sheet.round_id))
        .join(PanelMember, col(PanelMember.id) == col(Sheet.member_id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(PanelMember.expert_id) == actor.expert_id,
            col(PanelMember.office_id) == actor.office_id,
            col(SheetReopening.is_granted).is_(None),
            col(ReviewRound.state) == RoundState.OPEN,
        )
        .order_by(col(SheetReopening.id))
        .limit(MOST)
    )  # fmt: skip
    return [
        Task(
            kind=TaskKind.ANSWER_REOPENING,
            subject_id=member_id,
            title=title,
            code=code,
            since=asked_at,
            due_on=due_on,
            bucket=bucket_of(today, due_on, is_mine=True),
            is_late=due_on < today,
        )
        for member_id, asked_at, due_on, code, title in session.execute(query)
    ]

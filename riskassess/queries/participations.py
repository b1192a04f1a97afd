"""How often an expert was asked, and for which reviews; a panel at work is not for everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, Expert, PanelMember, Project, Review
from riskassess.domain.vocabulary import MemberState, ReviewState

OPEN_TASKS = (MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY)


def count_load(
    session: Session, expert_id: int, *, year_begins: datetime, only_closed: bool = False
) -> dict[str, int]:
    """Return how many tasks are open, and to how many the expert was invited this year.

    `only_closed`: of closed reviews alone, for who may not know a panel that still works.
    """
    tasks = sa.select(sa.func.count()).where(col(PanelMember.expert_id) == expert_id)
    if only_closed:
        closed = sa.select(col(Review.id)).where(col(Review.state) == ReviewState.CLOSED)
        tasks = tasks.where(col(PanelMember.review_id).in_(closed))
    review = sa.select(col(Review.id)).where(col(Review.state) != ReviewState.CLOSED)
    is_open = (col(PanelMember.state).in_(OPEN_TASKS), col(PanelMember.review_id).in_(review))
    this_year = col(PanelMember.invited_at) >= year_begins
    submitted = col(PanelMember.state) == MemberState.SUBMITTED
    wanted = {
        "open": tasks.where(*is_open),
        "year": tasks.where(this_year),
        "submitted": tasks.where(this_year, submitted),
        "declined": tasks.where(this_year, col(PanelMember.state) == MemberState.DECLINED),
    }
    return {name: session.execute(query).scalar_one() for name, query in wanted.items()}


def list_participations(
    session: Session, expert: Expert, *, only_closed: bool = False
) -> Sequence[Any]:
    """Return the reviews an expert was drawn for, newest first, without any score.

    `only_closed`: for who may not know a panel that still works.

    Rows: id (of the assessment), title, code, kind, number, opened_at, state (of the member).
    """
    query = (
        sa.select(
            col(Assessment.id),
            col(Project.title),
            col(Assessment.code),
            col(Review.kind),
            col(Review.number),
            col(Review.opened_at),
            col(PanelMember.state),
        )
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(PanelMember.expert_id) == expert.id)
        .order_by(col(PanelMember.id).desc())
    )
    if only_closed:
        query = query.where(col(Review.state) == ReviewState.CLOSED)
    return session.execute(query).all()

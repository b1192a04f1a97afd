"""The expert pool as the office reads it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import ExpertState
from models import Assessment, Expert, PanelMember, Project, Review
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.queries.pages import ListPage, Query, read_page


def list_experts(
    session: Session,
    actor: Actor,
    *,
    expert_class: str = "",
    profession: str = "",
    state: ExpertState | None = None,
    words: str = "",
    page: int = 1,
) -> ListPage:
    """Return one page of the office's pool, by number; no address, no telephone.

    Rows: id, code, name, expert_class, profession, title, employer, state, term_until.
    """
    where = []
    if state:
        where.append(col(Expert.state) == state)
    if expert_class:
        where.append(col(Expert.expert_class) == expert_class)
    if profession:
        where.append(col(Expert.profession) == profession)
    where += [
        sa.or_(
            col(Expert.name).icontains(word, autoescape=True),
            col(Expert.code).icontains(word, autoescape=True),
            col(Expert.employer).icontains(word, autoescape=True),
        )
        for word in words.split()
    ]
    query = _pool().where(*where) if where else _pool()
    return read_page(session, query, {"office_id": actor.office_id}, page=page)


@cache
def _pool() -> Query:
    return (
        sa.select(
            col(Expert.id),
            col(Expert.code),
            col(Expert.name),
            col(Expert.expert_class),
            col(Expert.profession),
            col(Expert.title),
            col(Expert.employer),
            col(Expert.state),
            col(Expert.term_until),
        )
        .where(col(Expert.office_id) == sa.bindparam("office_id"))
        .order_by(col(Expert.code))
    )


def get_expert(session: Session, expert_id: int, *, actor: Actor) -> Expert:
    """Return an expert of the actor's office; raises NotFound."""
    expert = session.get(Expert, expert_id)
    if expert is None or expert.office_id != actor.office_id:
        raise NotFound("not_found", where=f"expert:{expert_id}")
    return expert


def list_participations(session: Session, expert: Expert) -> Sequence[Any]:
    """Return the reviews an expert was drawn for, newest first, without any score.

    Rows: id (of the assessment), title, code, kind, number, opened_at, state (of the member).
    """
    return session.execute(
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
    ).all()

"""Texts for proposals by likeness: a project's own, and what experts say they know."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import ExpertState
from models import Expert, Factor
from riskassess.domain.manual.catalogue import FieldType
from riskassess.queries.assessments import Case
from riskassess.queries.projects import details_of


def list_factor_names(session: Session, case: Case) -> list[str]:
    """Return the names of the case's factors in their order."""
    query = (
        sa.select(col(Factor.name))
        .where(col(Factor.assessment_id) == case.id, col(Factor.removed_at).is_(None))
        .order_by(col(Factor.position), col(Factor.id))
    )
    return list(session.execute(query).scalars())


def list_outline(case: Case) -> list[str]:
    """Return what the project says of itself: outline, place, and the texts among its fields."""
    given = details_of(case.project)
    texts = [
        str(given.get(field.key) or "")
        for field in case.manual.kind(case.project.kind).fields
        if field.type_ is FieldType.TEXT
    ]
    return [text for text in (case.project.outline, *texts) if text]


def list_knowing(
    session: Session, *, office_id: int, professions: Collection[str]
) -> Sequence[Any]:
    """Return active experts of some professions, by number.

    Rows: id, code, name, profession, specialities, title, employer.
    """
    return session.execute(
        sa.select(
            col(Expert.id),
            col(Expert.code),
            col(Expert.name),
            col(Expert.profession),
            col(Expert.specialities),
            col(Expert.title),
            col(Expert.employer),
        )
        .where(
            col(Expert.office_id) == office_id,
            col(Expert.state) == ExpertState.ACTIVE,
            col(Expert.profession).in_(professions),
        )
        .order_by(col(Expert.code))
    ).all()

"""Reviews at work, who still waits to score there, and their units: what may have changed since."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import ContestState, ExclusionReason, RecusalGround
from models import (
    Account,
    Assessment,
    Contest,
    Expert,
    PanelMember,
    Project,
    Recusal,
    Review,
    Unit,
)
from riskassess.domain.review_policy import WAITED_FOR
from riskassess.domain.vocabulary import MemberState, ReviewState
from riskassess.queries.pages import Query
from riskassess.queries.pool.exclusions import employments_since, read_reasons

# Whoever has submitted stays; a reserve may move up any day.
WATCHED = WAITED_FOR | {MemberState.RESERVE}
# A case with its units, as near names and exclusions are asked about.
CASE_UNITS: tuple[Any, ...] = (
    col(Assessment.id).label("assessment_id"),
    col(Assessment.code).label("assessment_code"),
    col(Project.title),
    col(Unit.id).label("owner_id"),
    col(Unit.name).label("owner"),
    col(Assessment.institution),
    col(Assessment.assessment_subject).label("subject"),
)


def list_seated(
    session: Session, office_id: int, *, assessment_id: int | None = None
) -> Sequence[Any]:
    """Return the seats of open reviews whose experts are not recused, by assessment and code.

    Rows: assessment_id, assessment_code, title, owner_id, owner, institution, subject, expert_id,
    code, employer, unit_id.
    """
    query: Query = (
        sa.select(
            *CASE_UNITS,
            col(Expert.id).label("expert_id"),
            col(Expert.code),
            col(Expert.employer),
            col(Expert.unit_id),
        )
        .select_from(PanelMember)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(Unit, col(Unit.id) == col(Project.unit_id))
        .join(Expert, col(Expert.id) == col(PanelMember.expert_id))
        .where(*_at_work(office_id), ~_is_recused())
        .order_by(col(Assessment.id), col(Expert.code))
    )
    if assessment_id is not None:
        query = query.where(col(Assessment.id) == assessment_id)
    return session.execute(query).all()


def list_reviewed(
    session: Session, office_id: int, *, assessment_id: int | None = None
) -> Sequence[Any]:
    """Return the assessments with an open review, by id, whoever sits there.

    Rows: assessment_id, assessment_code, title, owner_id, owner, institution, subject, due_on.
    """
    query: Query = (
        sa.select(*CASE_UNITS, col(Review.due_on))
        .select_from(Review)
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(Unit, col(Unit.id) == col(Project.unit_id))
        .where(col(Review.office_id) == office_id, col(Review.state) != ReviewState.CLOSED)
        .order_by(col(Assessment.id), col(Review.id))
    )
    if assessment_id is not None:
        query = query.where(col(Assessment.id) == assessment_id)
    rows = session.execute(query).all()
    return list({row.assessment_id: row for row in rows}.values())  # the newest review of each


def _at_work(office_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Review.office_id) == office_id,
        col(Review.state) != ReviewState.CLOSED,
        col(PanelMember.state).in_(list(WATCHED)),
    )


def _is_recused() -> sa.ColumnElement[bool]:
    return (
        sa.select(col(Recusal.id))
        .where(
            col(Recusal.assessment_id) == col(Review.assessment_id),
            col(Recusal.expert_id) == col(PanelMember.expert_id),
        )
        .exists()
    )


def list_seated_employments(session: Session, office_id: int, *, since: date) -> Sequence[Any]:
    """Return what the experts of these seats were to units since a day, that day included.

    Rows: code, relation, employer, unit_id, from_on, until_on.
    """
    seated = (
        sa.select(col(PanelMember.expert_id))
        .select_from(PanelMember)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(*_at_work(office_id))
    )
    return session.execute(employments_since(since).where(col(Expert.id).in_(seated))).all()


def grounds_by_case(
    session: Session, assessment_ids: Collection[int]
) -> Mapping[int, Sequence[tuple[str, RecusalGround, bool]]]:
    """Return the recusals by assessment: code, ground, whether the own account recorded it."""
    rows = session.execute(
        sa.select(
            col(Recusal.assessment_id),
            col(Expert.code),
            col(Recusal.ground),
            (col(Account.expert_id) == col(Expert.id)).is_(sa.true()),
        )
        .join(Expert, col(Expert.id) == col(Recusal.expert_id))
        .outerjoin(Account, col(Account.id) == col(Recusal.recorded_by_id))
        .where(col(Recusal.assessment_id).in_(assessment_ids))
        .order_by(col(Recusal.id))
    )
    found: defaultdict[int, list[tuple[str, RecusalGround, bool]]] = defaultdict(list)
    for assessment_id, code, ground, by_self in rows:
        found[assessment_id].append((code, ground, by_self))
    return found


def lifted_by_case(
    session: Session, assessment_ids: Collection[int]
) -> Mapping[tuple[int, str], frozenset[ExclusionReason]]:
    """Return the reasons that decided contests took away, by assessment and expert's code."""
    rows = session.execute(
        sa.select(col(Contest.assessment_id), col(Expert.code), col(Contest.reasons))
        .join(Expert, col(Expert.id) == col(Contest.expert_id))
        .where(
            col(Contest.assessment_id).in_(assessment_ids),
            col(Contest.state) == ContestState.LIFTED,
        )
    )
    found: defaultdict[tuple[int, str], frozenset[ExclusionReason]] = defaultdict(frozenset)
    for assessment_id, code, reasons in rows:
        found[assessment_id, code] |= frozenset(read_reasons(reasons))
    return found

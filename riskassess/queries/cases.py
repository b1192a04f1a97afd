"""What the office asks about its assessments: list, history, single documents, recusals."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Account,
    Assessment,
    DecisionRecord,
    Document,
    Expert,
    Project,
    Recusal,
    Transition,
    Unit,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.lifecycle import PHASE_OF
from riskassess.domain.vocabulary import AssessmentState, Group, Phase
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.pages import ListPage, Query, read_page


def get_office_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    """Return a case of the actor's own office; raises NotFound."""
    if Group.OFFICE not in actor.groups:
        raise NotFound("not_found", where="assessment")
    return get_case(session, assessment_id, actor=actor)


def list_cases(
    session: Session,
    actor: Actor,
    *,
    state: AssessmentState | None = None,
    phase: Phase | None = None,
    kind: str = "",
    words: str = "",
    page: int = 1,
) -> ListPage:
    """Return one page of what was submitted to the office, newest first; no drafts.

    With a state or phase the longest standing come first. `words` are looked for in title and code.
    Rows: id, code, title, kind, unit, state, state_since.
    """
    states = [state] if state else [each for each, its in PHASE_OF.items() if its is phase]
    where: list[sa.ColumnElement[bool]] = []
    if states:
        where.append(col(Assessment.state).in_(states))
    if kind:
        where.append(col(Project.kind) == kind)
    where += [_holds(word) for word in words.split()]
    query, counted = _all_cases(), _all_case_ids()
    if where:
        query = counted = query.where(*where)
    if states:
        query = query.order_by(None).order_by(
            col(Assessment.state_since), col(Assessment.id).desc()
        )
    return read_page(session, query, {"office_id": actor.office_id}, page=page, counted=counted)


@cache
def _all_cases() -> Query:
    return (
        sa.select(
            col(Assessment.id),
            col(Assessment.code),
            col(Project.title),
            col(Project.kind),
            col(Unit.name).label("unit"),
            col(Assessment.state),
            col(Assessment.state_since),
        )
        .select_from(Assessment)
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(Unit, col(Unit.id) == col(Project.unit_id))
        .where(col(Assessment.office_id) == sa.bindparam("office_id"), _was_submitted())
        .order_by(col(Assessment.id).desc())
    )


@cache
def _all_case_ids() -> Query:
    return sa.select(col(Assessment.id)).where(
        col(Assessment.office_id) == sa.bindparam("office_id"), _was_submitted()
    )


def _was_submitted() -> sa.ColumnElement[bool]:
    """Return the condition that hides drafts: they are their sponsor's alone until submitted."""
    return col(Assessment.state) != AssessmentState.DRAFT


def _holds(word: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        col(Project.title).icontains(word, autoescape=True),
        col(Assessment.code).icontains(word, autoescape=True),
    )


def list_history(session: Session, case: Case) -> Sequence[Any]:
    """Return every step of the case, newest first.

    Rows: action, before, after, reason, at, actor.
    """
    return session.execute(
        sa.select(
            col(Transition.action),
            col(Transition.before),
            col(Transition.after),
            col(Transition.reason),
            col(Transition.at),
            col(Account.display_name).label("actor"),
        )
        .outerjoin(Account, col(Account.id) == col(Transition.actor_id))
        .where(col(Transition.assessment_id) == case.id)
        .order_by(col(Transition.id).desc())
    ).all()


def get_office_document(session: Session, case: Case, document_id: int) -> Document:
    """Return a document of the case, also an older one; raises NotFound."""
    document = session.get(Document, document_id)
    if document is None or document.assessment_id != case.id:
        raise NotFound("not_found", where=f"document:{document_id}")
    return document


def find_decision(session: Session, case: Case) -> DecisionRecord | None:
    """Return the recorded decision, or None."""
    return session.exec(
        select(DecisionRecord).where(DecisionRecord.assessment_id == case.id)
    ).one_or_none()


def list_recusals(session: Session, case: Case) -> Sequence[Any]:
    """Return who takes no part in this assessment: rows of code, name, ground, note, day."""
    return session.execute(
        sa.select(
            col(Expert.id),
            col(Expert.code),
            col(Expert.name),
            col(Recusal.ground),
            col(Recusal.note),
            col(Recusal.recorded_at),
        )
        .join(Expert, col(Expert.id) == col(Recusal.expert_id))
        .where(col(Recusal.assessment_id) == case.id)
        .order_by(col(Recusal.id))
    ).all()


def unit_name(session: Session, case: Case) -> str:
    """Return the name of the project's unit."""
    return session.get_one(Unit, case.project.unit_id).name

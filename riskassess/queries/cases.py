"""What the office asks about its assessments: list, history, single documents, recusals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from riskassess.queries.pages import PAGE_SIZE, ListPage, Query, read_page

MOST_WORDS = 5


def get_office_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    """Return a case of the actor's own office; raises NotFound."""
    if Group.OFFICE not in actor.groups:
        raise NotFound("not_found", where="assessment")
    return get_case(session, assessment_id, actor=actor)


@dataclass(frozen=True)
class CaseFilter:
    """What a list of assessments is asked for; nothing asked is all that the reader may see.

    `own` is the sponsor's list: the own unit's with drafts, instead of what was submitted to the
    office. `order` is `since` or `code`, with a minus before it for the other way; empty the newest
    first, or with a state or phase those that stand longest in it.
    """

    state: AssessmentState | None = None
    phase: Phase | None = None
    kind: str = ""
    words: str = ""
    project_id: int | None = None
    order: str = ""
    own: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for."""
        return replace(self, order="", own=False) != CaseFilter()

    @property
    def states(self) -> list[AssessmentState]:
        """The states asked for; empty when it is any."""
        if self.state:
            return [self.state]
        return [each for each, its in PHASE_OF.items() if its is self.phase]


def list_cases(
    session: Session,
    actor: Actor,
    wanted: CaseFilter = CaseFilter(),
    *,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> ListPage:
    """Return one page of assessments; `words` are looked for in title and code.

    Rows: id, code, title, kind, unit, state, state_since.
    """
    where = _conditions(wanted)
    query, counted = _all_cases(own=wanted.own), _all_case_ids(own=wanted.own)
    if where:
        query = counted = query.where(*where)
    if order := _order(wanted):
        query = query.order_by(None).order_by(*order)
    values = {"office_id": actor.office_id, "unit_id": actor.unit_id}
    given = values if wanted.own else {"office_id": actor.office_id}
    return read_page(session, query, given, page=page, size=size, counted=counted)


def _conditions(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        where.append(col(Assessment.state).in_(wanted.states))
    if wanted.kind:
        where.append(col(Project.kind) == wanted.kind)
    if wanted.project_id is not None:
        where.append(col(Assessment.project_id) == wanted.project_id)
    return where + [_holds(word) for word in wanted.words.split()[:MOST_WORDS]]


def _order(wanted: CaseFilter) -> tuple[Any, ...]:
    since, key = col(Assessment.state_since), col(Assessment.id)
    orders: dict[str, tuple[Any, ...]] = {
        "since": (since, key.desc()),
        "-since": (since.desc(), key.desc()),
        "code": (key,),
        "-code": (key.desc(),),
    }
    return orders.get(wanted.order, orders["since"] if wanted.states else ())


@cache
def _all_cases(*, own: bool = False) -> Query:
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
        .where(*_may_see(own=own))
        .order_by(col(Assessment.id).desc())
    )


@cache
def _all_case_ids(*, own: bool = False) -> Query:
    query = sa.select(col(Assessment.id))
    if own:
        query = query.join(Project, col(Project.id) == col(Assessment.project_id))
    return query.where(*_may_see(own=own))


def _may_see(*, own: bool) -> tuple[sa.ColumnElement[bool], ...]:
    """Return whose assessments are listed; drafts are their sponsor's alone until submitted."""
    office = col(Assessment.office_id) == sa.bindparam("office_id")
    if own:
        return office, col(Project.unit_id) == sa.bindparam("unit_id")
    return office, col(Assessment.state) != AssessmentState.DRAFT


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

"""Questions about dossiers: the list, the page of one, and what it still lacks."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Assessment,
    Document,
    Dossier,
    GradeProposal,
    GradeResult,
    Job,
    Project,
    Transition,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import DocumentRule, Manual
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    DossierState,
    ProposalState,
    RiskGrade,
    Role,
)
from riskassess.queries.assessments import Case, get_case, list_documents
from riskassess.queries.checklists import document_facts
from riskassess.queries.jobs import find_newest_job
from riskassess.queries.pages import ListPage, Query, read_page

JOB_KIND = "build_dossier"
# What comes after the approval can still be brought; what came before is under the fingerprint.
LATER = frozenset({AssessmentState.DECIDED, AssessmentState.CLOSED})
DONE = frozenset({AssessmentState.CLOSED, AssessmentState.ARCHIVED})
LIVING = tuple(state for state in AssessmentState if state not in DONE)
READERS = (Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR)


@dataclass(frozen=True)
class Paper:
    """A document that the dossier should hold: code, item of the kind, name."""

    code: str
    item: str
    name: str
    can_be_added: bool

    @property
    def text(self) -> str:
        """Return code and name as one text."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class DossierView:
    """Everything the dossier page of an assessment shows."""

    case: Case
    dossier: Dossier | None
    job: Job | None
    missing: tuple[Paper, ...]
    documents: list[Document]
    result: GradeResult | None
    shortest: int | None
    """Years that the manual asks for; None means for ever."""


def list_dossiers(session: Session, actor: Actor, *, page: int = 1) -> ListPage:
    """Return one page of the office's dossiers and of cases that wait for theirs, newest first.

    Rows: assessment_id, code, title, is_demonstration, number, state, retention, sealed_at.
    """
    return read_page(
        session, _dossiers(), {"office_id": actor.office_id}, page=page, counted=_done_cases()
    )


@cache
def _dossiers() -> Query:
    return (
        sa.select(
            col(Assessment.id).label("assessment_id"),
            col(Assessment.code),
            col(Project.title),
            col(Project.is_demonstration),
            col(Dossier.number),
            col(Dossier.state),
            col(Dossier.retention),
            col(Dossier.sealed_at),
        )
        .select_from(Assessment)
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .outerjoin(Dossier, col(Dossier.assessment_id) == col(Assessment.id))
        .where(*_is_done())
        .order_by(col(Assessment.state_since).desc(), col(Assessment.id).desc())
    )


@cache
def _done_cases() -> Query:
    return sa.select(col(Assessment.id)).where(*_is_done())


def _is_done() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Assessment.office_id) == sa.bindparam("office_id"),
        # not "in": that would read all of them to sort them, instead of the newest in their order
        col(Assessment.state).not_in(LIVING),
    )


def list_built(session: Session) -> list[tuple[int, str, DossierState]]:
    """Return assessment, number and state of every dossier, oldest first."""
    rows = session.execute(
        sa.select(col(Dossier.assessment_id), col(Dossier.number), col(Dossier.state)).order_by(
            col(Dossier.id)
        )
    )
    return [(assessment_id, number, state) for assessment_id, number, state in rows]


@dataclass(frozen=True)
class Build:
    """How far a dossier has come: number, state, its newest job and what went wrong there."""

    number: str
    state: DossierState
    job_id: int
    error: str


def get_build(session: Session, assessment_id: int) -> Build:
    """Return the dossier that was asked for of an assessment; raises NotFound."""
    dossier = find_dossier(session, assessment_id)
    if dossier is None:
        raise NotFound("not_found", where=f"dossier:{assessment_id}")
    job = find_newest_job(session, kind=JOB_KIND, subject_id=row_id(dossier))
    if job is None:
        raise NotFound("not_found", where=f"dossier:{assessment_id}")
    return Build(dossier.number, dossier.state, row_id(job), job.error)


def get_dossier_view(session: Session, assessment_id: int, *, actor: Actor) -> DossierView:
    """Return what the dossier page shows; raises NotFound."""
    case = get_case(session, assessment_id, actor=actor)
    dossier = find_dossier(session, case.id)
    result = approved_result(session, case.id)
    grade = result.initial_grade if result else None
    return DossierView(
        case=case,
        dossier=dossier,
        job=find_newest_job(session, kind=JOB_KIND, subject_id=dossier.id or 0)
        if dossier
        else None,
        missing=missing_papers(session, case, grade=grade),
        documents=list_documents(session, case.id),
        result=result,
        shortest=shortest_retention(case.manual, grade),
    )


def find_dossier(session: Session, assessment_id: int) -> Dossier | None:
    """Return the assessment's dossier, or None."""
    return session.exec(select(Dossier).where(Dossier.assessment_id == assessment_id)).one_or_none()


def get_sealed(session: Session, assessment_id: int, *, actor: Actor) -> Dossier:
    """Return a sealed dossier that the actor may download; raises NotFound."""
    case = get_case(session, assessment_id, actor=actor)
    dossier = find_dossier(session, case.id)
    if dossier is None or dossier.state is not DossierState.SEALED or not actor.has(*READERS):
        raise NotFound("not_found", where=f"dossier:{assessment_id}")
    return dossier


def approved_result(session: Session, assessment_id: int) -> GradeResult | None:
    """Return the result that was approved, or None."""
    return session.exec(
        select(GradeResult)
        .join(GradeProposal, col(GradeProposal.grade_result_id) == col(GradeResult.id))
        .where(
            GradeProposal.assessment_id == assessment_id,
            GradeProposal.state == ProposalState.APPROVED,
        )
        .order_by(col(GradeProposal.id).desc())
    ).first()


def missing_papers(session: Session, case: Case, *, grade: RiskGrade | None) -> tuple[Paper, ...]:
    """Return the required documents of people that are not there, in the manual's order."""
    standing = list_documents(session, case.id)
    items = {(row.code, row.item) for row in standing}
    codes = {row.code for row in standing}
    needs = case.manual.documents_for(
        case.project.kind,
        case.assessment.procedure,
        mode=case.assessment.mode,
        grade=grade,
        facts=document_facts(session, case.id),
    )
    past = None if _was_tracked(session, case.id) else AssessmentState.CLOSED
    return tuple(
        Paper(rule.code, item, item or rule.name.zh, can_be_added=rule.needed_for in LATER)
        for rule in (need.rule for need in needs if need.is_required)
        if rule.by is not Bringer.GENERATED and rule.needed_for is not past
        for item in _items(case, rule)
        if ((rule.code, item) not in items if item else rule.code not in codes)
    )


def _items(case: Case, rule: DocumentRule) -> tuple[str, ...]:
    basis = case.manual.kind(case.project.kind).basis
    return basis if rule.by_kind and basis else ("",)


def _was_tracked(session: Session, assessment_id: int) -> bool:
    """Return whether measures were tracked: what does not go ahead has no tracking papers."""
    query = select(Transition.id).where(
        Transition.assessment_id == assessment_id,
        Transition.action == AssessmentAction.START_TRACKING,
    )
    return session.exec(query).first() is not None


def shortest_retention(manual: Manual, grade: RiskGrade | None) -> int | None:
    """Return the years that the dossier is kept at least: its longest document; None for ever."""
    years = [manual.retention_years(rule.code, grade) for rule in manual.documents]
    return None if None in years else max(year for year in years if year is not None)

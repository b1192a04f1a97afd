"""Questions about assessments, and the facts that the rules ask for."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import (
    Assessment,
    Commitment,
    DecisionRecord,
    Document,
    Factor,
    GradeProposal,
    GradeResult,
    Measure,
    MeasureFactor,
    OwnEstimate,
    PointKind,
    Project,
    ReturnPoint,
    Review,
    ReviewRound,
    Survey,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Manual
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.policy import AssessmentFacts, may_see_assessment
from riskassess.domain.vocabulary import (
    AssessmentState,
    CommitmentState,
    Decision,
    ProposalState,
    RoundState,
)
from riskassess.queries.manuals import get_manual

# Documents that must be there before the sponsor's next step, by the state it starts from.
NEEDED_NEXT = {
    AssessmentState.DRAFT: AssessmentState.SUBMITTED,
    AssessmentState.RETURNED: AssessmentState.SUBMITTED,
    AssessmentState.SURVEYING: AssessmentState.PREPARING,
    AssessmentState.PREPARING: AssessmentState.IN_REVIEW,
    AssessmentState.TRACKING: AssessmentState.CLOSED,
}


@dataclass(frozen=True)
class Case:
    """An assessment with its project and manual, as pages and services handle it together."""

    assessment: Assessment
    project: Project
    manual: Manual

    @property
    def id(self) -> int:
        """Id of the assessment."""
        assert self.assessment.id is not None
        return self.assessment.id


@dataclass(frozen=True)
class ChecklistLine:
    """One line of the checklist: a document, or one basis item of the project's kind."""

    code: str
    item: str
    name: str
    is_required: bool
    is_present: bool
    needed_for: AssessmentState
    by: Bringer


def get_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    """Return the case if the actor may know of it; raises NotFound."""
    assessment = session.get(Assessment, assessment_id)
    return _case(session, assessment, actor)


def lock_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    """Return the case locked for a change; raises NotFound."""
    assessment = session.exec(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return _case(session, assessment, actor)


def _case(session: Session, assessment: Assessment | None, actor: Actor) -> Case:
    if assessment is None:
        raise NotFound("not_found", where="assessment")
    project = session.get(Project, assessment.project_id)
    assert project is not None  # a foreign key
    is_system = actor.account_id is None and actor.office_id == assessment.office_id
    if not is_system and not may_see_assessment(
        actor, office_id=assessment.office_id, unit_id=project.unit_id
    ):
        raise NotFound("not_found", where="assessment")
    return Case(assessment, project, get_manual(session, assessment.manual_version_id))


def list_documents(session: Session, assessment_id: int) -> list[Document]:
    """Return the documents that count today, by code and time."""
    return list(
        session.exec(
            select(Document)
            .where(Document.assessment_id == assessment_id, col(Document.superseded_at).is_(None))
            .order_by(col(Document.code), col(Document.id))
        )
    )


def checklist(session: Session, case: Case) -> list[ChecklistLine]:
    """Return every document that people bring, and whether it is there."""
    present = {(row.code, row.item) for row in list_documents(session, case.id)}
    codes = {code for code, _item in present}
    basis = case.manual.kind(case.project.kind).basis
    lines = []
    for need in case.manual.documents_for(
        case.project.kind,
        case.assessment.procedure,
        mode=case.assessment.mode,
        facts=_document_facts(session, case.id),
    ):
        rule = need.rule
        for item in basis if rule.by_kind and basis else ("",):
            lines.append(
                ChecklistLine(
                    code=rule.code,
                    item=item,
                    name=item or rule.name.zh,
                    is_required=need.is_required,
                    is_present=(rule.code, item) in present if item else rule.code in codes,
                    needed_for=rule.needed_for,
                    by=rule.by,
                )
            )
    return [line for line in lines if line.by is not Bringer.GENERATED]


def _document_facts(session: Session, assessment_id: int) -> set[str]:
    revision = count_points(session, assessment_id, kinds=(PointKind.REVISION,), only_open=False)
    return {"revision_requested"} if revision else set()


def missing_documents(session: Session, case: Case) -> tuple[str, ...]:
    """Return names of the sponsor's documents that the next step still needs."""
    needed = NEEDED_NEXT.get(case.assessment.state)
    return tuple(
        f"{line.code} {line.name}"
        for line in checklist(session, case)
        if line.needed_for is needed
        and line.by is Bringer.SPONSOR
        and line.is_required
        and not line.is_present
    )


def count_points(
    session: Session, assessment_id: int, *, kinds: tuple[PointKind, ...], only_open: bool
) -> int:
    """Return how many points of these kinds were marked, or are still unanswered."""
    query = select(func.count(col(ReturnPoint.id))).where(
        ReturnPoint.assessment_id == assessment_id, col(ReturnPoint.kind).in_(kinds)
    )
    if only_open:
        query = query.where(col(ReturnPoint.answered_at).is_(None))
    return session.exec(query).one()


def newest_survey(session: Session, assessment_id: int) -> Survey | None:
    """Return the survey counts that hold today, or None when none were recorded."""
    return session.exec(
        select(Survey)
        .where(Survey.assessment_id == assessment_id)
        .order_by(col(Survey.number).desc())
    ).first()


def list_factors(session: Session, assessment_id: int) -> list[Factor]:
    """Return the factors in their order, without removed ones."""
    return list(
        session.exec(
            select(Factor)
            .where(Factor.assessment_id == assessment_id, col(Factor.removed_at).is_(None))
            .order_by(col(Factor.position), col(Factor.id))
        )
    )


def newest_review(session: Session, assessment_id: int) -> Review | None:
    """Return the assessment's last review, or None."""
    return session.exec(
        select(Review)
        .where(Review.assessment_id == assessment_id)
        .order_by(col(Review.number).desc())
    ).first()


def newest_round(session: Session, review_id: int) -> ReviewRound | None:
    """Return a review's last round, or None."""
    return session.exec(
        select(ReviewRound)
        .where(ReviewRound.review_id == review_id)
        .order_by(col(ReviewRound.number).desc())
    ).first()


def newest_proposal(session: Session, assessment_id: int) -> GradeProposal | None:
    """Return the assessment's last proposed grade, or None."""
    return session.exec(
        select(GradeProposal)
        .where(GradeProposal.assessment_id == assessment_id)
        .order_by(col(GradeProposal.id).desc())
    ).first()


def newest_result(session: Session, assessment_id: int) -> GradeResult | None:
    """Return the assessment's last computed result, or None."""
    return session.exec(
        select(GradeResult)
        .where(GradeResult.assessment_id == assessment_id)
        .order_by(col(GradeResult.id).desc())
    ).first()


def facts_of(
    session: Session,
    case: Case,
    *,
    reason: str = "",
    decision: Decision | None = None,
    fingerprint_holds: bool = True,
) -> AssessmentFacts:
    """Return what the rules may know of the case now."""
    proposal = newest_proposal(session, case.id)
    recorded = session.exec(
        select(DecisionRecord).where(DecisionRecord.assessment_id == case.id)
    ).one_or_none()
    return AssessmentFacts(
        state=case.assessment.state,
        office_id=case.assessment.office_id,
        unit_id=case.project.unit_id,
        missing_documents=missing_documents(session, case),
        has_survey=newest_survey(session, case.id) is not None,
        factor_count=len(list_factors(session, case.id)),
        unestimated=_unestimated(session, case.id),
        unmeasured=_unmeasured(session, case.id),
        open_points=count_points(session, case.id, kinds=tuple(PointKind), only_open=True),
        handed_in=case.assessment.handed_in_at is not None,
        factors_fixed=case.assessment.factors_fixed_at is not None,
        round_state=_round_state(session, case.id),
        proposer_id=proposal.proposed_by_id
        if proposal and proposal.state is ProposalState.PROPOSED
        else None,
        fingerprint_holds=fingerprint_holds,
        recommendation=_recommendation(session, case),
        decision=decision or (recorded.decision if recorded else None),
        open_commitments=_open_commitments(session, case.id),
        reason=reason,
    )


def _unestimated(session: Session, assessment_id: int) -> tuple[str, ...]:
    estimated = select(OwnEstimate.factor_id)
    return tuple(
        session.exec(
            select(Factor.code).where(
                Factor.assessment_id == assessment_id,
                col(Factor.removed_at).is_(None),
                col(Factor.id).not_in(estimated),
            )
        )
    )


def _unmeasured(session: Session, assessment_id: int) -> tuple[str, ...]:
    measured = (
        select(MeasureFactor.factor_id)
        .join(Measure, col(Measure.id) == col(MeasureFactor.measure_id))
        .where(col(Measure.removed_at).is_(None))
    )
    return tuple(
        session.exec(
            select(Factor.code).where(
                Factor.assessment_id == assessment_id,
                col(Factor.removed_at).is_(None),
                col(Factor.id).not_in(measured),
            )
        )
    )


def _round_state(session: Session, assessment_id: int) -> RoundState | None:
    review = newest_review(session, assessment_id)
    found = newest_round(session, review.id) if review and review.id else None
    return found.state if found else None


def _recommendation(session: Session, case: Case) -> Decision | None:
    result = newest_result(session, case.id)
    if result is None or result.expected_grade is None:
        return None
    return case.manual.recommendation.of(result.expected_grade)


def _open_commitments(session: Session, assessment_id: int) -> int:
    confirmed = select(Commitment.measure_id).where(Commitment.state == CommitmentState.CONFIRMED)
    return session.exec(
        select(func.count(col(Measure.id))).where(
            Measure.assessment_id == assessment_id,
            col(Measure.removed_at).is_(None),
            col(Measure.id).not_in(confirmed),
        )
    ).one()

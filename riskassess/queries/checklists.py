"""The checklist of documents that people bring, and what the next step still lacks."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import PointKind, ReturnPoint, Review
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.vocabulary import AssessmentState, RiskGrade
from riskassess.queries.assessments import Case, list_documents, newest_result

# The sponsor's documents that must be there before the next step, by the state it starts from.
NEEDED_NEXT = {
    AssessmentState.DRAFT: AssessmentState.SUBMITTED,
    AssessmentState.RETURNED: AssessmentState.SUBMITTED,
    AssessmentState.SURVEYING: AssessmentState.PREPARING,
    AssessmentState.PREPARING: AssessmentState.IN_REVIEW,
    AssessmentState.IN_REVIEW: AssessmentState.GRADE_PROPOSED,
    AssessmentState.REVISING: AssessmentState.GRADE_PROPOSED,
    AssessmentState.TRACKING: AssessmentState.CLOSED,
}
# The same for the office's next step.
OFFICE_NEEDED_NEXT = {AssessmentState.FILED: AssessmentState.DECIDED}


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
        grade=_initial_grade(session, case.id),
        facts=document_facts(session, case.id),
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


def _initial_grade(session: Session, assessment_id: int) -> RiskGrade | None:
    result = newest_result(session, assessment_id)
    return result.initial_grade if result else None


def document_facts(session: Session, assessment_id: int) -> set[str]:
    """Return what has happened that documents of people depend on.

    Points of a review under the room's rules are answered one by one and the revision note is
    written of the answers: nobody brings one. Older reviews ask for it as a file.
    """
    rule_of_review = (
        select(Review.pool_manual_version_id)
        .where(
            Review.assessment_id == assessment_id,
            col(Review.opened_at) <= col(ReturnPoint.raised_at),
        )
        .order_by(col(Review.number).desc())
        .limit(1)
        .correlate(ReturnPoint)
        .scalar_subquery()
    )
    older = select(ReturnPoint.id).where(
        ReturnPoint.assessment_id == assessment_id,
        ReturnPoint.kind == PointKind.REVISION,
        rule_of_review.is_(None),
    )
    return {"revision_requested"} if session.exec(older).first() is not None else set()


def missing_documents(session: Session, case: Case) -> tuple[str, ...]:
    """Return names of the documents that the next step still needs."""
    return tuple(
        f"{line.code} {line.name}"
        for line in checklist(session, case)
        if is_needed_next(line, case.assessment.state)
    )


def is_needed_next(line: ChecklistLine, state: AssessmentState) -> bool:
    """Return whether the next step from a state waits for the line."""
    steps = OFFICE_NEEDED_NEXT if line.by is Bringer.OFFICE else NEEDED_NEXT
    return line.is_required and not line.is_present and line.needed_for is steps.get(state)

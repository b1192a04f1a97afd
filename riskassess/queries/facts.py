"""The facts about a case that the rules ask for."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import (
    Commitment,
    DecisionRecord,
    Factor,
    Measure,
    MeasureFactor,
    OwnEstimate,
    PointKind,
)
from riskassess.domain.policy import AssessmentFacts
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, CommitmentState, Decision, ProposalState
from riskassess.queries.assessments import (
    Case,
    count_points,
    list_factors,
    newest_proposal,
    newest_result,
    newest_review,
    newest_survey,
    standing_round_state,
)
from riskassess.queries.checklists import missing_documents
from riskassess.queries.corrections import has_confirmed
from riskassess.queries.group_opinions import lacking_opinion
from riskassess.queries.results import changed_sections


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
    fingerprint_holds = fingerprint_holds and not is_approval_stale(session, case)
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
        lacking_opinion=lacking_opinion(session, case),
        proposer_id=proposal.proposed_by_id
        if proposal and proposal.state is ProposalState.PROPOSED
        else None,
        fingerprint_holds=fingerprint_holds,
        recommendation=_recommendation(session, case),
        decision=decision or (recorded.decision if recorded else None),
        open_commitments=_open_commitments(session, case.id),
        reason=reason,
        held_state=case.assessment.held_state,
        has_clock=case.manual.clock_of(case.assessment.state) is not None,
    )


def is_approval_stale(session: Session, case: Case) -> bool:
    """Return whether a correction after the filing changed what the approved grade stands on.

    Also while the case is suspended, and after its withdrawal. Once decided nothing is corrected
    any more, and nothing is decided on a grade that is stale.
    """
    if case.standing is not AssessmentState.FILED or not has_confirmed(session, case.id):
        return False
    result = newest_result(session, case.id)
    return result is not None and bool(changed_sections(session, case, result))


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
    return standing_round_state(session, review) if review else None


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

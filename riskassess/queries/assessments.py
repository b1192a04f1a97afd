"""Questions about assessments, and the facts that the rules ask for."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from models import (
    Assessment,
    Document,
    Factor,
    GradeProposal,
    GradeResult,
    PointKind,
    Project,
    ReturnPoint,
    Review,
    ReviewRound,
    Survey,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.lifecycle import SPONSOR, standing
from riskassess.domain.manual import Manual
from riskassess.domain.policy import may_see_assessment
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, RefusalReason, ReviewKind, ReviewState
from riskassess.queries.manuals import get_manual

HALTED: dict[AssessmentState, str] = {
    AssessmentState.SUSPENDED: RefusalReason.CASE_SUSPENDED,
    AssessmentState.CANCELLED: "case_cancelled",
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
        return row_id(self.assessment)

    @property
    def standing(self) -> AssessmentState:
        """How far it has come, whether or not it is suspended or cancelled now."""
        return standing(self.assessment.state, self.assessment.held_state)


def get_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    """Return the case if the actor may know of it; raises NotFound."""
    held = session.identity_map.get(session.identity_key(Assessment, assessment_id))
    if isinstance(held, Assessment):  # read already in this transaction
        return _case(session, (held, session.get_one(Project, held.project_id)), actor)
    return _case(session, session.exec(_of_actor(assessment_id, actor)).one_or_none(), actor)


def lock_case(session: Session, assessment_id: int, *, actor: Actor, halted: bool = False) -> Case:
    """Return the case locked for a change.

    Nobody works on a suspended or cancelled case: only acts that may say so with `halted`.

    Raises
    ------
    NotFound
        When the actor may not know of it.
    Refused
        `case_suspended` or `case_cancelled`.
    """
    found = session.exec(
        _of_actor(assessment_id, actor)
        .with_for_update(of=Assessment)
        .execution_options(populate_existing=True)
    ).one_or_none()
    case = _case(session, found, actor)
    if not halted and actor.account_id is not None:
        refuse_halted(case.assessment.state, assessment_id)
    return case


def refuse_halted(state: AssessmentState, assessment_id: int) -> None:
    """Raise Refused `case_suspended` or `case_cancelled`: nobody works on such a case."""
    if state in HALTED:
        raise Refused(HALTED[state], where=f"assessment:{assessment_id}")


def _of_actor(assessment_id: int, actor: Actor) -> Select[Assessment, Project]:
    """Ask for an assessment with its project, of the actor's own office and unit.

    One of somebody else is no row here: it is not locked, and takes no longer than none.
    """
    query = (
        select(Assessment, Project)
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(Assessment.id == assessment_id, Assessment.office_id == actor.office_id)
    )
    return query.where(Project.unit_id == actor.unit_id) if actor.has(*SPONSOR) else query


def _case(session: Session, found: tuple[Assessment, Project] | None, actor: Actor) -> Case:
    if found is None:
        raise NotFound("not_found", where="assessment")
    assessment, project = found
    is_system = actor.account_id is None and actor.office_id == assessment.office_id
    if not is_system and not may_see_assessment(
        actor,
        office_id=assessment.office_id,
        unit_id=project.unit_id,
        state=assessment.state,
    ):
        raise NotFound("not_found", where="assessment")
    return Case(assessment, project, get_manual(session, assessment.manual_version_id))


def standing_of(session: Session, assessment_id: int) -> AssessmentState:
    """Return how far an assessment has come, whether or not it is suspended now."""
    found = session.get_one(Assessment, assessment_id)
    return standing(found.state, found.held_state)


def list_documents(session: Session, assessment_id: int) -> list[Document]:
    """Return the documents that count today, by code and time."""
    return list(
        session.exec(
            select(Document)
            .where(Document.assessment_id == assessment_id, col(Document.superseded_at).is_(None))
            .order_by(col(Document.code), col(Document.id))
        )
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


def newest_project_review(session: Session, assessment_id: int) -> Review | None:
    """Return the assessment's last review by a panel that judges, whatever was asked after it."""
    return session.exec(
        select(Review)
        .where(Review.assessment_id == assessment_id, Review.kind == ReviewKind.PROJECT_REVIEW)
        .order_by(col(Review.number).desc())
    ).first()


def newest_round(session: Session, review_id: int) -> ReviewRound | None:
    """Return a review's last round, or None."""
    return session.exec(
        select(ReviewRound)
        .where(ReviewRound.review_id == review_id)
        .order_by(col(ReviewRound.number).desc())
    ).first()


def standing_round_state(session: Session, review: Review) -> RoundState | None:
    """Return how the rounds of a review stand for what follows them; None without a round.

    Between two rounds of a consultation nothing is closed yet: its state is then `locked`, in
    which nobody works and nothing that waits for the end may begin.
    """
    round_ = newest_round(session, row_id(review))
    return standing_state(review, round_) if round_ else None


def is_between_rounds(session: Session, review: Review) -> bool:
    """Return whether a consultation goes on while its newest round is closed."""
    round_ = newest_round(session, row_id(review))
    if round_ is None or round_.state is not RoundState.CLOSED:
        return False
    return standing_state(review, round_) is RoundState.LOCKED


def standing_state(review: Review, round_: ReviewRound) -> RoundState:
    """Return the state of a review's newest round, `locked` while a consultation goes on."""
    goes_on = review.kind is ReviewKind.EXPERT_CONSULTATION and (
        review.state is not ReviewState.CLOSED
    )
    is_between = goes_on and round_.state is RoundState.CLOSED
    return RoundState.LOCKED if is_between else round_.state


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

"""Questions about an expert's own place in a review; nothing here reads another expert's sheet."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Assessment,
    Document,
    Factor,
    Measure,
    MeasureFactor,
    PanelMember,
    Project,
    Review,
    ReviewRound,
    Sheet,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.manual import Manual
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.policy import SheetFacts, refuse_own_record, refuse_reading
from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_values import (
    Gap,
)
from riskassess.domain.uploads import GRADED_ON
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, SheetState
from riskassess.queries.assessments import list_documents, list_factors, newest_round
from riskassess.queries.manuals import get_manual
from riskassess.queries.opposition import has_classes
from riskassess.queries.pool_manuals import pool_manual_by_id

# A reserve does not know of the draw; who declined has left.
AT_THE_TABLE = (
    MemberState.INVITED,
    MemberState.ACCEPTED,
    MemberState.READY,
    MemberState.SUBMITTED,
    MemberState.RECUSED,
)


@dataclass(frozen=True)
class Seat:
    """One expert's place in a review, in its newest round."""

    member: PanelMember
    review: Review
    round: ReviewRound | None
    sheet: Sheet | None
    assessment: Assessment
    project: Project

    def facts(self, missing: tuple[Gap, ...] = ()) -> SheetFacts:
        """Return what the rules may know of this place."""
        is_over = self.assessment.state is AssessmentState.CANCELLED
        return SheetFacts(
            office_id=self.member.office_id,
            owner_expert_id=self.member.expert_id,
            member_state=self.member.state,
            round_state=self.round.state if self.round and not is_over else RoundState.CLOSED,
            sheet_state=self.sheet.state if self.sheet else SheetState.DRAFT,
            missing=tuple(f"{gap.place}.{gap.field}" for gap in missing),
            is_suspended=self.assessment.state is AssessmentState.SUSPENDED,
        )


@dataclass(frozen=True)
class ReviewLine:
    """One line of the list of own reviews."""

    member_id: int
    title: str
    kind: ReviewKind
    member_state: MemberState
    due_on: date
    round_state: RoundState | None
    saved_at: datetime | None
    submitted_at: datetime | None


def get_seat(session: Session, member_id: int, *, actor: Actor) -> Seat:
    """Return the actor's own place in a review; raises NotFound for everybody else."""
    row = session.exec(
        select(PanelMember, Review, Assessment, Project)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(*_own(actor), PanelMember.id == member_id)
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", where=f"member:{member_id}")
    member, review, assessment, project = row
    newest = newest_round(session, row_id(review))
    sheet = _sheet_in(session, member, newest) if newest else None
    return Seat(member, review, newest, sheet, assessment, project)


def list_round_seats(session: Session, seat: Seat) -> list[Seat]:
    """Return the place in every round of the review with an own sheet, the newest round first."""
    rows = session.exec(
        select(ReviewRound, Sheet)
        .join(Sheet, col(Sheet.round_id) == col(ReviewRound.id))
        .where(Sheet.member_id == seat.member.id)
        .order_by(col(ReviewRound.number).desc())
    ).all()
    return [replace(seat, round=round_, sheet=sheet) for round_, sheet in rows]


def _sheet_in(session: Session, member: PanelMember, newest: ReviewRound) -> Sheet | None:
    return session.exec(
        select(Sheet).where(Sheet.member_id == member.id, Sheet.round_id == newest.id)
    ).one_or_none()


def get_readable_seat(session: Session, member_id: int, *, actor: Actor) -> Seat:
    """Return the own place once recusal and confidentiality are declared; raises Refused."""
    seat = get_seat(session, member_id, actor=actor)
    if reason := refuse_reading(actor, seat.facts()):
        raise Refused(reason, where=f"member:{member_id}")
    return seat


def get_recorded_seat(session: Session, member_id: int, *, actor: Actor) -> Seat:
    """Return the own place, whatever became of its rounds; raises Refused before the declaration.

    For what the expert wrote alone: documents of the case ask `get_readable_seat`.
    """
    seat = get_seat(session, member_id, actor=actor)
    if reason := refuse_own_record(actor, seat.facts()):
        raise Refused(reason, where=f"member:{member_id}")
    return seat


def _own(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(PanelMember.expert_id) == (actor.expert_id or 0),
        col(PanelMember.office_id) == actor.office_id,
        col(PanelMember.state).in_(AT_THE_TABLE),
    )


def manual_of(session: Session, seat: Seat) -> Manual:
    """Return the manual that the assessment is pinned to."""
    return get_manual(session, seat.assessment.manual_version_id)


def form_of(session: Session, seat: Seat) -> SheetForm:
    """Return what the manual asks of the sheet."""
    manual = manual_of(session, seat)
    return SheetForm(
        manual,
        has_classes=manual.asks_points and has_classes(session, row_id(seat.assessment)),
        is_issues=seat.round is not None and seat.round.kind is RoundKind.ISSUES,
        quality=quality_of(session, seat.review.pool_manual_version_id, kind=seat.review.kind),
        kind=seat.review.kind,
    )


def quality_of(session: Session, version_id: int | None, *, kind: ReviewKind) -> dict[str, int]:
    """Return the most points by heading that a project review gives the report; else none."""
    if version_id is None or kind is not ReviewKind.PROJECT_REVIEW:
        return {}
    rule = pool_manual_by_id(session, version_id).room.quality
    return {heading.code: heading.maximum for heading in rule.headings}


def list_own_reviews(session: Session, *, actor: Actor) -> list[ReviewLine]:
    """Return the actor's reviews, newest first."""
    newest = (
        select(ReviewRound.review_id, sa.func.max(ReviewRound.number).label("number"))
        .group_by(col(ReviewRound.review_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(
            col(PanelMember.id),
            col(Project.title),
            col(Review.kind),
            col(PanelMember.state),
            col(Review.due_on),
            col(ReviewRound.state),
            col(Sheet.saved_at),
            col(Sheet.submitted_at),
        )
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .outerjoin(newest, newest.c.review_id == col(Review.id))
        .outerjoin(
            ReviewRound,
            sa.and_(
                col(ReviewRound.review_id) == col(Review.id),
                col(ReviewRound.number) == newest.c.number,
            ),
        )
        .outerjoin(
            Sheet,
            sa.and_(
                col(Sheet.round_id) == col(ReviewRound.id),
                col(Sheet.member_id) == col(PanelMember.id),
            ),
        )
        .select_from(PanelMember)
        .where(*_own(actor))
        .order_by(col(Review.id).desc())
    )
    return [ReviewLine(*row) for row in rows]


def factors_to_score(session: Session, seat: Seat) -> list[Factor]:
    """Return the factors of the assessment in their order."""
    return list_factors(session, row_id(seat.assessment))


def measures_by_factor(session: Session, assessment_id: int) -> dict[int, list[Measure]]:
    """Return the measures that act on each factor, by factor id."""
    rows = session.exec(
        select(MeasureFactor.factor_id, Measure)
        .join(Measure, col(Measure.id) == col(MeasureFactor.measure_id))
        .where(Measure.assessment_id == assessment_id, col(Measure.removed_at).is_(None))
        .order_by(col(Measure.code))
    )
    found: dict[int, list[Measure]] = {}
    for factor_id, measure in rows:
        found.setdefault(factor_id, []).append(measure)
    return found


def readable_documents(session: Session, seat: Seat, manual: Manual) -> list[Document]:
    """Return the documents that an expert may read: the sponsor's, without restricted ones.

    Generated and the office's own papers name other experts or hold their scores.
    """
    return [
        document
        for document in list_documents(session, row_id(seat.assessment))
        if (rule := manual.document(document.code)).by is Bringer.SPONSOR
        and not rule.restricted
        and rule.needed_for in GRADED_ON
    ]


def get_readable_document(session: Session, seat: Seat, document_id: int) -> Document:
    """Return one document that the expert may read; raises NotFound."""
    manual = manual_of(session, seat)
    for document in readable_documents(session, seat, manual):
        if document.id == document_id:
            return document
    raise NotFound("not_found", where=f"document:{document_id}")

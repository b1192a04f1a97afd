"""Opening a review: its round, and the announcement of the draw of its panel."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from models import Draw, Review, ReviewRound, row_id
from models.engine import transaction
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.review_policy import refuse_further_review
from riskassess.domain.room_vocabulary import RoundKind
from riskassess.domain.vocabulary import AssessmentAction, ReviewKind
from riskassess.filters import local
from riskassess.queries.assessments import Case, lock_case, newest_review
from riskassess.queries.pool_manuals import pool_manual_version_of
from riskassess.queries.review_rooms import count_project_reviews
from riskassess.services.assessments import move
from riskassess.services.audit import record
from riskassess.services.draw_announcing import Desk, announce
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.due_changes import require_near
from riskassess.services.officer_keys import Sharing, share_round


@dataclass(frozen=True)
class AnnouncedReview:
    """A review with the draw that was announced for it."""

    review: Review
    draw: Draw


def open_review(
    session: Session,
    *,
    assessment_id: int,
    kind: ReviewKind,
    due_on: date,
    choice: SourceChoice,
    desk: Desk,
    occasion: str = "",
    sharing: Sharing | None = None,
) -> AnnouncedReview:
    """Open a review and announce the draw of its panel, all or nothing; nobody is invited yet.

    Raises
    ------
    Refused, IllegalTransition
        When the rules forbid a review now, or no further one is allowed.
    InvalidInput
        `due_in_past`, `due_too_far`, `due_before_draw`, `occasion_missing` for a consultation
        without a reason; what `announce` raises; or the pool cannot fill a seat, which the error
        names.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=desk.actor)
        earlier = newest_review(session, case.id)
        number = earlier.number + 1 if earlier else 1
        limit = case.manual.conclusion_rule.review_limit
        nth = count_project_reviews(session, case.id) + 1
        is_judged = kind is ReviewKind.PROJECT_REVIEW  # a consultation ends with no conclusion
        if is_judged and (reason := refuse_further_review(nth, limit=limit)):
            raise Refused(reason, where=f"assessment:{case.id}", limit=limit)
        if due_on <= local(desk.now).date():
            raise InvalidInput("due_in_past", where="due_on")
        require_near(due_on, today=local(desk.now).date())
        if kind is ReviewKind.EXPERT_CONSULTATION and not occasion.strip():
            raise InvalidInput("occasion_missing", where="occasion")
        move(session, case, action=AssessmentAction.OPEN_REVIEW, actor=desk.actor, now=desk.now)
        review = _add_review(
            session, case, kind=kind, number=number, due_on=due_on, desk=desk, occasion=occasion
        )
        if sharing is not None:
            _share(session, review, sharing, desk)
        return AnnouncedReview(review, announce(session, case, review, choice=choice, desk=desk))


def _share(session: Session, review: Review, sharing: Sharing, desk: Desk) -> None:
    """Let officers hold the first round; every later one of the review keeps the same holders."""
    session.flush()
    round_ = session.exec(select(ReviewRound).where(ReviewRound.review_id == review.id)).one()
    share_round(
        session, round_, holders=sharing.holders, actor=desk.actor, now=desk.now,
        seal=sharing.seal,
    )  # fmt: skip


def _add_review(
    session: Session,
    case: Case,
    *,
    kind: ReviewKind,
    number: int,
    due_on: date,
    desk: Desk,
    occasion: str,
) -> Review:
    need = case.manual.panel_rule(case.assessment.procedure, case.project.kind)
    review = Review(
        office_id=case.assessment.office_id,
        assessment_id=case.id,
        kind=kind,
        number=number,
        panel_size=need.size,
        quorum=need.quorum,
        due_on=due_on,
        opened_by_id=desk.actor.account_id,
        opened_at=desk.now,
        pool_manual_version_id=pool_manual_version_of(session, case.assessment.office_id).id,
        occasion=occasion.strip(),
    )
    session.add(review)
    session.flush()  # round and draw point to it
    # A consultation begins with what each expert adds before seeing any (handbook 7.1).
    is_open_minded = kind is ReviewKind.EXPERT_CONSULTATION
    session.add(
        ReviewRound(
            office_id=review.office_id, review_id=row_id(review), opened_at=desk.now,
            number=0 if is_open_minded else 1,
            kind=RoundKind.ISSUES if is_open_minded else RoundKind.SCORING,
        )
    )  # fmt: skip
    record(session, actor=desk.actor, action="review:open", subject=review, now=desk.now,
           after={"kind": kind, "number": number, "due_on": due_on.isoformat()})  # fmt: skip
    return review

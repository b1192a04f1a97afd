"""The place from which a member acts for the panel: found by its expert, locked with its case."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Review
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, RefusalReason, Role
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.sheets import Seat, get_seat
from riskassess.services.consultations import Desk
from riskassess.services.sheet_places import lock_assessment_of


@dataclass(frozen=True)
class Hand:
    """From which place of the panel an expert acts, and when."""

    member_id: int
    actor: Actor
    now: datetime


def lock_panel_place(session: Session, hand: Hand) -> Seat:
    """Return the actor's own place with its assessment locked; everything of it is read anew.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    Refused
        `wrong_state` when the assessment is in review no longer.
    """
    seat = get_seat(session, hand.member_id, actor=hand.actor)
    lock_assessment_of(session, seat.member)
    for row in (seat.assessment, seat.review, seat.member):
        session.refresh(row)
    if seat.assessment.state is not AssessmentState.IN_REVIEW:
        raise Refused(RefusalReason.WRONG_STATE, where=f"member:{hand.member_id}")
    return seat


def lock_office_review(session: Session, review_id: int, desk: Desk) -> tuple[Case, Review]:
    """Return a review with its case locked, for the case officer.

    Raises
    ------
    NotFound
        For another office.
    Refused
        `not_your_role`; `wrong_state` when the assessment is in review no longer.
    """
    review = session.get(Review, review_id)
    if review is None or review.office_id != desk.actor.office_id:
        raise NotFound("not_found", where=f"review:{review_id}")
    case = lock_case(session, review.assessment_id, actor=desk.actor)
    session.refresh(review)
    if not desk.actor.has(Role.CASE_OFFICER):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"review:{review_id}")
    if case.assessment.state is not AssessmentState.IN_REVIEW:
        raise Refused(RefusalReason.WRONG_STATE, where=f"review:{review_id}")
    return case, review

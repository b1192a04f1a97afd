"""A review with a panel, an open round and a few factors, for tests of everything around sheets."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import Assessment, PanelMember, Review, ReviewRound, Survey, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, Role
from riskassess.queries.accounts import actor_for
from tests import factories
from tests.factories import NOW, save
from tests.support.kept_scene import kept

DUE = date(2026, 3, 16)


@dataclass
class Chair:
    """One expert of the panel: the member, the account and what rules may know of it."""

    member: PanelMember
    account: Any
    actor: Actor


@dataclass
class ReviewRoom:
    """What a test gets."""

    assessment: Assessment
    review: Review
    round: ReviewRound
    factors: list[Any]
    chairs: list[Chair]


@kept
def make_room(
    session: Any,
    *,
    experts: int = 2,
    codes: tuple[str, ...] = ("B03", "E01", "A01"),
    state: MemberState = MemberState.READY,
    assessment: Assessment | None = None,
) -> ReviewRoom:
    """Make an assessment in review, whose experts have all reached the same state."""
    assessment = assessment or factories.assessment(state=AssessmentState.IN_REVIEW)
    factors = [factories.factor(assessment, code) for code in codes]
    office_id = assessment.office_id
    save(
        Survey(
            office_id=office_id, assessment_id=row_id(assessment), number=1, issued=130, valid=121,
            support=83, conditional=21, indifferent=8, oppose=9, recorded_at=NOW,
        )
    )  # fmt: skip
    review = save(
        Review(
            office_id=office_id, assessment_id=row_id(assessment), kind=ReviewKind.PROJECT_REVIEW,
            number=1, panel_size=experts, quorum=experts, due_on=DUE, opened_at=NOW,
        )
    )  # fmt: skip
    opened = save(
        ReviewRound(office_id=office_id, review_id=row_id(review), number=1, opened_at=NOW)
    )
    chairs = [make_chair(session, review, number, state) for number in range(1, experts + 1)]
    return ReviewRoom(assessment, review, opened, factors, chairs)


def make_chair(session: Any, review: Review, number: int, state: MemberState) -> Chair:
    """Add an expert with an account to the panel."""
    expert = factories.expert(office_id=review.office_id)
    account = factories.account(Role.EXPERT, office_id=review.office_id, expert_id=expert.id)
    member = factories.seat(
        review, expert_id=expert.id, code=f"E{number}", profession=expert.profession,
        employer=expert.employer, position=number, state=state, invited_at=NOW,
        token_expires_at=NOW + timedelta(days=3),
    )  # fmt: skip
    return Chair(member, account, actor_for(session, account))

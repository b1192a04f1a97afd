"""Who may do what to a review: every answer is a reason against it, or None."""

from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, RefusalReason, Role

WAITED_FOR = frozenset({MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY})
# From here on the grade stands on the sheets as they are.
GRADED = frozenset(
    {
        AssessmentState.GRADE_PROPOSED,
        AssessmentState.FILED,
        AssessmentState.DECIDED,
        AssessmentState.TRACKING,
        AssessmentState.CLOSED,
        AssessmentState.ARCHIVED,
    }
)


def refuse_further_review(number: int, *, limit: int) -> RefusalReason | None:
    """Return why a review with this number may not be opened, or None.

    >>> refuse_further_review(3, limit=2)
    <RefusalReason.REVIEW_LIMIT: 'review_limit'>
    """
    return RefusalReason.REVIEW_LIMIT if number > limit else None


def refuse_reminder(
    actor: Actor, *, round_state: RoundState | None, member_state: MemberState
) -> RefusalReason | None:
    """Return why the member may not be reminded now, or None."""
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    return None if member_state in WAITED_FOR else RefusalReason.ALREADY_ANSWERED


def refuse_answer(
    round_state: RoundState | None, assessment_state: AssessmentState
) -> RefusalReason | None:
    """Return why an expert's answer or declaration comes too late, or None.

    >>> refuse_answer(RoundState.OPEN, AssessmentState.ARCHIVED)
    <RefusalReason.ROUND_CLOSED: 'round_closed'>
    """
    if round_state is RoundState.OPEN and assessment_state is AssessmentState.IN_REVIEW:
        return None
    return RefusalReason.ROUND_CLOSED


def refuse_recusal(actor: Actor, assessment_state: AssessmentState) -> RefusalReason | None:
    """Return why no recusal may be recorded now, or None."""
    if not actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
        return RefusalReason.NOT_YOUR_ROLE
    return RefusalReason.WRONG_STATE if assessment_state in GRADED else None

"""Who may do what to a review: every answer is a reason against it, or None."""

from dataclasses import dataclass
from datetime import date

from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, RefusalReason, Role

WAITED_FOR = frozenset({MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY})
# Who may sit in a meeting: the declaration is made.
PRESENT = frozenset({MemberState.READY, MemberState.SUBMITTED})
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
    if assessment_state is AssessmentState.SUSPENDED:
        return RefusalReason.CASE_SUSPENDED
    if round_state is RoundState.OPEN and assessment_state is AssessmentState.IN_REVIEW:
        return None
    return RefusalReason.ROUND_CLOSED


def refuse_recusal(actor: Actor, assessment_state: AssessmentState) -> RefusalReason | None:
    """Return why no recusal may be recorded now, or None."""
    if not actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
        return RefusalReason.NOT_YOUR_ROLE
    is_over = assessment_state in GRADED or assessment_state is AssessmentState.CANCELLED
    return RefusalReason.WRONG_STATE if is_over else None


def refuse_put_off(
    actor: Actor, round_state: RoundState | None, assessment_state: AssessmentState
) -> RefusalReason | None:
    """Return why the day of a review may not be put off now, or None.

    >>> from riskassess.domain.vocabulary import AssessmentState as S
    >>> refuse_put_off(Actor(1, 1), RoundState.OPEN, S.IN_REVIEW)
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    """
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    return refuse_answer(round_state, assessment_state)


def refuse_meeting(actor: Actor, assessment_state: AssessmentState) -> RefusalReason | None:
    """Return why no meeting of the review may be prepared or held now, or None.

    The panel still talks when its scores are in: the meeting is not bound to the open round.
    """
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    is_over = assessment_state is not AssessmentState.IN_REVIEW
    return RefusalReason.WRONG_STATE if is_over else None


@dataclass(frozen=True)
class SignInFacts:
    """What decides whether a member may be signed in at a meeting."""

    assessment_state: AssessmentState
    member_state: MemberState
    owner_expert_id: int | None
    meeting_on: date | None
    is_signed_in: bool


def refuse_sign_in(actor: Actor, facts: SignInFacts, *, today: date) -> str | None:
    """Return why the member may not be signed in, or None; a code of `riskassess.wording`.

    Members sign themselves in, the case officer those who came; both from the day of the meeting
    on.

    >>> from riskassess.domain.vocabulary import AssessmentState as S, MemberState as M
    >>> day = date(2026, 3, 9)
    >>> facts = SignInFacts(S.IN_REVIEW, M.READY, 7, day, is_signed_in=False)
    >>> officer = Actor(1, 1, roles=frozenset({Role.CASE_OFFICER}))
    >>> refuse_sign_in(officer, facts, today=date(2026, 3, 8)), refuse_sign_in(
    ...     officer, facts, today=day)
    ('meeting_ahead', None)
    """
    is_own = actor.expert_id is not None and actor.expert_id == facts.owner_expert_id
    if not (is_own or actor.has(Role.CASE_OFFICER)):
        return RefusalReason.NOT_YOUR_ROLE
    if facts.assessment_state is not AssessmentState.IN_REVIEW:
        return RefusalReason.WRONG_STATE
    if facts.is_signed_in:
        return "signed_in_already"
    if facts.member_state not in PRESENT:
        return RefusalReason.NOT_DECLARED
    if facts.meeting_on is None:
        return "meeting_missing"
    return "meeting_ahead" if today < facts.meeting_on else None

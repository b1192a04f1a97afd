"""Who may do what to a review: every answer is a reason against it, or None."""

from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import MemberState, RefusalReason, Role, RoundState

WAITED_FOR = frozenset({MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY})


def refuse_further_review(number: int, *, limit: int) -> RefusalReason | None:
    """Return why a review with this number may not be opened, or None.

    >>> refuse_further_review(3, limit=2)
    <RefusalReason.REVIEW_LIMIT: 'review_limit'>
    """
    return RefusalReason.REVIEW_LIMIT if number > limit else None


def refuse_supplement(
    actor: Actor, *, round_state: RoundState | None, seated: int, size: int
) -> RefusalReason | None:
    """Return why no supplementary draw may be made now, or None."""
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    return RefusalReason.PANEL_COMPLETE if seated >= size else None


def refuse_reminder(
    actor: Actor, *, round_state: RoundState | None, member_state: MemberState
) -> RefusalReason | None:
    """Return why the member may not be reminded now, or None."""
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    return None if member_state in WAITED_FOR else RefusalReason.ALREADY_ANSWERED

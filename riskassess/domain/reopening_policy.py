"""Who may ask that a submitted sheet is worked on again, and who may consent."""

from riskassess.domain.actor import Actor
from riskassess.domain.policy import SheetFacts, refuse_reading
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState, RefusalReason, Role, SheetState


def refuse_asking(actor: Actor, facts: SheetFacts, *, is_asked: bool) -> RefusalReason | None:
    """Return why the office may not ask for a sheet's reopening now, or None.

    >>> facts = SheetFacts(1, 5, MemberState.SUBMITTED, RoundState.OPEN, SheetState.SUBMITTED)
    >>> officer = Actor(1, 1, roles=frozenset({Role.CASE_OFFICER}))
    >>> refuse_asking(officer, facts, is_asked=False) is None
    True
    >>> refuse_asking(officer, facts, is_asked=True)
    <RefusalReason.ALREADY_ANSWERED: 'already_answered'>
    """
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if facts.round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    is_in = facts.member_state is MemberState.SUBMITTED
    if not is_in or facts.sheet_state is not SheetState.SUBMITTED:
        return RefusalReason.WRONG_STATE
    return RefusalReason.ALREADY_ANSWERED if is_asked else None


def refuse_answering(actor: Actor, facts: SheetFacts, *, is_asked: bool) -> RefusalReason | None:
    """Return why the expert may not answer now, or None; nobody consents for another."""
    if reason := refuse_reading(actor, facts):
        return reason
    if facts.round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    return None if is_asked else RefusalReason.ALREADY_ANSWERED

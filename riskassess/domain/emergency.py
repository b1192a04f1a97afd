"""Break-glass access: who may ask, agree, read and end, and in which state a request is.

One of the three officers asks to read one case for some hours with a reason, another of the three,
who holds another of their roles, agrees. Both hold their role themselves: whoever names deputies
would choose the second of two. Nobody else decides, and nothing but reading is opened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from riskassess.domain.actor import Actor
from riskassess.domain.separation import OFFICERS
from riskassess.domain.vocabulary import RefusalReason, Role

SHORTEST_REASON = 10
ANSWER_WITHIN = timedelta(hours=24)
"""A request that nobody answered for so long is over; an emergency is no standing order."""


class AccessState(StrEnum):
    """Where a request stands at a moment."""

    ASKED = "asked"
    OPEN = "open"
    REFUSED = "refused"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True)
class AccessFacts:
    """What the rules may know of a request."""

    office_id: int
    asked_by_id: int
    asker_roles: frozenset[Role]
    asked_at: datetime
    is_granted: bool | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


def state_of(facts: AccessFacts, *, now: datetime) -> AccessState:
    """Return where a request stands; an access is open before its end, never at it.

    >>> from datetime import UTC
    >>> asked = datetime(2026, 3, 2, 8, tzinfo=UTC)
    >>> facts = AccessFacts(1, 5, frozenset({Role.AUDITOR}), asked)
    >>> [str(state_of(facts, now=asked + timedelta(hours=hours))) for hours in (0, 24)]
    ['asked', 'lapsed']
    >>> given = AccessFacts(1, 5, frozenset(), asked, True, asked + timedelta(hours=2))
    >>> [str(state_of(given, now=asked + timedelta(hours=hours))) for hours in (1, 2)]
    ['open', 'ended']
    """
    if facts.is_granted is None:
        is_over = facts.ended_at is not None or now >= facts.asked_at + ANSWER_WITHIN
        return AccessState.LAPSED if is_over else AccessState.ASKED
    if not facts.is_granted:
        return AccessState.REFUSED
    is_over = facts.ended_at is not None or facts.ends_at is None or now >= facts.ends_at
    return AccessState.ENDED if is_over else AccessState.OPEN


def refuse_deciding(actor: Actor, facts: AccessFacts, *, now: datetime) -> str | None:
    """Return why the actor may not agree to or refuse a request, or None.

    Returns
    -------
    str or None
        `not_your_role`, `not_your_record` of another office; `emergency_own`, `emergency_same_role`
        where it would not be two of the three; `emergency_lent` for who only stands in for one of
        them; `emergency_not_asked` when it is decided or over.
    """
    if refused := refuse_knowing(actor, facts):
        return refused
    if actor.account_id is None or actor.account_id == facts.asked_by_id:
        return "emergency_own"
    if not facts.asker_roles:  # gave the office up meanwhile
        return "emergency_not_asked"
    if not actor.own_roles & OFFICERS:
        return "emergency_lent"
    if not actor.own_roles & OFFICERS - facts.asker_roles:
        return "emergency_same_role"
    return None if state_of(facts, now=now) is AccessState.ASKED else "emergency_not_asked"


def refuse_knowing(actor: Actor, facts: AccessFacts) -> RefusalReason | None:
    """Return why the actor may not know of a request: only the three officers of its office may."""
    if not actor.has(*OFFICERS):  # a deputy is told as one
        return RefusalReason.NOT_YOUR_ROLE
    return None if actor.office_id == facts.office_id else RefusalReason.NOT_YOUR_RECORD


def refuse_reading(actor: Actor, facts: AccessFacts, *, now: datetime) -> str | None:
    """Return why the actor may not read the case by this request, or None: the asker, in time."""
    if refused := refuse_knowing(actor, facts):
        return refused
    if actor.account_id != facts.asked_by_id:
        return RefusalReason.NOT_YOUR_RECORD
    return None if state_of(facts, now=now) is AccessState.OPEN else "emergency_not_open"


def refuse_ending(actor: Actor, facts: AccessFacts, *, now: datetime) -> str | None:
    """Return why the actor may not end it before its time: any of the three may while it lasts."""
    if refused := refuse_knowing(actor, facts):
        return refused
    state = state_of(facts, now=now)
    if state is AccessState.OPEN:
        return None
    is_own = actor.account_id == facts.asked_by_id
    return None if state is AccessState.ASKED and is_own else "emergency_not_open"

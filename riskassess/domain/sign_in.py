"""Signing in: purposes and terms of one-time links, the idle time, who needs a second factor."""

from collections.abc import Collection
from datetime import datetime, timedelta

from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import Role

LINK_TERM: dict[LinkPurpose, timedelta] = {
    LinkPurpose.FIRST_ADMINISTRATOR: timedelta(hours=1),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(hours=24),
}
"""How long a one-time link lasts, from the moment it is made."""
SEEN_EVERY = timedelta(minutes=5)
"""How exact the last moment of a session is kept: every request would write otherwise."""
AWAITED = timedelta(minutes=10)
"""How long after the password the code of the second factor is awaited."""


def is_idle(seen_at: datetime, *, minutes: int, now: datetime) -> bool:
    """Return whether a session that was last seen then has surely ended by itself.

    The cookie counts to the minute, the stored moment is up to `SEEN_EVERY` older.

    >>> from datetime import UTC
    >>> seen = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    >>> is_idle(seen, minutes=60, now=seen + timedelta(minutes=65))
    False
    >>> is_idle(seen, minutes=60, now=seen + timedelta(minutes=67))
    True
    """
    return now - seen_at > timedelta(minutes=minutes + 1) + SEEN_EVERY


def needs_second_factor(roles: frozenset[Role], required: Collection[str]) -> bool:
    """Return whether somebody with these roles must have a second factor.

    >>> needs_second_factor(frozenset({Role.APPROVER}), {"approver", "auditor"})
    True
    >>> needs_second_factor(frozenset({Role.EXPERT}), {"approver", "auditor"})
    False
    """
    return not roles.isdisjoint(required)

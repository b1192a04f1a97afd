"""Which version of which manual may be chosen for a new assessment on a day."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from riskassess.domain.manual.manual import Manual


class Standing(StrEnum):
    """Where a version stands on a day."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    ENDED = "ended"


def standing_of(manual: Manual, others: Iterable[Manual], day: date) -> Standing:
    """Return where a version stands among the versions of its manual.

    Parameters
    ----------
    manual : Manual
        The version asked for.
    others : iterable of Manual
        Stored manuals; those of another id do not matter.
    day : date
        The day asked for.

    Returns
    -------
    Standing
        A newer version that has begun supersedes, also when it has ended since: what replaced a
        rule is not undone by its own end.

    Examples
    --------
    >>> from datetime import timedelta
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> found = builtin_manual("cn-default")
    >>> str(standing_of(found, [found], found.effective_from - timedelta(days=1)))
    'upcoming'
    """
    if day < manual.effective_from:
        return Standing.UPCOMING
    newer = [other for other in others if other.id == manual.id and other.version > manual.version]
    if any(other.effective_from <= day for other in newer):
        return Standing.SUPERSEDED
    return Standing.IN_FORCE if manual.is_in_force(day) else Standing.ENDED

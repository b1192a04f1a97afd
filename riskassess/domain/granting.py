"""Days on top of a clock: how many an extension grants, and how many a suspension stood still."""

from collections.abc import Collection
from datetime import date, timedelta

from riskassess.domain.deadlines import working_days_left
from riskassess.domain.manual import DayUnit

FARTHEST = timedelta(days=366)
"""How far ahead a deadline may be set: what stands still longer is suspended, and a day beyond is
a mistyped year."""


def days_between(
    first: date,
    last: date,
    unit: DayUnit,
    *,
    closed: Collection[date] = (),
    working: Collection[date] = (),
) -> int:
    """Return how many days of a clock's unit lie after `first` up to `last`; never below 0.

    >>> days_between(date(2026, 3, 6), date(2026, 3, 9), DayUnit.WORKING)
    1
    >>> days_between(date(2026, 3, 6), date(2026, 3, 9), DayUnit.CALENDAR)
    3
    """
    if last <= first:
        return 0
    if unit is DayUnit.CALENDAR:
        return (last - first).days
    return working_days_left(first, last, closed, working)

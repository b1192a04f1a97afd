"""Public holidays and make-up days of mainland China, from chinesecalendar's tables."""

from datetime import date
from functools import lru_cache

from chinese_calendar import constants

SATURDAY = 5


@lru_cache(maxsize=1)
def published_days() -> tuple[frozenset[date], frozenset[date], int]:
    """Return closed weekdays, worked weekends, and the last year that is known.

    The package raises for later years; its tables are read instead, so that a later year simply
    has no entry and the caller can say that it counts weekdays only.
    """
    closed = frozenset(day for day in constants.holidays if day.weekday() < SATURDAY)
    working = frozenset(constants.workdays)
    return closed, working, max(day.year for day in constants.holidays)

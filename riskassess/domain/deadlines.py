"""Clocks of the manual: when something is due, and how many working days are left."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from riskassess.domain.manual import Clock, DayUnit
from riskassess.domain.manual.catalogue import Holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Which days differ from Monday to Friday, and until which year that is known.

    Attributes
    ----------
    closed : frozenset of date
        Public holidays that are no weekends.
    working : frozenset of date
        Weekends on which people work (make-up days).
    last_year : int
        Last year whose holidays are published; later years count weekdays only.
    """

    closed: frozenset[date] = field(default_factory=frozenset)
    working: frozenset[date] = field(default_factory=frozenset)
    last_year: int = 0

    def with_manual(self, holidays: Holidays) -> "WorkCalendar":
        """Return the calendar with the manual's own days, which come first."""
        if not holidays.closed and not holidays.working:
            return self
        closed, working = frozenset(holidays.closed), frozenset(holidays.working)
        return WorkCalendar(
            (self.closed - working) | closed, (self.working - closed) | working, self.last_year
        )

    def is_certain(self, day: date) -> bool:
        """Return whether the holidays of the day's year are published.

        >>> WorkCalendar(last_year=2026).is_certain(date(2027, 1, 4))
        False
        """
        return day.year <= self.last_year


WEEKDAYS = WorkCalendar()


def is_working_day(day: date, closed: Collection[date], working: Collection[date]) -> bool:
    """Return whether people work on a day; `closed` wins over `working`.

    >>> is_working_day(date(2026, 3, 7), closed=(), working=())
    False
    """
    if day in closed:
        return False
    return day in working or day.weekday() < SATURDAY


def due_on(
    start: date, clock: Clock, closed: Collection[date] = (), working: Collection[date] = ()
) -> date:
    """Return the last day on which something that began on `start` is in time.

    Parameters
    ----------
    start : date
        Day on which the clock began; the next day is the first that counts (handbook 6.3).
    clock : Clock
        Number of days and their unit: working or calendar.
    closed, working : collection of date
        Days that differ from Monday to Friday.

    Returns
    -------
    date
        The last day in time. A calendar clock may end on a holiday.

    >>> from riskassess.domain.manual.words import Confidence, Text
    >>> clock = Clock("acceptance", 5, DayUnit.WORKING, Text("", ""), Confidence.LOW)
    >>> due_on(date(2026, 3, 2), clock)
    datetime.date(2026, 3, 9)
    """
    if clock.unit is DayUnit.CALENDAR:
        return start + timedelta(days=clock.days)
    day, left = start, clock.days
    while left > 0:
        day += ONE_DAY
        left -= is_working_day(day, closed, working)
    return day


def working_days_left(
    today: date, due: date, closed: Collection[date] = (), working: Collection[date] = ()
) -> int:
    """Return the working days from tomorrow to `due`; negative for the days it is late.

    >>> working_days_left(date(2026, 3, 6), date(2026, 3, 9)), working_days_left(
    ...     date(2026, 3, 9), date(2026, 3, 6)
    ... )
    (1, -1)
    """
    first, last = sorted((today, due))
    days = (first + timedelta(days=each) for each in range(1, (last - first).days + 1))
    count = sum(is_working_day(day, closed, working) for day in days)
    return count if due >= today else -count

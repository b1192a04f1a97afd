"""Last days of the pool manual's periods, by the same calendar as the clocks of a case."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from riskassess.domain.deadlines import WorkCalendar, due_on
from riskassess.domain.manual.catalogue import Clock, DayUnit
from riskassess.domain.manual.words import Confidence, Text

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """Return the day that the calendar in Shanghai shows.

    >>> from datetime import UTC
    >>> day_of(datetime(2026, 3, 1, 20, tzinfo=UTC))
    datetime.date(2026, 3, 2)
    """
    return moment.astimezone(SHANGHAI).date()


def last_day(start: date, days: int, unit: DayUnit, calendar: WorkCalendar) -> date:
    """Return the last day of a period that began on `start`; the next day is the first to count.

    >>> last_day(date(2026, 3, 2), 5, DayUnit.WORKING, WorkCalendar())
    datetime.date(2026, 3, 9)
    """
    clock = Clock("period", days, unit, Text("", ""), Confidence.HIGH)
    return due_on(start, clock, calendar.closed, calendar.working)


def years_later(day: date, years: int) -> date:
    """Return the last day of so many years that begin on `day`.

    >>> years_later(date(2026, 3, 2), 3), years_later(date(2024, 2, 29), 1)
    (datetime.date(2029, 3, 1), datetime.date(2025, 2, 28))
    """
    try:
        end = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
    return date.fromordinal(end.toordinal() - 1)

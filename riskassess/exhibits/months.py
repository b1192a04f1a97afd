"""A calendar of months with the days on which somebody is away."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Day:
    """One day of a month's grid."""

    day: date
    is_away: bool
    is_today: bool
    is_past: bool


@dataclass(frozen=True)
class Month:
    """One month: weeks from Monday, None for days of its neighbours."""

    year: int
    month: int
    weeks: tuple[tuple[Day | None, ...], ...]


def months_from(
    first: date, count: int, *, away: Iterable[tuple[date, date]], today: date
) -> list[Month]:
    """Return months with the days of the periods marked.

    >>> march = months_from(date(2026, 3, 1), 1, away=[(date(2026, 3, 30), date(2026, 4, 2))],
    ...                     today=date(2026, 3, 2))[0]
    >>> [each.day.day for week in march.weeks for each in week if each and each.is_away]
    [30, 31]
    """
    periods = list(away)
    found = []
    year, month = first.year, first.month
    for _turn in range(count):
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        found.append(
            Month(year, month, tuple(_week(week, month, periods, today) for week in weeks))
        )
        year, month = (year, month + 1) if month < MONTHS_OF_A_YEAR else (year + 1, 1)
    return found


def _week(
    week: list[date], month: int, periods: list[tuple[date, date]], today: date
) -> tuple[Day | None, ...]:
    return tuple(_day(day, periods, today) if day.month == month else None for day in week)


def _day(day: date, periods: list[tuple[date, date]], today: date) -> Day:
    is_away = any(start <= day <= end for start, end in periods)
    return Day(day, is_away, day == today, day < today)


def month_shifted(first: date, months: int) -> date:
    """Return the first day of the month so many months on.

    >>> month_shifted(date(2026, 12, 5), 1), month_shifted(date(2026, 1, 31), -1)
    (datetime.date(2027, 1, 1), datetime.date(2025, 12, 1))
    """
    day = first.replace(day=1)
    step = timedelta(days=32) if months > 0 else timedelta(days=-1)
    for _turn in range(abs(months)):
        day = (day + step).replace(day=1)
    return day

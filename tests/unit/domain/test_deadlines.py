"""Working days, calendar days, and years whose holidays are not yet known."""

from datetime import date

import pytest

from riskassess.domain.deadlines import WorkCalendar, due_on, is_working_day, working_days_left
from riskassess.domain.manual import Clock, DayUnit, Text
from riskassess.domain.manual.catalogue import Holidays
from riskassess.domain.manual.words import Confidence

# National Day 2026: closed 1 to 7 October, worked on Saturday 10 October
CLOSED = frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
WORKING = frozenset({date(2026, 10, 10)})


def clock(days, unit=DayUnit.WORKING):
    return Clock("test", days, unit, Text("期限", "period"), Confidence.LOW)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # over one weekend
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # begun on a Saturday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the holidays
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # the worked Saturday counts
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_working_days(start, days, due):
    assert due_on(start, clock(days), CLOSED, WORKING) == due


def test_calendar_days_may_end_on_a_holiday():
    assert due_on(date(2026, 9, 21), clock(10, DayUnit.CALENDAR), CLOSED, WORKING) == date(
        2026, 10, 1
    )


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 3, 2), date(2026, 3, 9), 5),
        (date(2026, 3, 9), date(2026, 3, 9), 0),
        (date(2026, 3, 10), date(2026, 3, 9), -1),
        (date(2026, 3, 16), date(2026, 3, 6), -6),
        (date(2026, 9, 30), date(2026, 10, 10), 3),
    ],
)
def test_days_left_agree_with_the_clock(today, due, left):
    assert working_days_left(today, due, CLOSED, WORKING) == left


def test_closed_wins_over_working():
    day = date(2026, 10, 10)
    assert not is_working_day(day, closed={day}, working={day})


def test_manual_comes_before_the_published_calendar():
    published = WorkCalendar(CLOSED, WORKING, 2026)
    own = published.with_manual(
        Holidays(closed=(date(2026, 10, 10),), working=(date(2026, 10, 1),))
    )
    assert is_working_day(date(2026, 10, 1), own.closed, own.working)
    assert not is_working_day(date(2026, 10, 10), own.closed, own.working)
    assert published.with_manual(Holidays()) is published


def test_a_year_not_yet_published_is_uncertain():
    calendar = WorkCalendar(CLOSED, WORKING, 2026)
    assert calendar.is_certain(date(2026, 12, 31))
    assert not calendar.is_certain(date(2027, 1, 4))

"""The tables of holidays, as the deadlines need them."""

from datetime import date

from riskassess.adapters.holidays import published_days


def test_national_day_and_its_worked_weekend():
    closed, working, last_year = published_days()
    assert date(2026, 10, 1) in closed
    assert date(2026, 10, 10) in working
    assert last_year >= 2026


def test_weekends_are_not_listed_as_closed():
    closed, working, _last = published_days()
    assert all(day.weekday() < 5 for day in closed)
    assert not closed & working

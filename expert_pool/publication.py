"""When a source publishes its values: on which weekdays, from which hour of Beijing.

Holidays on which nothing is published are not known here; a draw whose day brings no values is
cancelled and drawn again.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple

BEIJING = timezone(timedelta(hours=8))
WEEK = 7
LONGEST_LEAD = 24 * 366
"""Hours; a longer lead in a manual or a record is a slip."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Publication(NamedTuple):
    """Weekdays from 1 (Monday) to 7, the hour as 21:15, and how long before one announces."""

    weekdays: Sequence[int]
    at: str
    lead_hours: int


def moment_on(rule: Publication, day: date) -> datetime:
    """Return from when on the values of a day can be known, in UTC.

    >>> moment_on(Publication((2, 4, 7), "21:15", 2), date(2026, 11, 24)).isoformat()
    '2026-11-24T13:15:00+00:00'
    """
    at = time.fromisoformat(rule.at)
    return datetime.combine(day, at, BEIJING).astimezone(UTC)


def next_publication(
    rule: Publication, *, announced_at: datetime, not_before: datetime | None = None
) -> datetime:
    """Return the first publication that leaves the lead, at or after a wished moment.

    Parameters
    ----------
    rule : Publication
        With at least one weekday.
    announced_at, not_before : datetime
        With a time zone.

    Examples
    --------
    >>> rule = Publication((2, 4, 7), "21:15", 2)
    >>> announced = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)  # 19:30, less than two hours before
    >>> next_publication(rule, announced_at=announced).isoformat()
    '2026-11-26T13:15:00+00:00'
    """
    start = announced_at + timedelta(hours=rule.lead_hours)
    start = max(start, not_before) if not_before else start
    first = start.astimezone(BEIJING).date()
    days = (first + timedelta(days=number) for number in range(WEEK + 1))
    fitting = (moment_on(rule, day) for day in days if day.isoweekday() in rule.weekdays)
    return next(moment for moment in fitting if moment >= start)


def publication_record(rule: Publication, expected_at: datetime) -> dict[str, Any]:
    """Return what an announcement says of the publication: its day and the rule it fits."""
    return {
        "day": expected_at.astimezone(BEIJING).date().isoformat(),
        "weekdays": list(rule.weekdays),
        "at": rule.at,
        "lead_hours": rule.lead_hours,
    }


def is_publication(given: Mapping[str, Any]) -> bool:
    """Say whether a part of an announcement is one that `publication_record` may return."""
    weekdays = given["weekdays"]
    return (
        set(given) == {"day", "weekdays", "at", "lead_hours"}
        and _is_day(given["day"])
        and _CLOCK.fullmatch(given["at"]) is not None
        and all(type(each) is int for each in [*weekdays, given["lead_hours"]])
        and weekdays == sorted(set(weekdays) & set(range(1, WEEK + 1)))
        and 1 <= given["lead_hours"] <= LONGEST_LEAD
    )


def _is_day(text: str) -> bool:
    """Say whether a text is a day as 2026-11-24; those of year 0 and 9999 are none."""
    if not _DAY.fullmatch(text):
        return False
    try:
        return 1 < date.fromisoformat(text).year < 9999
    except ValueError:
        return False


def keeps_calendar(given: Mapping[str, Any], *, announced: datetime, expected: datetime) -> bool:
    """Say whether a moment is that of the announced day, on a weekday of the rule, with its lead.

    >>> given = {"day": "2026-11-24", "weekdays": [2, 4, 7], "at": "21:15", "lead_hours": 2}
    >>> expected = datetime(2026, 11, 24, 13, 15, tzinfo=UTC)
    >>> [keeps_calendar(given, expected=expected, announced=expected - timedelta(hours=hours))
    ...  for hours in (2, 1)]
    [True, False]
    """
    rule = Publication(given["weekdays"], given["at"], given["lead_hours"])
    day = date.fromisoformat(given["day"])
    return (
        day.isoweekday() in rule.weekdays
        and moment_on(rule, day) == expected
        and expected - announced >= timedelta(hours=rule.lead_hours)
    )

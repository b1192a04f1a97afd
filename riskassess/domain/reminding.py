"""When somebody is reminded: so many working days before the last one, never at night.

The days and the hours come from the pool manual (handbook 6.2, CONFIG).
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from riskassess.domain.deadlines import ONE_DAY, WorkCalendar, is_working_day


def reminder_day(due: date, days_before: int, calendar: WorkCalendar) -> date:
    """Return the working day on which the reminder belongs.

    Parameters
    ----------
    due : date
        Last day in time; when nobody works on it, the working day before counts.
    days_before : int
        Working days before that one; 0 is the last day itself.
    calendar : WorkCalendar
        Days that differ from Monday to Friday.

    >>> reminder_day(date(2026, 3, 9), 1, WorkCalendar())  # Monday: the Friday before
    datetime.date(2026, 3, 6)
    """
    day = _worked_on_or_before(due, calendar)
    for _each in range(days_before):
        day = _worked_on_or_before(day - ONE_DAY, calendar)
    return day


def _worked_on_or_before(day: date, calendar: WorkCalendar) -> date:
    while not is_working_day(day, calendar.closed, calendar.working):
        day -= ONE_DAY
    return day


def due_step(
    today: date, *, since: date, due: date, steps: Collection[int], calendar: WorkCalendar
) -> int | None:
    """Return the step of the schedule whose turn it is, as days before the last one, or None.

    Of the steps whose day has come only the latest counts: what was missed while the system stood
    still is not made up for. Nobody is reminded on a day off, on the day on which he or she was
    asked (`since`), or after the last day.

    >>> facts = {"since": date(2026, 3, 2), "due": date(2026, 3, 9), "steps": (3, 1, 0)}
    >>> due_step(date(2026, 3, 4), **facts, calendar=WorkCalendar())
    3
    """
    if today > due or not is_working_day(today, calendar.closed, calendar.working):
        return None
    come = [step for step in steps if reminder_day(due, step, calendar) <= today]
    if not come:
        return None
    latest = min(come)
    return latest if reminder_day(due, latest, calendar) > since else None


def send_from(moment: datetime, *, quiet_from: int, quiet_until: int) -> datetime:
    """Return the moment itself, or the end of the quiet hours in which it falls.

    Parameters
    ----------
    moment : datetime
        With the office's own time zone.
    quiet_from, quiet_until : int
        Full hours: from this one in the evening, until that one in the morning.

    >>> send_from(datetime(2026, 3, 2, 22, 10), quiet_from=21, quiet_until=8)
    datetime.datetime(2026, 3, 3, 8, 0)
    """
    morning = moment.replace(hour=quiet_until, minute=0, second=0, microsecond=0)
    if moment.hour < quiet_until:
        return morning
    return morning + timedelta(days=1) if moment.hour >= quiet_from else moment

"""Jinja filters: dates, shares, figures, words of closed sets; for pages, print and mail."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from riskassess.domain.vocabulary import Degree, RiskGrade
from riskassess.i18n import _
from riskassess.labels import label

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEN_THOUSANDTHS = 10_000


def local(moment: datetime) -> datetime:
    """Return the moment as the clock in Shanghai shows it."""
    return moment.astimezone(SHANGHAI)


def date_text(day: date | datetime | None) -> str:
    """Return 2026-11-21, for tables, lists, fields and notes beside them."""
    if day is None:
        return "—"
    return (local(day).date() if isinstance(day, datetime) else day).isoformat()


def long_date(day: date | datetime | None) -> str:
    """Return 2026年11月21日, for running sentences, letters and documents."""
    if day is None:
        return "—"
    day = local(day) if isinstance(day, datetime) else day
    return _("%(year)d年%(month)d月%(day)d日", year=day.year, month=day.month, day=day.day)


def datetime_text(moment: datetime | None) -> str:
    """Return 2026-11-21 10:32."""
    return "—" if moment is None else local(moment).strftime("%Y-%m-%d %H:%M")


def moment_text(moment: datetime | None) -> str:
    """Return 2026年11月21日 10:32, for running sentences, letters and documents."""
    return "—" if moment is None else f"{long_date(moment)} {local(moment):%H:%M}"


def figure(value: object, places: int = 3) -> str:
    """Return a number with fixed places, rounded half up; a dash for an unknown one."""
    if value is None:
        return "—"
    return format(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")


def percent(value: object, places: int = 1) -> str:
    """Return a share of 0–1 as a percentage."""
    return "—" if value is None else figure(Decimal(str(value)) * 100, places) + "%"


def share(ten_thousandths: int | None, places: int = 0) -> str:
    """Return a stored share (ten-thousandths) as a percentage."""
    if ten_thousandths is None:
        return "—"
    return percent(Decimal(ten_thousandths) / TEN_THOUSANDTHS, places)


def filesize(size: int) -> str:
    """Return a size in KB or MB."""
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def state_label(member: StrEnum | None) -> str:
    """Return the word for a member of a closed set."""
    return "—" if member is None else label(member)


def grade_label(code: str | None) -> str:
    """Return the word for a grade code."""
    return "—" if code is None else label(RiskGrade(code))


def degree_label(code: str | None) -> str:
    """Return the word for a degree code."""
    return "—" if code is None else label(Degree(code))


def round_name(name: str | None) -> str:
    """Return how a member is called in one round: the ten heavenly stems, then the twelve branches.

    >>> round_name("A"), round_name("K")
    ('专家甲', '专家子')
    """
    if name is None:
        return "—"
    signs = _("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
    place = ord(name) - ord("A")
    return _("专家%(sign)s", sign=signs[place])


FILTERS: dict[str, Callable[..., str]] = {
    "date_text": date_text,
    "long_date": long_date,
    "datetime_text": datetime_text,
    "moment_text": moment_text,
    "figure": figure,
    "percent": percent,
    "share": share,
    "filesize": filesize,
    "state_label": state_label,
    "grade_label": grade_label,
    "degree_label": degree_label,
    "round_name": round_name,
}

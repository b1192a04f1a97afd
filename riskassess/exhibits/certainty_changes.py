"""What would change a grade, in words and as a figure; shown values are rounded away from now."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from markupsafe import Markup

from riskassess.charts.certainty_dots import ChangeRow, change_bars
from riskassess.domain.certainty.levers import Lever
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import CriterionKind
from riskassess.exhibits.certainty_words import PLACE, read
from riskassess.filters import grade_label
from riskassess.i18n import LazyText, _, _l, current_locale

Record = Mapping[str, Any]
Names = Mapping[str, str]
LEVER_WORDS: dict[Lever, LazyText] = {
    Lever.PROBABILITY: _l("%(name)s的风险概率"),
    Lever.IMPACT: _l("%(name)s的影响程度"),
    Lever.WEIGHT: _l("%(name)s的权重"),
    Lever.POINTS: _l("%(name)s的扣分"),
    Lever.OPPOSITION: _l("反对票数"),
    Lever.HEADCOUNT: _l("预测人数"),
}
SHARES = (Lever.PROBABILITY, Lever.IMPACT, Lever.WEIGHT)
SCORED = (Lever.PROBABILITY, Lever.IMPACT)
COUNTS = (Lever.OPPOSITION, Lever.HEADCOUNT)
MOST_PLACES = 8
DRAWN = 5


def nearest_words(moment: Record, manual: Manual, names: Names) -> str:
    """Return the smallest change of a factor or item, and of the counts, as one sentence."""
    if not moment["changes"]:
        return _("没有任何单项变动会改变这个等级。")
    by_size = sorted(moment["changes"], key=_size)
    kept: dict[bool, Record] = {}
    for row in by_size:
        kept.setdefault(Lever(row["lever"]) in COUNTS, row)
    told = _("；").join(_change_words(row, manual, names) for row in kept.values())
    return _("最小的单项变动：%(told)s。", told=told)


def _size(row: Record) -> Fraction:
    """Return how much of its range a change takes; a headcount, which has none, comes last."""
    return Fraction(2) if row["share"] is None else read(row["share"])


def _change_words(row: Record, manual: Manual, names: Names) -> str:
    words = _("%(what)s从 %(now)s 升到 %(to)s，等级变为%(grade)s")
    if not row["rises"]:
        words = _("%(what)s从 %(now)s 降到 %(to)s，等级变为%(grade)s")
    return words % {
        "what": lever_words(row, names),
        "now": now_text(row, manual),
        "to": needed_text(row, manual),
        "grade": grade_label(row["grade"]),
    }


def lever_words(row: Record, names: Names) -> str:
    """Return what is changed."""
    words = LEVER_WORDS[Lever(row["lever"])]
    return str(words) % {"name": names.get(row["code"], row["code"])} if row["code"] else str(words)


def now_text(row: Record, manual: Manual) -> str:
    """Return the value as it is."""
    unit, suffix = _unit(row, manual)
    value = read(row["now"]) / unit
    return f"{_short(value, 2)}{suffix}"


def _short(value: Fraction, places: int) -> str:
    """Return a number with so many places at most.

    >>> _short(Fraction(74), 2), _short(Fraction(3, 8), 2)
    ('74', '0.38')
    """
    text = f"{float(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def needed_text(row: Record, manual: Manual) -> str:
    """Return the nearest value with few places that has the other grade."""
    unit, suffix = _unit(row, manual)
    to = read(row["to"]) / unit
    if to.denominator == 1 and row["inclusive"]:
        return f"{to.numerator}{suffix}"
    for places in range(2, MOST_PLACES):
        shown = _beyond(to, places, rises=row["rises"], inclusive=row["inclusive"])
        if 0 <= shown * unit <= _end(row, manual):
            return f"{_short(shown, places)}{suffix}"
    return f"{_short(to, MOST_PLACES)}{suffix}"


def _beyond(value: Fraction, places: int, *, rises: bool, inclusive: bool) -> Fraction:
    """Return the nearest number of so many places that is not short of a value.

    >>> [str(_beyond(Fraction(n, 3), 2, rises=True, inclusive=False)) for n in (1, 3)]
    ['17/50', '101/100']
    """
    step = Fraction(1, 10**places)
    count = ceil(value / step) if rises else floor(value / step)
    if count * step == value and not inclusive:
        count += 1 if rises else -1
    return count * step


def _unit(row: Record, manual: Manual) -> tuple[Fraction, str]:
    """Return what one shown unit is worth, and its sign."""
    lever = Lever(row["lever"])
    if lever in SCORED and manual.asks_levels:
        return Fraction(1), _("档")
    if lever in SHARES:
        return Fraction(1, 100), "%"
    if lever is Lever.POINTS:
        return Fraction(1), _("分")
    return Fraction(1), _("份") if lever is Lever.OPPOSITION else _("人")


def _end(row: Record, manual: Manual) -> Fraction:
    if Lever(row["lever"]) is Lever.POINTS and manual.deduction is not None:
        found = (item.maximum for item in manual.deduction.items if item.code == row["code"])
        return Fraction(next(found, 0))
    return Fraction(1) if Lever(row["lever"]) in SHARES else Fraction(10**9)


def change_rows(moment: Record, manual: Manual, names: Names) -> Iterator[tuple[str, ...]]:
    """Yield what is changed, the value now, the one needed, the new grade, and the criteria."""
    for row in moment["changes"]:
        through = [
            manual.criterion(CriterionKind(code)).name(current_locale()) for code in row["through"]
        ]
        yield (
            lever_words(row, names),
            now_text(row, manual),
            needed_text(row, manual),
            grade_label(row["grade"]),
            _("、").join(through),
        )


def change_chart(name: str, moment: Record, manual: Manual, names: Names) -> Markup | None:
    """Return the changes as now and needed; None where there is none with a range."""
    rows = [
        ChangeRow(
            lever_words(row, names),
            *_places(row, manual),
            f"{now_text(row, manual)} → {needed_text(row, manual)}",
            PLACE[row["grade"]],
        )
        for row in sorted(moment["changes"], key=_size)[:DRAWN]
        if row["share"] is not None
    ]
    if not rows:
        return None
    said = _("；").join(f"{row.name} {row.figure}" for row in rows)
    return change_bars(rows, title=_("什么会改变等级：%(moment)s", moment=name), desc=said)


def _places(row: Record, manual: Manual) -> tuple[float, float]:
    """Return both values as shares of the lever's range, from what the change takes of it."""
    now, to = read(row["now"]), read(row["to"])
    lever = Lever(row["lever"])
    if lever in SCORED and manual.asks_levels:
        most = len(manual.scales.probability) - 1
        return float((now - 1) / most), float((to - 1) / most)
    if lever in SHARES:
        return float(now), float(to)
    # a count: what the change takes of the range tells how long the range is
    whole = _end(row, manual) if lever is Lever.POINTS else abs(to - now) / read(row["share"])
    return float(now / whole), float(to / whole)

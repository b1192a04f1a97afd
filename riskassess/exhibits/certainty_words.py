"""Words and numbers of a certainty record that its sentences, figures and tables share."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from riskassess.domain.manual import Condition, Criterion, Manual
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from riskassess.filters import grade_label
from riskassess.i18n import LazyText, _, _l, current_locale

Record = Mapping[str, Any]
FEW_EXPERTS = 5
# Of so few experts a resample that draws one of them only has 2.5 % or more of the chance (n**-n),
# so that an end of the interval is that expert's own value.
FEW_TO_HIDE = 3
MOST_RESAMPLES = 10_000
FEWEST_POINTS, FEWEST_PLACES, MOST_PLACES = 2, 3, 12
PLACE = {str(grade): place for place, grade in enumerate(RiskGrade)}
MIDDLE_WORDS: dict[str, LazyText] = {
    "mean": _l("平均数"),
    "median": _l("中位数"),
    "trimmed": _l("去极值平均"),
}


def read(value: Mapping[str, str]) -> Fraction:
    """Return a number of the record.

    >>> read({"number": "0.36"})
    Fraction(9, 25)
    """
    return Fraction(value["number"])


def moments_of(record: Record) -> Iterator[tuple[str, Record]]:
    """Yield the moments that were graded, with their names."""
    for key, name in (("before", _("措施前")), ("after", _("措施后"))):
        if record[key] is not None:
            yield name, record[key]


def value_word(manual: Manual) -> str:
    """Return what the value of a moment is called: the criterion that looks at it."""
    criterion = value_criterion(manual)
    if criterion is not None:
        return criterion.name(current_locale())
    return _("扣分总分") if manual.asks_points else _("综合风险指数")


def value_text(value: Mapping[str, str] | None, manual: Manual) -> str:
    """Return a value of a moment: an index with three places, points with two.

    With more where fewer would put it on the other side of a limit.
    """
    if value is None:
        return "—"
    found = read(value)
    limits = [limit for limit, _words in value_limits(manual)]
    for places in range(FEWEST_POINTS if manual.asks_points else FEWEST_PLACES, MOST_PLACES):
        step = Fraction(1, 10**places)
        shown = round(found / step) * step
        if all(_side(shown, limit) == _side(found, limit) for limit in limits):
            break
    return f"{float(shown):.{places}f}"


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)


def shares_in_words(counts: Mapping[str, int]) -> str:
    """Return how often each grade came, the most frequent first, without those that never came."""
    whole = sum(counts.values())
    ordered = sorted(counts, key=lambda grade: (-counts[grade], -PLACE[grade]))
    if counts[ordered[0]] == whole:
        return _("每一次都是%(grade)s", grade=grade_label(ordered[0]))
    return _("，").join(
        _("%(share)s 为%(grade)s", share=share_text(counts[grade], whole),
          grade=grade_label(grade))
        for grade in ordered
        if counts[grade]
    )  # fmt: skip


def share_text(count: int, whole: int) -> str:
    """Return a share as a percentage; never 0 for what happened, nor 100 for what not always did.

    >>> share_text(9340, 10_000), share_text(1, 10_000), share_text(9999, 10_000)
    ('93.4%', '不到 0.1%', '超过 99.9%')
    """
    if 0 < count * 1000 < whole:
        return _("不到 0.1%")
    if whole > count and count * 1000 > whole * 999:
        return _("超过 99.9%")
    return f"{count * 100 / whole:.1f}%"


def value_criterion(manual: Manual) -> Criterion | None:
    """Return the active criterion that decides by the value of a moment, or None."""
    kind = CriterionKind.DEDUCTION if manual.asks_points else CriterionKind.INDEX
    return next((row for row in manual.criteria if row.active and row.code is kind), None)


def value_limits(manual: Manual) -> list[tuple[Fraction, str]]:
    """Return the limits of the value with the words in which the manual writes them."""
    criterion = value_criterion(manual)
    rows = (criterion.medium, criterion.high) if criterion else ()
    return [(Fraction(limit), str(limit)) for limit in map(_limit, rows) if limit is not None]


def _limit(condition: Condition | None) -> Any:
    if condition is None:
        return None
    return condition.above if condition.above is not None else condition.at_least


def value_end(manual: Manual) -> tuple[Fraction, str]:
    """Return the greatest value that can be: 1 for an index, all points of a deduction score."""
    if manual.deduction is None:
        return Fraction(1), "1"
    most = sum((Fraction(item.maximum) for item in manual.deduction.items), Fraction(0))
    return most, f"{float(most):g}"

"""The scale of each item of a round: shares, levels, weights, points lost on an item."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from riskassess.domain.levels import UNIT
from riskassess.domain.manual import Manual
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.sheet_values import WEIGHT_LIMITS
from riskassess.proof.canonical import plain_number

WEIGHT, POINTS = "weight", "points"
SHARE_LIMITS = (0, UNIT)
LEVEL, BETWEEN, STEPS, CHANGED = "level", "between", "steps", "changed"


class Item(NamedTuple):
    """An item of a round, `B03.before_impact` or `C1.before_points`, in its parts."""

    code: str
    moment: str
    part: str


def item_parts(item: str) -> Item:
    """Return the parts of an item.

    >>> item_parts("C1.before_points")
    Item(code='C1', moment='before', part='points')
    """
    code, _dot, field = item.partition(".")
    moment, _line, part = field.partition("_")
    return Item(code, moment, part)


def mark_limits(item: str, manual: Manual) -> tuple[int, int]:
    """Return the least and the greatest mark of an item, in ten-thousandths.

    Examples
    --------
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> mark_limits("B03.before_weight", builtin_manual("cn-default"))
    (10000, 100000)
    >>> mark_limits("B.before_points", builtin_manual("js-4013"))
    (0, 50000)
    """
    code, _moment, part = item_parts(item)
    if part == WEIGHT:
        return WEIGHT_LIMITS
    if part == POINTS and manual.deduction is not None:
        return 0, next(
            (int(row.maximum * UNIT) for row in manual.deduction.items if row.code == code), UNIT
        )
    return SHARE_LIMITS


def mark_range(item: str, manual: Manual) -> int:
    """Return the length of an item's scale, in ten-thousandths."""
    low, high = mark_limits(item, manual)
    return high - low


def level_scale(item: str, manual: Manual) -> tuple[ScaleLevel, ...] | None:
    """Return the levels that experts gave for an item, None where they gave none."""
    part = item_parts(item).part
    if not manual.asks_levels or part not in ("probability", "impact"):
        return None
    return manual.scales.probability if part == "probability" else manual.scales.impact


def level_position(scale: tuple[ScaleLevel, ...], mark: Fraction) -> Fraction:
    """Return where a mark lies among the levels: 3 for the third, 5/2 halfway to it.

    A level is kept as the upper end of its band; a median of an even panel may lie between two.

    >>> from riskassess.adapters.manuals import builtin_manual
    >>> scale = builtin_manual("cn-levels").scales.impact
    >>> [str(level_position(scale, Fraction(mark))) for mark in (2000, 6000, 5000)]
    ['1', '3', '5/2']
    """
    ends = [Fraction(level.up_to) * UNIT for level in scale]
    for place, end in enumerate(ends):
        if mark <= end:
            below = ends[place - 1] if place else Fraction(0)
            return place + (mark - below) / (end - below)
    return Fraction(len(ends))


def spoken_mark(
    item: str, mark: int | Decimal | Fraction, manual: Manual, locale: str
) -> tuple[str, ...] | None:
    """Return the kind of a mark that is no share and no weight, and its words; else None.

    Points are `points` and their number; a level is `level` and its name, or `between` and two.

    Examples
    --------
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> spoken_mark("C1.before_points", 35000, builtin_manual("js-4013"), "zh")
    ('points', '3.5')
    >>> spoken_mark("B03.before_impact", 5000, builtin_manual("cn-levels"), "zh")
    ('between', '2 较小', '3 中等')
    """
    if item_parts(item).part == POINTS:
        return POINTS, _number(Fraction(mark) / UNIT)
    scale = level_scale(item, manual)
    if scale is None:
        return None
    place = level_position(scale, Fraction(mark))
    low = max(1, place.__floor__())
    names = [f"{level.level} {level.name(locale)}" for level in scale[low - 1 : low + 1]]
    return (LEVEL, names[0]) if place <= low else (BETWEEN, *names)


def spoken_move(
    item: str, moved: int | Decimal | Fraction, manual: Manual
) -> tuple[str, ...] | None:
    """Return by how much a mark moved that is no share and no weight; else None.

    `points` and their number, `steps` and the number of levels, or `changed` where the levels are
    not of one width and a difference of their ends counts no levels.
    """
    if item_parts(item).part == POINTS:
        return POINTS, _number(Fraction(moved) / UNIT)
    scale = level_scale(item, manual)
    if scale is None:
        return None
    widths = {Fraction(level.up_to) - Fraction(level.above) for level in scale}
    if moved and len(widths) > 1:
        return (CHANGED,)
    return STEPS, _number(Fraction(moved) / UNIT / min(widths))


def _number(value: Fraction) -> str:
    return plain_number(
        (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))
    )

"""Exact numbers in words: short, but never rounded to nothing or across a limit."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.manual import Criterion
from riskassess.domain.vocabulary import CriterionKind
from riskassess.filters import figure, percent
from riskassess.i18n import _, current_locale

PLACES, MOST_PLACES = 4, 24
Exact = Fraction | Decimal | int


def decimal(value: Exact) -> Decimal:
    """Return an exact value as a Decimal for the filters.

    >>> decimal(Fraction(1, 4))
    Decimal('0.25')
    """
    exact = Fraction(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def short(value: Exact, places: int = PLACES) -> str:
    """Return a number rounded half up, without zeros at its end; more places before it shows 0.

    >>> short(Fraction(261689, 1_000_000)), short(Fraction(1, 2)), short(Fraction(1, 1_000_000))
    ('0.2617', '0.5', '0.000001')
    """
    text = figure(decimal(value), places)
    while value and not Decimal(text) and places < MOST_PLACES:
        places += 1
        text = figure(decimal(value), places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def beside(value: Exact, limits: Iterable[Exact], places: int = PLACES) -> str:
    """Return a number rounded half up, with more places where it would else cross a limit.

    >>> beside(Fraction(64004, 100000), [Decimal("0.64")], 3), beside(Fraction(1, 3), [], 3)
    ('0.64004', '0.333')
    """
    exact = Fraction(value)
    sides = [(Fraction(limit), _side(exact, limit)) for limit in limits]
    text = figure(decimal(exact), places)
    while places < MOST_PLACES and any(_side(text, limit) != side for limit, side in sides):
        places += 1
        text = figure(decimal(exact), places)
    return text


def _side(value: Exact | str, limit: Exact) -> int:
    exact, bound = Fraction(value), Fraction(limit)
    return (exact > bound) - (exact < bound)


def limits_of(criterion: Criterion | None) -> list[Decimal]:
    """Return the limits of a criterion, in its unit."""
    rows = [] if criterion is None else [criterion.high, criterion.medium]
    found = [row.above if row.above is not None else row.at_least for row in rows if row]
    return [limit for limit in found if limit is not None]


def amount(value: Exact, criterion: Criterion) -> str:
    """Return a value or a limit in the unit of its criterion."""
    if criterion.code is CriterionKind.OPPOSITION:
        return f"{short(Fraction(value) * 100, 1)}%"
    unit = criterion.unit(current_locale()) if criterion.unit else ""
    return f"{short(value)} {unit}".strip()


def difference(value: Exact, criterion: Criterion) -> str:
    """Return a distance to a limit in the unit of its criterion; shares differ by points."""
    if criterion.code is CriterionKind.OPPOSITION:
        return _("%(n)s 个百分点", n=short(Fraction(value) * 100, 1))
    if criterion.code is CriterionKind.DEDUCTION:
        return _("%(n)s 分", n=short(value, 2))
    return amount(value, criterion)


def share_text(value: Exact, places: int = 1) -> str:
    """Return a share of 1 as a percentage with fixed places.

    >>> share_text(Fraction(1, 3))
    '33.3%'
    """
    return percent(decimal(value), places)


def marks_text(marks: Iterable[tuple[str, str]]) -> str:
    """Return what each expert gave on one line; an expert and the mark are never parted.

    >>> marks_text([("E1", "3"), ("E2", "1/2")])
    'E1\\xa03，E2\\xa01/2'
    """
    return _("，").join(f"{expert}\u00a0{mark}" for expert, mark in marks)

"""Decides a value by two limits exactly: each limit says itself on which side it lies.

Sources print bands as closed on both sides ("5 %-33 %") or with whole numbers that leave gaps
("0-20 %, 21-40 %"). A limit of the manual is half open instead, `above` or `at_least`, so that
every value belongs to exactly one grade.
"""

from decimal import Decimal
from fractions import Fraction

from riskassess.domain.manual.rules import Condition
from riskassess.domain.vocabulary import RiskGrade

Number = Fraction | Decimal | int


def is_met(condition: Condition | None, value: Number) -> bool:
    """Return whether a value lies beyond the limit of a condition; a missing one is never met.

    >>> limit = Condition(above=Decimal("0.33"))
    >>> is_met(limit, Decimal("0.33")), is_met(limit, Fraction(1, 3)), is_met(None, 1)
    (False, True, False)
    """
    if condition is None:
        return False
    if condition.above is not None:
        return Fraction(value) > Fraction(condition.above)
    return condition.at_least is not None and Fraction(value) >= Fraction(condition.at_least)


def limit_grade(value: Number, *, high: Condition | None, medium: Condition | None) -> RiskGrade:
    """Return the grade of a value: high and medium are tried in this order, the rest is low.

    Parameters
    ----------
    value : Fraction, Decimal or int
        In the unit of the limits, for example a share of 1 or points.
    high, medium : Condition or None
        One limit each; a missing one gives that grade to nothing.

    Returns
    -------
    RiskGrade
        Decided exactly, nothing is rounded.

    Examples
    --------
    >>> high, medium = Condition(above=Decimal("0.33")), Condition(at_least=Decimal("0.05"))
    >>> [limit_grade(Decimal(share), high=high, medium=medium).value
    ...  for share in ("0.0499", "0.05", "0.33", "0.3301")]
    ['low', 'medium', 'medium', 'high']
    """
    if is_met(high, value):
        return RiskGrade.HIGH
    return RiskGrade.MEDIUM if is_met(medium, value) else RiskGrade.LOW

"""Mean, variance and quartiles as exact fractions."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.agreement.tails import EXACT, exact_decimal

Exact = int | Fraction


def mean(values: Sequence[Exact]) -> Fraction:
    """Return the arithmetic mean of at least one value.

    >>> mean([1, 2, 4])
    Fraction(7, 3)
    """
    return Fraction(sum(values)) / len(values)


def variance(values: Sequence[Exact]) -> Fraction:
    """Return the variance of a sample of at least two (divisor n - 1).

    >>> variance([2, 4, 6])
    Fraction(4, 1)
    """
    n = len(values)
    squares = n * sum(value * value for value in values) - sum(values) ** 2
    return Fraction(squares) / (n * (n - 1))


def quartile(ordered: Sequence[Exact], quarter: int) -> Fraction:
    """Return a quartile of ordered values, linear between neighbours (Hyndman and Fan, type 7).

    Parameters
    ----------
    ordered : sequence
        At least one value, in ascending order.
    quarter : int
        1 for the lower quartile, 2 for the median, 3 for the upper one.

    Returns
    -------
    Fraction

    Examples
    --------
    >>> quartile([2, 4, 6], 1), quartile([1, 2], 2)
    (Fraction(3, 1), Fraction(3, 2))
    """
    below, rest = divmod(quarter * (len(ordered) - 1), 4)
    above = min(below + 1, len(ordered) - 1)
    return Fraction(ordered[below] * (4 - rest) + ordered[above] * rest) / 4


def root(square: Fraction) -> Decimal:
    """Return the square root of a fraction of 0 or more, to 40 digits.

    >>> str(root(Fraction(1, 4)))
    '0.5'
    """
    return EXACT.sqrt(exact_decimal(square))


def variation_exceeds(values: Sequence[Exact], limit: Exact) -> bool:
    """Say whether standard deviation over mean is above a limit, decided without a root.

    Parameters
    ----------
    values : sequence
        At least two, with a mean above 0.
    limit : int or Fraction
        0 or more.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If the mean is not above 0, where the ratio means nothing.

    Examples
    --------
    >>> [variation_exceeds([2, 4, 6], limit) for limit in (Fraction(1, 2), Fraction(49, 100))]
    [False, True]
    """
    centre = mean(values)
    if centre <= 0:
        raise ValueError("a coefficient of variation needs a mean above 0")
    return variance(values) > (limit * centre) ** 2

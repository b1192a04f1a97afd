"""Weights of factors from the experts' weight scores (handbook 5.6, expert scoring)."""

from collections.abc import Sequence
from fractions import Fraction


def mean_share_weights(totals: Sequence[int]) -> tuple[Fraction, ...]:
    """Return each factor's share of the mean weight scores.

    Every factor has the same experts, so the shares of the totals are the shares of the means.

    Parameters
    ----------
    totals : sequence of int
        Sum of the weight scores over the experts, one a factor, each above 0.

    Returns
    -------
    tuple of Fraction
        Weights in the same order; they add up to exactly 1.

    Raises
    ------
    ValueError
        When no total is above 0.

    Examples
    --------
    >>> mean_share_weights([30_000, 10_000])
    (Fraction(3, 4), Fraction(1, 4))
    """
    whole = sum(totals)
    if whole <= 0 or min(totals) < 0:
        raise ValueError("weight scores must be above 0")
    return tuple(Fraction(total, whole) for total in totals)

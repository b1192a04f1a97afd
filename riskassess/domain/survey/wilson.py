"""The Wilson score interval of a share.

Wilson, Journal of the American Statistical Association 22 (1927) 209-212. Unlike the textbook's
p ± z√(p(1 − p)/n) it never leaves 0 to 1 and holds for small samples.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from riskassess.domain.agreement.tails import EXACT, normal_quantile

USUAL_CONFIDENCE = Fraction(95, 100)


@dataclass(frozen=True)
class Interval:
    """Limits of a share, 0 to 1."""

    low: Decimal
    high: Decimal


def wilson_interval(x: int, n: int, confidence: Fraction = USUAL_CONFIDENCE) -> Interval:
    """Return the Wilson interval of x out of n.

    (2x + z² ∓ z√(z² + 4x(n − x)/n)) / (2(n + z²)), z the normal quantile of the confidence.

    Parameters
    ----------
    x : int
        How many of the n, 0 to n.
    n : int
        Size of the sample, at least 1.
    confidence : Fraction
        Two-sided, between 0 and 1; a one-sided limit of 95 % is that of 90 %.

    Returns
    -------
    Interval
        Good to 30 digits; contains x/n, and touches 0 and 1 exactly for x = 0 and x = n.

    Raises
    ------
    ValueError
        For counts or a confidence out of range.

    Examples
    --------
    >>> found = wilson_interval(4, 20)
    >>> f"{found.low:.10f} {found.high:.10f}"
    '0.0806576626 0.4160174323'
    """
    if n < 1 or not 0 <= x <= n:
        raise ValueError("x lies between 0 and n, and n is at least 1")
    z = normal_quantile(confidence)
    with localcontext(EXACT):
        square = z * z
        half = z * (square + Decimal(4 * x * (n - x)) / n).sqrt()
        below = 2 * (n + square)
        low = Decimal(0) if x == 0 else (2 * x + square - half) / below
        high = Decimal(1) if x == n else (2 * x + square + half) / below
    return Interval(low, high)

"""Tails of the chi-square and normal distributions in decimal arithmetic of 40 digits.

scipy.stats would do the same at eight times the cost of importing numpy; scipy.special at three.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)
SMALLEST = Decimal("1e-38")
"""Relative size below which a further term or step no longer counts."""
ROOT_OF_PI = Decimal("1.772453850905516027298167483341145182797549456122387")
CLOSE = Decimal("1e-32")
"""Relative change of a quantile that is small enough."""
MOST_TURNS = 100_000


def exact_decimal(number: Fraction | int | Decimal) -> Decimal:
    """Return a number as a decimal of 40 digits."""
    if isinstance(number, Fraction):
        return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return EXACT.create_decimal(number)


def chi_square_tail(chi2: Fraction | Decimal | int, df: int) -> Decimal:
    """Return the probability of a chi-square value at least as great.

    Q(df/2, chi2/2), the regularised upper incomplete gamma function (Abramowitz and Stegun,
    Handbook of Mathematical Functions, 26.4.19).

    Parameters
    ----------
    chi2 : Fraction, Decimal or int
        Value of 0 or more.
    df : int
        Degrees of freedom, at least 1.

    Returns
    -------
    Decimal
        0 to 1, good to more than 30 digits.

    Raises
    ------
    ValueError
        For fewer than one degree of freedom.

    Examples
    --------
    >>> f"{chi_square_tail(7, 3):.15f}"
    '0.071897772496465'
    """
    if df < 1:
        raise ValueError("a chi-square distribution has at least one degree of freedom")
    with localcontext(EXACT):
        return _upper_gamma(df, exact_decimal(chi2) / 2)


def _upper_gamma(twice_a: int, x: Decimal) -> Decimal:
    """Return Q(a, x) for a = twice_a / 2: by the series below x = a + 1, else by the fraction."""
    if x <= 0:
        return Decimal(1)
    a = Decimal(twice_a) / 2
    return 1 - _lower_series(a, x) if x < a + 1 else _upper_fraction(a, x)


def _first_term(a: Decimal, x: Decimal) -> Decimal:
    """Return x^a e^-x / Γ(a + 1), factor by factor, so that nothing grows large."""
    term, step = (-x).exp(), Decimal(0)
    if a % 1:
        term, step = term * x.sqrt() * 2 / ROOT_OF_PI, Decimal("0.5")
    while step < a:
        step += 1
        term = term * x / step
    return term


def _lower_series(a: Decimal, x: Decimal) -> Decimal:
    """Return P(a, x) by its power series; all terms are positive (6.5.29)."""
    term = total = _first_term(a, x)
    below = a
    while term > total * SMALLEST:
        below += 1
        term = term * x / below
        total += term
    return total


def _upper_fraction(a: Decimal, x: Decimal) -> Decimal:
    """Return Q(a, x) by its continued fraction (6.5.31), evaluated forwards (Lentz's method)."""
    base = x + 1 - a
    value = inverse = 1 / base
    ahead = Decimal("1e100")
    for turn in range(1, MOST_TURNS):
        numerator = turn * (a - turn)
        base += 2
        inverse = 1 / (numerator * inverse + base)
        ahead = base + numerator / ahead
        value *= ahead * inverse
        if abs(ahead * inverse - 1) < SMALLEST:
            break
    return _first_term(a, x) * a * value


@lru_cache(maxsize=64)
def normal_quantile(confidence: Fraction) -> Decimal:
    """Return z of a two-sided confidence: P(|Z| ≤ z) = confidence.

    Starts from the approximation 26.2.23 of Abramowitz and Stegun (error below 4.5e-4) and takes
    Newton steps on the exact tail until nothing changes.

    Parameters
    ----------
    confidence : Fraction
        Between 0 and 1, both excluded. One-sided 95 % is two-sided 90 %.

    Returns
    -------
    Decimal
        Good to more than 30 digits.

    Raises
    ------
    ValueError
        For a confidence that is not between 0 and 1.

    Examples
    --------
    >>> f"{normal_quantile(Fraction(95, 100)):.15f}"
    '1.959963984540054'
    """
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1")
    with localcontext(EXACT):
        outside = exact_decimal(1 - confidence)
        z = _near_quantile(outside / 2)
        for _turn in range(MOST_TURNS):
            # the density of |Z| at z is √(2/π) e^(−z²/2)
            density = Decimal(2).sqrt() * (-z * z / 2).exp() / ROOT_OF_PI
            step = (_upper_gamma(1, z * z / 2) - outside) / density
            z += step
            if abs(step) <= z * CLOSE:
                break
        return z


def _near_quantile(tail: Decimal) -> Decimal:
    t = (-2 * tail.ln()).sqrt()
    over = Decimal("2.515517") + t * (Decimal("0.802853") + t * Decimal("0.010328"))
    under = 1 + t * (Decimal("1.432788") + t * (Decimal("0.189269") + t * Decimal("0.001308")))
    return max(Decimal(0), t - over / under)

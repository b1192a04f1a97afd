"""How many sheets a survey needs: Cochran's formula with finite-population correction.

Cochran, Sampling Techniques (3rd ed. 1977), 4.4. The least numbers that local rules demand
(handbook 10.2) are the manual's.
"""

from dataclasses import dataclass
from fractions import Fraction

CORRECTIONS = ("n_minus_1", "n")


@dataclass(frozen=True)
class SampleSize:
    """Unrounded sizes: `n0` for an endless population, `n` for one of N; the caller rounds up."""

    n0: Fraction
    n: Fraction


def sample_size(
    z: Fraction,
    p: Fraction,
    e: Fraction,
    *,
    population: int | None = None,
    correction: str = "n_minus_1",
) -> SampleSize:
    """Return the sample size n0 = z²p(1 − p)/e² and its correction for a finite population.

    Parameters
    ----------
    z : Fraction
        Normal quantile of the confidence, above 0 (1.96 for 95 %).
    p : Fraction
        Expected share, between 0 and 1; 1/2 asks for most.
    e : Fraction
        Half width of the interval, between 0 and 1.
    population : int, optional
        Size N of the population; without it nothing is corrected.
    correction : str
        `n_minus_1`: n0/(1 + (n0 − 1)/N); `n`: n0/(1 + n0/N).

    Returns
    -------
    SampleSize

    Raises
    ------
    ValueError
        For arguments out of range.

    Examples
    --------
    >>> found = sample_size(Fraction("1.96"), Fraction(1, 2), Fraction("0.05"), population=528)
    >>> float(found.n0), round(float(found.n), 4)
    (384.16, 222.6135)
    """
    if z <= 0 or not 0 < p < 1 or not 0 < e < 1 or correction not in CORRECTIONS:
        raise ValueError("z is above 0, p and e lie between 0 and 1")
    n0 = z * z * p * (1 - p) / (e * e)
    if population is None:
        return SampleSize(n0, n0)
    if population < 1:
        raise ValueError("a population has at least one member")
    less = n0 - 1 if correction == "n_minus_1" else n0
    return SampleSize(n0, n0 / (1 + less / population))

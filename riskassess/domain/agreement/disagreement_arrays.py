"""Observed and expected disagreement of many coders and units, counted with NumPy.

The same integers as `disagreement`, so the result is the same fraction; only the ratio level sums
rounded terms. Where whole numbers could overflow, the exact way is left to the caller.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import fsum, lcm
from typing import Any

from riskassess.domain.agreement.disagreement import Sums, over_sizes
from riskassess.domain.agreement.marks import is_extreme
from riskassess.domain.numbers import exact_number

GREATEST = 2**62
WIDEST = 4_096
"""Range of whole values that is counted directly; wider ones are looked up."""


@dataclass(frozen=True)
class ArraySums:
    """The two sums, the units left out, and the values used."""

    disagreement: Sums
    dropped: int
    values: int


class _Coded:
    """An array of coders by units as codes of an ordered list of values."""

    def __init__(self, array: Any) -> None:
        import numpy as np

        there = array == array  # not NaN
        self.sizes = there.sum(axis=0)
        pairable = self.sizes > 1
        self.dropped = int((~pairable).sum())
        if self.dropped:
            array, there, self.sizes = array[:, pairable], there[:, pairable], self.sizes[pairable]
        self.there, self.values = there, int(self.sizes.sum())
        self.complete = bool(there.all())
        if self.values:
            self.codes, self.domain = _codes(np, array, there, self.complete)

    def groups(self, per_unit: Any) -> Fraction:
        """Return per-unit whole numbers summed over the units, each over its m - 1."""
        sizes = set(self.sizes.tolist())
        return over_sizes({size: int(per_unit[self.sizes == size].sum()) for size in sizes})

    def counts(self) -> Any:
        """Return how often each value is given."""
        import numpy as np

        codes = self.codes if self.complete else self.codes[self.there]
        return np.bincount(codes.ravel(), minlength=len(self.domain))

    def counts_by_unit(self) -> Any:
        """Return how often each value is given on each unit, shape (units, values)."""
        import numpy as np

        units, width = len(self.sizes), len(self.domain)
        places = self.codes + width * np.arange(units)
        places = places if self.complete else places[self.there]
        return np.bincount(places.ravel(), minlength=units * width).reshape(units, width)


def _codes(np: Any, array: Any, there: Any, complete: bool) -> tuple[Any, Any]:
    """Return each value's place among the values (0 where missing), and the values."""
    given = array if complete else array[there]
    low, high = given.min().item(), given.max().item()
    if high - low < WIDEST and (array.dtype.kind != "f" or (given == np.floor(given)).all()):
        shifted = array - low if complete else np.where(there, array - low, 0)
        return shifted.astype(np.int64), np.arange(int(low), int(high) + 1)
    domain = np.unique(given)
    found = np.searchsorted(domain, array)
    return (found if complete else np.where(there, found, 0)), domain


def array_sums(array: Any, level: str) -> ArraySums | None:
    """Return the disagreement of coders, or None where the exact way has to be taken.

    Parameters
    ----------
    array : ndarray, shape (coders, units)
        Numbers, NaN for missing.
    level : str
        One of LEVELS.

    Returns
    -------
    ArraySums or None
        None for values that overflow or that the level refuses.
    """
    coded = _Coded(array)
    if not coded.values:
        return ArraySums((0.0, 0), coded.dropped, 0)
    sums = _MEASURES[level](coded)
    return None if sums is None else ArraySums(sums, coded.dropped, coded.values)


def _nominal(coded: _Coded) -> Sums | None:
    if coded.values**2 >= GREATEST or len(coded.sizes) * len(coded.domain) > 8 * coded.codes.size:
        return None
    by_unit, counts = coded.counts_by_unit(), coded.counts()
    differ = (coded.sizes**2 - (by_unit * by_unit).sum(axis=1)) // 2
    return coded.groups(differ), (coded.values**2 - int((counts * counts).sum())) // 2


def _ordinal(coded: _Coded) -> Sums | None:
    counts = coded.counts()
    return _squares(coded, 2 * counts.cumsum() - counts, counts)


def _interval(coded: _Coded) -> Sums | None:
    import numpy as np

    if coded.domain.dtype.kind in "iu":
        return _squares(coded, coded.domain - coded.domain[0], coded.counts())
    exact = [exact_number(value) for value in coded.domain.tolist()]
    if any(number is None or is_extreme(number) for number in exact):
        return None
    numbers = [Fraction(number) for number in exact if number is not None]
    scale = lcm(*(number.denominator for number in numbers))
    whole = [int((number - numbers[0]) * scale) for number in numbers]
    if whole[-1] >= 2**31:
        return None
    return _squares(coded, np.array(whole, dtype=np.int64), coded.counts())


def _squares(coded: _Coded, positions: Any, counts: Any) -> Sums | None:
    """Return the sums of (a − b)² of positions of 0 or more, ascending; None if they overflow."""
    greatest, most = int(positions[-1]), int(coded.sizes.max())
    if (most * greatest) ** 2 * len(
        coded.sizes
    ) >= GREATEST or greatest**2 * coded.values >= GREATEST:
        return None
    placed = positions[coded.codes]
    if not coded.complete:
        placed *= coded.there
    first = placed.sum(axis=0)
    placed *= placed
    spread = coded.sizes * placed.sum(axis=0) - first * first
    weighted = positions * counts
    total = int(weighted.sum())
    return coded.groups(spread), coded.values * int((weighted * positions).sum()) - total * total


def _ratio(coded: _Coded) -> Sums | None:
    """Return the sums of ((a − b) / (a + b))²; matrix products are whole and so exact."""
    import numpy as np

    if coded.domain[0] < 0:
        return None
    counts = coded.counts()
    used = np.flatnonzero(counts)
    if len(coded.sizes) * len(coded.domain) > 8 * coded.codes.size or not _is_safe(coded, used):
        return None
    by_unit = coded.counts_by_unit()[:, used].astype(np.float64)
    together = np.zeros((len(used), len(used)))
    for size in sorted(set(coded.sizes.tolist())):
        group = by_unit[coded.sizes == size]
        together += (group.T @ group) / (size - 1)
    values, counts = coded.domain[used].astype(np.float64), counts[used].astype(np.float64)
    above, below = np.triu_indices(len(used), 1)
    distances = ((values[above] - values[below]) / (values[above] + values[below])) ** 2
    observed = fsum((together[above, below] * distances).tolist())
    return observed, fsum((counts[above] * counts[below] * distances).tolist())


def _is_safe(coded: _Coded, used: Any) -> bool:
    return coded.values**2 < 2**53 and len(used) <= WIDEST


_MEASURES = {"nominal": _nominal, "ordinal": _ordinal, "interval": _interval, "ratio": _ratio}

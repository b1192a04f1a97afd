"""The values of all resamples, exact, and those at given places of their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Interval = tuple[Fraction, Fraction, Fraction]
# 2.5 %, 50 % and 97.5 % in thousandths.
PERCENTILES = (25, 500, 975)


@dataclass(frozen=True)
class Quotients:
    """Values as whole numbers over whole numbers times one unit; exact."""

    above: "Array"
    below: "Array"
    unit: int

    def in_order(self, places: Sequence[int]) -> tuple[Fraction, ...]:
        """Return the values at places of the order, counted from 0.

        Ordered by the correctly rounded quotients, which are the same on every machine.
        """
        import numpy as np

        order = np.argsort(self.above / self.below, kind="stable")
        rows = [int(order[place]) for place in places]
        return tuple(Fraction(int(self.above[i]), int(self.below[i]) * self.unit) for i in rows)

    def take(self, rows: "Array") -> "Quotients":
        """Return the values of these resamples."""
        return Quotients(self.above[rows], self.below[rows], self.unit)


@dataclass(frozen=True)
class Exact:
    """Values as fractions."""

    values: tuple[Fraction, ...]

    def in_order(self, places: Sequence[int]) -> tuple[Fraction, ...]:
        """Return the values at places of the order, counted from 0."""
        ordered = sorted(self.values)
        return tuple(ordered[place] for place in places)

    def take(self, rows: "Array") -> "Exact":
        """Return the values of these resamples."""
        return Exact(tuple(self.values[row] for row in rows.tolist()))


@dataclass(frozen=True)
class Near:
    """Values known within `within`, and a function that gives the exact one of a resample."""

    values: "Array"
    within: float
    exact: Callable[[int], Fraction]

    def in_order(self, places: Sequence[int]) -> tuple[Fraction, ...]:
        """Return the exact values at places of the order, counted from 0.

        Whatever lies within reach of a place is reckoned exactly and ordered exactly, so that no
        digit depends on how a machine rounds logarithms.
        """
        import numpy as np

        ordered = np.sort(self.values)
        found = []
        for place in places:
            reach = 2 * self.within
            low, high = ordered[place] - reach, ordered[place] + reach
            near = np.flatnonzero((self.values >= low) & (self.values <= high)).tolist()
            below = int((self.values < low).sum())
            found.append(sorted(map(self.exact, near))[place - below])
        return tuple(found)

    def take(self, rows: "Array") -> "Near":
        """Return the values of these resamples."""
        where = rows.tolist()
        return Near(self.values[rows], self.within, lambda place: self.exact(where[place]))


Values = Quotients | Exact | Near


def interval(values: Values, resamples: int) -> Interval:
    """Return the 2.5 %, 50 % and 97.5 % percentiles: the smallest value not below so many others.

    >>> [int(each) for each in interval(Exact(tuple(map(Fraction, range(1, 1001)))), 1000)]
    [25, 500, 975]
    """
    low, middle, high = values.in_order(
        [max(-(-resamples * share // 1000), 1) - 1 for share in PERCENTILES]
    )
    return low, middle, high

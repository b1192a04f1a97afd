"""Observed and expected disagreement of coders, level by level, in exact arithmetic."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations
from math import fsum, lcm
from operator import mul, truediv
from typing import Any

Sums = tuple[Fraction | float, Fraction | int | float]
EXACT_RATIO_VALUES = 24
"""Distinct values up to which the ratio level is summed in fractions; they grow long quickly."""


class Units:
    """The values that stand beside another one, unit by unit."""

    def __init__(self, coders: Sequence[Sequence[Any]]) -> None:
        columns = [
            [mark for mark in unit if mark is not None] for unit in zip(*coders, strict=True)
        ]
        self.marks = [unit for unit in columns if len(unit) > 1]
        self.dropped = len(columns) - len(self.marks)
        self.counts = Counter(chain.from_iterable(self.marks))
        self.values = sum(map(len, self.marks))

    def sums(self, disagreement: Callable[[Sequence[Any]], int]) -> Fraction:
        """Return a disagreement summed over the units, each over its m - 1."""
        by_size: dict[int, int] = {}
        for unit in self.marks:
            size = len(unit)
            by_size[size] = by_size.get(size, 0) + disagreement(unit)
        return over_sizes(by_size)


def over_sizes(by_size: Mapping[int, int]) -> Fraction:
    """Return Σ d / (m − 1) over the sums d of the units with m values.

    >>> over_sizes({2: 3, 4: 6})
    Fraction(5, 1)
    """
    scale = lcm(*(size - 1 for size in by_size))
    return Fraction(sum(each * (scale // (size - 1)) for size, each in by_size.items()), scale)


def nominal_sums(units: Units) -> Sums:
    """Return the sums for values that are equal or not: pairs that differ."""
    return units.sums(lambda unit: _differ(Counter(unit), len(unit))), _differ(
        units.counts, units.values
    )


def _differ(counts: Mapping[Any, int], total: int) -> int:
    return (total * total - sum(count * count for count in counts.values())) // 2


def ordinal_sums(units: Units) -> Sums:
    """Return the sums for values in an order.

    Krippendorff's δ of two values, all values between them and half of each of the two, is the
    difference of their mid-ranks.
    """
    return _squares(units, doubled_mid_ranks(units.counts))


def doubled_mid_ranks(counts: Mapping[Any, int]) -> dict[Any, int]:
    """Return twice the number of values below each, itself counting half.

    >>> doubled_mid_ranks({5: 1, 3: 4})
    {3: 4, 5: 9}
    """
    below, ranks = 0, {}
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value]
        below += counts[value]
    return ranks


def interval_sums(units: Units) -> Sums:
    """Return the sums for values with a unit, brought to whole numbers of a common scale."""
    return _squares(units, whole_values(units.counts))


def whole_values(values: Iterable[Any]) -> dict[Any, int]:
    """Return exact numbers as whole ones of the coarsest common scale.

    >>> whole_values([Fraction(1, 2), Fraction(1, 3)])
    {Fraction(1, 2): 3, Fraction(1, 3): 2}
    """
    ratios = {value: value.as_integer_ratio() for value in values}
    scale = lcm(*(under for _over, under in ratios.values()))
    return {value: over * (scale // under) for value, (over, under) in ratios.items()}


def _squares(units: Units, positions: Mapping[Any, int]) -> Sums:
    """Return the sums of Σ_pairs (a − b)² = n Σa² − (Σa)² of whole positions."""

    def disagreement(unit: Sequence[Any]) -> int:
        placed = [positions[mark] for mark in unit]
        squares: int = sum(map(mul, placed, placed))
        return len(placed) * squares - int(sum(placed)) ** 2

    first = sum(positions[value] * count for value, count in units.counts.items())
    second = sum(positions[value] ** 2 * count for value, count in units.counts.items())
    return units.sums(disagreement), units.values * second - first * first


def ratio_sums(units: Units) -> Sums:
    """Return the sums for values with a true zero; exact for few values, else rounded once."""
    values = sorted(units.counts)
    together = coincidences(units)
    exact = len(values) <= EXACT_RATIO_VALUES
    whole = whole_values(values)
    divide: Callable[[int, int], Any] = Fraction if exact else truediv
    distances = {
        (a, b): divide((whole[a] - whole[b]) ** 2, (whole[a] + whole[b]) ** 2)
        for a, b in combinations(values, 2)
    }
    observed = [
        distances[pair] * (each if exact else float(each)) for pair, each in together.items()
    ]
    expected = [units.counts[a] * units.counts[b] * each for (a, b), each in distances.items()]
    if exact:
        return sum(observed, Fraction(0)), sum(expected, Fraction(0))
    return fsum(observed), fsum(expected)


def coincidences(units: Units) -> dict[tuple[Any, Any], Fraction]:
    """Return for each pair of different values how often they meet on a unit, over its m - 1."""
    by_size: dict[tuple[Any, Any], Counter[int]] = {}
    for unit in units.marks:
        counts = Counter(unit)
        for a, b in combinations(sorted(counts), 2):
            by_size.setdefault((a, b), Counter())[len(unit)] += counts[a] * counts[b]
    return {pair: over_sizes(sizes) for pair, sizes in by_size.items()}

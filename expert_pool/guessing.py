"""How well somebody who knows the whole pool can guess the next panel before it is drawn.

A draw cannot tell experts of one kind apart: those who fit the same seats and are of one class. So
the panel's composition by kinds has an exact distribution, found place by place; given the
composition, the hits among the experts named are hypergeometric. One seat for each employer breaks
this symmetry: then draws are repeated with a fixed seed, and the error is stated.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from expert_pool.panel_rule import PanelRule, Place, open_places

Composition = tuple[int, ...]
# Guesses tried besides the likeliest one; each costs one pass over the compositions.
_STEPS = 4
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, order=True)
class Cell:
    """Experts alike in everything a draw looks at; `employer` is a key, `count` how many."""

    profession: str
    expert_class: str
    employer: str
    count: int


@dataclass(frozen=True)
class Kind:
    """Experts whom the rule of a panel cannot tell apart but for their employer."""

    fits: tuple[bool, ...]
    expert_class: str


@dataclass(frozen=True)
class Chances:
    """Chance of naming at least 1, 2 … `size` members; `low` and `high` where it is simulated.

    Attributes
    ----------
    at_least : tuple of float
        Probabilities; the first is for one member.
    low, high : tuple of float
        Wilson interval of 95 %; the same as `at_least` where it is exact.
    draws : int
        How many draws were simulated; 0 for an exact answer.
    guess : tuple of (str, int)
        How many the insider names from which class, the largest part first.
    """

    at_least: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    draws: int
    guess: tuple[tuple[str, int], ...]

    @property
    def half(self) -> int:
        """Return the least number of members that is at least half of the panel."""
        return (len(self.at_least) + 1) // 2


@dataclass
class Table:
    """The kinds of a pool under one rule, and what of a panel can still be completed."""

    rule: PanelRule
    kinds: tuple[Kind, ...]
    sizes: Composition
    places: tuple[Place, ...]
    _known: dict[tuple[int, Composition], bool] = field(default_factory=dict)

    def seat_of(self, place: int) -> int:
        """Return which flag of `Kind.fits` a place asks for; -1 for a place open to all."""
        codes = [seat.code for seat in self.rule.seats]
        code = self.places[place].code
        return codes.index(code) if code in codes else -1

    def options(self, place: int, taken: Composition) -> list[int]:
        """Return the kinds that may take the place, so that the others can still be filled."""
        return [
            kind
            for kind in range(len(self.kinds))
            if self.admits(place, kind, taken) and self.completes(place + 1, _with(taken, kind))
        ]

    def admits(self, place: int, kind: int, taken: Composition) -> bool:
        """Return whether one more of the kind may take the place."""
        seat = self.seat_of(place)
        known = self.kinds[kind]
        if taken[kind] >= self.sizes[kind] or (seat >= 0 and not known.fits[seat]):
            return False
        of_class = sum(
            count
            for count, other in zip(taken, self.kinds, strict=True)
            if other.expert_class == known.expert_class
        )
        return of_class < self.rule.class_limit

    def completes(self, place: int, taken: Composition) -> bool:
        """Return whether the places from this one on can be filled."""
        if place == len(self.places):
            return True
        key = (place, taken)
        if key not in self._known:
            self._known[key] = any(
                self.completes(place + 1, _with(taken, kind))
                for kind in range(len(self.kinds))
                if self.admits(place, kind, taken)
            )
        return self._known[key]


def _with(taken: Composition, kind: int) -> Composition:
    return (*taken[:kind], taken[kind] + 1, *taken[kind + 1 :])


def kind_of(cell: Cell, rule: PanelRule) -> Kind:
    """Return the kind to which the experts of a cell belong."""
    return Kind(
        tuple(cell.profession in seat.professions for seat in rule.seats), cell.expert_class
    )


def table_of(cells: Iterable[Cell], rule: PanelRule) -> Table:
    """Return the kinds of a pool with their sizes, in a fixed order."""
    fields: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        fields[cell.profession, cell.expert_class] += cell.count
    sizes: Counter[Kind] = Counter()
    for (profession, expert_class), count in fields.items():
        sizes[kind_of(Cell(profession, expert_class, "", count), rule)] += count
    kinds = sorted(sizes, key=lambda kind: (kind.fits, kind.expert_class))
    return Table(rule, tuple(kinds), tuple(sizes[kind] for kind in kinds), tuple(open_places(rule)))


def compositions(table: Table) -> dict[Composition, float]:
    """Return the probability of each composition of the panel by kinds; empty if none is possible.

    Each place is taken by one of those who may take it, all equally likely: skipping positions of
    a random order does not change that.

    Examples
    --------
    >>> from decimal import Decimal
    >>> rule = PanelRule(1, 0, 1, Decimal(1), ())
    >>> compositions(table_of([Cell("a", "x", "u1", 3), Cell("b", "y", "u2", 1)], rule))
    {(1, 0): 0.75, (0, 1): 0.25}
    """
    standing = {(0,) * len(table.kinds): 1.0}
    if not table.completes(0, (0,) * len(table.kinds)):
        return {}
    for place in range(len(table.places)):
        following: dict[Composition, float] = {}
        for taken, chance in standing.items():
            options = table.options(place, taken)
            free = sum(table.sizes[kind] - taken[kind] for kind in options)
            for kind in options:
                share = chance * (table.sizes[kind] - taken[kind]) / free
                after = _with(taken, kind)
                following[after] = following.get(after, 0.0) + share
        standing = following
    return standing


def hit_chances(
    guess: Composition, outcomes: Mapping[Composition, float], sizes: Composition
) -> tuple[float, ...]:
    """Return the chance of at least 1, 2 … hits for a guess of so many experts of each kind."""
    size = sum(guess)
    total = [0.0] * (size + 1)
    for drawn, chance in outcomes.items():
        if chance < _NEGLIGIBLE:
            continue
        hits = [1.0]
        for named, taken, whole in zip(guess, drawn, sizes, strict=True):
            if named and taken:
                hits = _sum_of(hits, hypergeometric(whole, named, taken))
        for number, share in enumerate(hits):
            total[number] += chance * share
    return tuple(math.fsum(total[number:]) for number in range(1, size + 1))


@lru_cache(maxsize=4096)
def hypergeometric(whole: int, named: int, taken: int) -> tuple[float, ...]:
    """Return the chance of 0, 1 … hits when `named` of `whole` are guessed and `taken` drawn.

    >>> hypergeometric(4, 1, 2)
    (0.5, 0.5)
    """
    ways = math.comb(whole, taken)
    return tuple(
        math.comb(named, hits) * math.comb(whole - named, taken - hits) / ways
        for hits in range(min(named, taken) + 1)
    )


def _sum_of(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """Return the distribution of a sum of two independent counts."""
    total = [0.0] * (len(first) + len(second) - 1)
    for left, one in enumerate(first):
        for right, other in enumerate(second):
            total[left + right] += one * other
    return total


def best_guess(
    outcomes: Mapping[Composition, float], sizes: Composition
) -> tuple[Composition, tuple[float, ...]]:
    """Return how an insider names a panel best, and the chances.

    Best is what makes it likeliest to name at least half of the panel. The search begins with the
    likeliest compositions and exchanges one expert at a time until nothing is gained.
    """
    size = sum(next(iter(outcomes)))
    half = (size + 1) // 2
    known: dict[Composition, tuple[float, ...]] = {}

    def value(guess: Composition) -> tuple[float, ...]:
        if guess not in known:
            known[guess] = hit_chances(guess, outcomes, sizes)
        return known[guess]

    starts = sorted(outcomes, key=lambda each: (-outcomes[each], each))[:_STEPS]
    best = max(starts, key=lambda each: (value(each)[half - 1], each))
    while True:
        better = max(_exchanges(best, sizes), key=lambda each: value(each)[half - 1], default=best)
        if value(better)[half - 1] <= value(best)[half - 1] * (1 + _NEGLIGIBLE):
            return best, value(best)
        best = better


def _exchanges(guess: Composition, sizes: Composition) -> list[Composition]:
    kinds = range(len(guess))
    return [
        tuple(count - (kind == less) + (kind == more) for kind, count in enumerate(guess))
        for less in kinds
        for more in kinds
        if less != more and guess[less] and guess[more] < sizes[more]
    ]

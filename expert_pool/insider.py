"""Chances of an insider under a rule: exact where no employer has two experts, else by repetition.

See `expert_pool.guessing` for the reckoning. The seed is fixed, so that a page shows the same
figures for the same pool; it has nothing to do with the randomness of any draw.
"""

import bisect
import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from expert_pool.guessing import (
    Cell,
    Chances,
    Composition,
    Table,
    best_guess,
    compositions,
    kind_of,
    table_of,
)
from expert_pool.panel_rule import PanelRule

SEED = 3797
DRAWS = 4000
_Z = 1.959963984540054  # 95 %, two-sided
_TRIES = 60

Person = tuple[int, int]  # number of the cell, number within it


def insider_chances(
    cells: Sequence[Cell], rule: PanelRule, *, draws: int = DRAWS, seed: int = SEED
) -> Chances | None:
    """Return how likely somebody who knows the pool names members of the next panel.

    The insider names as many experts as the panel has places, in the way that makes it likeliest
    to name at least half of it, and knows nothing of the random values.

    Parameters
    ----------
    cells : sequence of Cell
        Everybody who may be drawn.
    rule : PanelRule
        What the panel must keep; nobody stands on it yet.
    draws, seed : int
        How often a draw is repeated, and from where, when employers have more than one expert.

    Returns
    -------
    Chances or None
        None when no panel keeps the rule.

    Examples
    --------
    >>> from decimal import Decimal
    >>> rule = PanelRule(1, 0, 1, Decimal(1), ())
    >>> insider_chances([Cell("law", "a", f"u{n}", 1) for n in range(4)], rule).at_least
    (0.25,)
    """
    table = table_of(cells, rule)
    outcomes = compositions(table)
    if not outcomes:
        return None
    guess, exact = best_guess(outcomes, table.sizes)
    named = _by_class(guess, table)
    if _are_single(cells, rule):
        return Chances(exact, exact, exact, 0, named)
    simulation = _Simulation(table, cells)
    hits = simulation.repeat(simulation.persons(guess), draws, random.Random(seed))  # noqa: S311 - no draw depends on it
    if not hits:
        return None
    reached = [sum(hit >= number for hit in hits) for number in range(1, rule.size + 1)]
    ends = [_wilson(count, len(hits)) for count in reached]
    return Chances(
        at_least=tuple(count / len(hits) for count in reached),
        low=tuple(low for low, _high in ends),
        high=tuple(high for _low, high in ends),
        draws=len(hits),
        guess=named,
    )


def _by_class(guess: Composition, table: Table) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for number, kind in zip(guess, table.kinds, strict=True):
        counts[kind.expert_class] += number
    return tuple(sorted(((+counts).items()), key=lambda each: (-each[1], each[0])))


def _are_single(cells: Sequence[Cell], rule: PanelRule) -> bool:
    employers: Counter[str] = Counter()
    for cell in cells:
        employers[cell.employer] += cell.count
    return max(employers.values(), default=0) <= rule.per_employer


def _wilson(count: int, whole: int) -> tuple[float, float]:
    """Return the score interval of a share (Wilson 1927)."""
    share, square = count / whole, _Z * _Z / whole
    middle = (share + square / 2) / (1 + square)
    half = _Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole)) / (1 + square)
    return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass
class _Panel:
    """A panel while it grows."""

    taken: Composition
    persons: set[Person]
    employers: Counter[str]


class _Simulation:
    """Draws panels as the rule asks, employers included."""

    def __init__(self, table: Table, cells: Sequence[Cell]) -> None:
        self._table, self._cells = table, cells
        numbers = {kind: number for number, kind in enumerate(table.kinds)}
        fields = {(cell.profession, cell.expert_class): cell for cell in cells}
        kinds = {key: numbers[kind_of(cell, table.rule)] for key, cell in fields.items()}
        self._kinds = [kinds[cell.profession, cell.expert_class] for cell in cells]
        self._options: dict[tuple[int, Composition], frozenset[int]] = {}
        seats = [table.seat_of(place) for place in range(len(table.places))]
        lists = {seat: self._list_of(seat) for seat in dict.fromkeys(seats)}
        self._lists = [lists[seat] for seat in seats]

    def _list_of(self, seat: int) -> tuple[list[int], list[int]]:
        """Return the cells that fit a seat and the running sum of their experts."""
        fitting = [
            number
            for number, kind in enumerate(self._kinds)
            if seat < 0 or self._table.kinds[kind].fits[seat]
        ]
        return fitting, list(itertools.accumulate(self._cells[number].count for number in fitting))

    def persons(self, guess: Composition) -> set[Person]:
        """Return whom the insider names: of small employers first, who are skipped least."""
        sizes: Counter[str] = Counter()
        for cell in self._cells:
            sizes[cell.employer] += cell.count
        order = sorted(range(len(self._cells)), key=lambda n: (sizes[self._cells[n].employer], n))
        found: set[Person] = set()
        employers: Counter[str] = Counter()
        for kind, number in enumerate(guess):
            people = list(itertools.islice(self._named(order, kind, employers), number))
            found.update(people)
        return found

    def _named(self, order: Sequence[int], kind: int, employers: Counter[str]) -> Iterator[Person]:
        """Yield experts of a kind, first those with whom each employer keeps its limit."""
        limit = self._table.rule.per_employer
        beyond: list[Person] = []
        for number in (each for each in order if self._kinds[each] == kind):
            cell = self._cells[number]
            for person in range(cell.count):
                if employers[cell.employer] < limit:
                    employers[cell.employer] += 1
                    yield number, person
                else:
                    beyond.append((number, person))
        yield from beyond

    def repeat(self, named: set[Person], draws: int, chance: random.Random) -> list[int]:
        """Return the hits of each draw that could be completed."""
        panels = (self._draw(chance) for _number in range(draws))
        return [len(named & panel) for panel in panels if panel is not None]

    def _draw(self, chance: random.Random) -> set[Person] | None:
        panel = _Panel((0,) * len(self._table.kinds), set(), Counter())
        for place in range(len(self._table.places)):
            person = self._try(place, panel, chance) or self._search(place, panel, chance)
            if person is None:
                return None
            kind = self._kinds[person[0]]
            panel.taken = tuple(n + (i == kind) for i, n in enumerate(panel.taken))
            panel.persons.add(person)
            panel.employers[self._cells[person[0]].employer] += 1
        return panel.persons

    def _try(self, place: int, panel: _Panel, chance: random.Random) -> Person | None:
        """Take the first who fits of some picked with equal chance."""
        fitting, sums = self._lists[place]
        for _try in range(_TRIES):
            pick = chance.randrange(sums[-1])
            at = bisect.bisect_right(sums, pick)
            person = (fitting[at], sums[at] - 1 - pick)
            if person not in panel.persons and self._fits(place, person[0], panel):
                return person
        return None

    def _search(self, place: int, panel: _Panel, chance: random.Random) -> Person | None:
        """Pick among everybody who fits, where those are few."""
        people = [
            (number, person)
            for number in self._lists[place][0]
            if self._fits(place, number, panel)
            for person in range(self._cells[number].count)
            if (number, person) not in panel.persons
        ]
        return chance.choice(people) if people else None

    def _fits(self, place: int, number: int, panel: _Panel) -> bool:
        if panel.employers[self._cells[number].employer] >= self._table.rule.per_employer:
            return False
        key = (place, panel.taken)
        if key not in self._options:
            self._options[key] = frozenset(self._table.options(place, panel.taken))
        return self._kinds[number] in self._options[key]

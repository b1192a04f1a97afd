"""Figures of a pool's health from counts alone (handbook 6.2): size, terms, employers, refusals.

Who is counted is decided by whoever asks; nothing here sees a name. Shares are exact fractions.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from expert_pool.guessing import Cell
from expert_pool.panel_rule import PanelRule


@dataclass(frozen=True)
class Supply:
    """How many experts there are for how many places.

    Attributes
    ----------
    code : str
        Seat, profession or class.
    places : int
        Most places that one panel asks for.
    available, employers : int
        Experts who may be drawn for it, and how many employers they have.
    wanted : int
        Experts that there should be: places times what the manual asks for each.
    """

    code: str
    places: int
    available: int
    employers: int
    wanted: int

    @property
    def is_short(self) -> bool:
        """Return whether there are fewer than wanted."""
        return self.available < self.wanted

    @property
    def is_empty(self) -> bool:
        """Return whether not even one panel can be filled."""
        return self.available < self.places


def supply_of(
    code: str,
    cells: Iterable[Cell],
    professions: Collection[str] | None,
    *,
    places: int,
    times: int,
) -> Supply:
    """Return the supply for some professions; None stands for all of them.

    Examples
    --------
    >>> cells = [Cell("law", "a", "u1", 2), Cell("law", "a", "u2", 1), Cell("water", "b", "u2", 4)]
    >>> supply_of("law", cells, {"law"}, places=1, times=3)
    Supply(code='law', places=1, available=3, employers=2, wanted=3)
    """
    fitting = [cell for cell in cells if professions is None or cell.profession in professions]
    return Supply(
        code,
        places,
        available=sum(cell.count for cell in fitting),
        employers=len({cell.employer for cell in fitting}),
        wanted=places * times,
    )


def class_places(rule: PanelRule, class_of: Mapping[str, str]) -> Counter[str]:
    """Return how many places of a panel each class has to fill, whatever is drawn.

    A required seat counts for a class when all its professions are of that class.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from expert_pool.panel_rule import Seat
    >>> rule = PanelRule(5, 2, 1, Decimal("0.6"), (Seat("law", 1, frozenset({"law"})),))
    >>> class_places(rule, {"law": "management"})
    Counter({'management': 1})
    """
    found: Counter[str] = Counter()
    for seat in rule.seats:
        classes = {class_of.get(profession, "") for profession in seat.professions}
        if len(classes) == 1:
            found[classes.pop()] += seat.at_least
    return found


@dataclass(frozen=True)
class Span:
    """Terms that end within a span of days from today, both ends counted; None is open."""

    first: int | None
    last: int | None
    count: int


def term_spans(ends: Mapping[date, int], *, today: date, step: int, steps: int) -> tuple[Span, ...]:
    """Return a histogram of the days that terms still run: ended, each step, longer.

    Parameters
    ----------
    ends : mapping of date to int
        Last day of a term, and how many terms end on it.
    today : date
        A term that ends today still runs.
    step, steps : int
        Width of a bar in days, and how many bars there are.

    Examples
    --------
    >>> [span.count for span in term_spans({date(2026, 1, 1): 2, date(2026, 3, 1): 1},
    ...                                    today=date(2026, 1, 2), step=30, steps=2)]
    [2, 0, 1, 0]
    """
    counts = [0] * (steps + 2)
    for end, count in ends.items():
        left = (end - today).days
        counts[0 if left < 0 else min(max(left - 1, 0) // step, steps) + 1] += count
    edges = [(number * step + (number > 0), (number + 1) * step) for number in range(steps)]
    bounds: list[tuple[int | None, int | None]] = [(None, -1), *edges, (steps * step + 1, None)]
    return tuple(Span(low, high, n) for (low, high), n in zip(bounds, counts, strict=True))


@dataclass(frozen=True)
class Concentration:
    """How much of the pool belongs to few employers.

    Attributes
    ----------
    whole : int
        Experts counted.
    largest : tuple of (str, int)
        Employers and their experts, the largest first.
    herfindahl : Fraction
        Sum of squared shares: 1 for a single employer, 1/n for n equal ones.
    """

    whole: int
    largest: tuple[tuple[str, int], ...]
    herfindahl: Fraction

    @property
    def equal_employers(self) -> Fraction:
        """Return how many employers of equal size would give the same concentration."""
        return 1 / self.herfindahl if self.herfindahl else Fraction(0)

    def share(self, count: int) -> Fraction:
        """Return a count as a share of the pool."""
        return Fraction(count, self.whole)

    def above(self, percent: int) -> tuple[tuple[str, int], ...]:
        """Return the employers that hold more than so many percent of the pool."""
        return tuple(row for row in self.largest if self.share(row[1]) * 100 > percent)


def concentration(counts: Mapping[str, int], *, most: int = 10) -> Concentration:
    """Return the concentration by employer; `most` employers are named.

    Source: Hirschman (1964), the sum of squared shares.

    Examples
    --------
    >>> concentration({"u1": 2, "u2": 2}).herfindahl
    Fraction(1, 2)
    """
    whole = sum(counts.values())
    squares = sum(count * count for count in counts.values())
    largest = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:most]
    return Concentration(
        whole, tuple(largest), Fraction(squares, whole * whole) if whole else Fraction(0)
    )


@dataclass(frozen=True)
class Refusals:
    """Invitations of one class that were refused."""

    code: str
    asked: int
    refused: int

    @property
    def share(self) -> Fraction | None:
        """Return the share of invitations refused, or None when nobody was asked."""
        return Fraction(self.refused, self.asked) if self.asked else None

    def is_above(self, percent: int) -> bool:
        """Return whether more than so many percent were refused."""
        return self.share is not None and self.share * 100 > percent


def load_bars(counts: Mapping[int, int], *, last: int = 4) -> tuple[tuple[int, int], ...]:
    """Return how many experts had 0, 1 … and `last` or more tasks.

    >>> load_bars({0: 5, 1: 2, 6: 1}, last=3)
    ((0, 5), (1, 2), (2, 0), (3, 1))
    """
    bars = [0] * (last + 1)
    for tasks, experts in counts.items():
        bars[min(tasks, last)] += experts
    return tuple(enumerate(bars))


def mean_load(counts: Mapping[int, int]) -> Fraction | None:
    """Return the mean number of tasks of an expert, or None for an empty pool."""
    experts = sum(counts.values())
    return Fraction(sum(n * count for n, count in counts.items()), experts) if experts else None


def most_places(rules: Sequence[PanelRule], class_of: Mapping[str, str]) -> dict[str, int]:
    """Return for each class the most places that any of the rules asks of it."""
    found: Counter[str] = Counter()
    for rule in rules:
        found |= class_places(rule, class_of)
    return dict(found)

"""What deserves a look in a closed round: estimates far out, experts who lean; never removed.

Fences are Tukey's (Exploratory Data Analysis, 1977): quartiles ± k interquartile ranges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.agreement.moments import mean, quartile
from riskassess.domain.pool_manual.room import AttentionRule

SCALE = 10_000


@dataclass(frozen=True)
class FarOut:
    """An estimate beyond the fences, in ten-thousandths."""

    expert: str
    item: str
    mark: int | Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Lean:
    """By how much an expert's marks lie above the panel's medians on average; below if negative."""

    expert: str
    difference: Fraction


@dataclass(frozen=True)
class Attention:
    """What is shown; with fewer sheets than the guard both lists are empty and `guard` says so."""

    guard: int | None
    far_out: tuple[FarOut, ...]
    leaning: tuple[Lean, ...]


def attention(
    marks: Mapping[str, Sequence[int | Fraction]], experts: Sequence[str], rule: AttentionRule
) -> Attention:
    """Return the estimates and experts that deserve a look.

    Parameters
    ----------
    marks : mapping
        Item → marks in ten-thousandths, one of each expert in order.
    experts : sequence of str
        Codes in the order of the marks.
    rule : AttentionRule
        Of the pool manual.

    Returns
    -------
    Attention

    Examples
    --------
    >>> from riskassess.domain.room.examples import ATTENTION
    >>> found = attention({"A": [5000, 5000, 5100, 5000, 9000]}, list("abcde"), ATTENTION)
    >>> [(row.expert, row.mark) for row in found.far_out], [row.expert for row in found.leaning]
    ([('e', 9000)], ['e'])
    >>> attention({"A": [5000, 9000]}, ["a", "b"], ATTENTION).guard
    5
    """
    if len(experts) < rule.sheets:
        return Attention(rule.sheets, (), ())
    far_out = [row for item, given in marks.items() for row in _far_out(item, given, experts, rule)]
    leaning = [row for row in leans(marks, experts) if abs(row.difference) > rule.lean * SCALE]
    return Attention(None, tuple(far_out), tuple(leaning))


def leans(
    marks: Mapping[str, Sequence[int | Fraction]], experts: Sequence[str]
) -> tuple[Lean, ...]:
    """Return by how much each expert's marks differ from the medians on average.

    >>> [row.difference for row in leans({"A": [1, 2, 6]}, ["a", "b", "c"])]
    [Fraction(-1, 1), Fraction(0, 1), Fraction(4, 1)]
    """
    found = []
    for place, expert in enumerate(experts):
        apart = [given[place] - quartile(sorted(given), 2) for given in marks.values()]
        found.append(Lean(expert, mean(apart) if apart else Fraction(0)))
    return tuple(found)


def _far_out(
    item: str, marks: Sequence[int | Fraction], experts: Sequence[str], rule: AttentionRule
) -> list[FarOut]:
    ordered = sorted(marks)
    q1, q3 = quartile(ordered, 1), quartile(ordered, 3)
    reach = rule.fences * (q3 - q1)
    low, high = q1 - reach, q3 + reach
    return [
        FarOut(expert, item, mark, low, high)
        for expert, mark in zip(experts, marks, strict=True)
        if not low <= mark <= high
    ]

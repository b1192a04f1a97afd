"""What experts compare by pairs: types and then the factors of each, or all factors at once."""

from collections.abc import Iterable
from itertools import combinations
from typing import Protocol

from riskassess.domain.manual import Manual

TOP = ""


class ComparedFactor(Protocol):
    """A factor of an assessment, from a file or from a table."""

    @property
    def code(self) -> str:
        """Code of the factor."""

    @property
    def category(self) -> str:
        """Code of its type, where it is an own one."""

    @property
    def is_own(self) -> bool:
        """Whether it was added for this project."""


def category_of(factor: ComparedFactor, manual: Manual) -> str:
    """Return the type of a factor: its own, or the library's."""
    return factor.category if factor.is_own else manual.factor(factor.code).category


def comparison_sets(
    factors: Iterable[ComparedFactor], manual: Manual
) -> dict[str, tuple[str, ...]]:
    """Return what is compared with each other, by set.

    Parameters
    ----------
    factors : iterable of ComparedFactor
        Of the assessment, in its order.
    manual : Manual
        Whose pairwise rule says one level or two.

    Returns
    -------
    dict
        TOP → codes of the types (two levels) or of the factors (one level); type → its factors.
        In the order of the manual's types and of the factors; sets of one are there too, because
        they take part in the weights without being compared.
    """
    rows = list(factors)
    rule = manual.weights.pairwise
    if rule is None or not rule.two_level:
        return {TOP: tuple(row.code for row in rows)}
    by_type: dict[str, list[str]] = {}
    for row in rows:
        by_type.setdefault(category_of(row, manual), []).append(row.code)
    types = tuple(row.code for row in manual.categories if row.code in by_type)
    return {TOP: types, **{code: tuple(by_type[code]) for code in types}}


def pairs_of(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return every pair once, the earlier code first.

    >>> pairs_of(["A", "B", "C"])
    [('A', 'B'), ('A', 'C'), ('B', 'C')]
    """
    return list(combinations(codes, 2))

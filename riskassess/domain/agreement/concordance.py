"""Kendall's coefficient of concordance W, corrected for ties.

Kendall, Rank Correlation Methods, chapter 6: W = 12 S / (m²(n³ − n) − m ΣT), where S is the sum of
squared deviations of the rank sums and T = Σ(t³ − t) of a rater's ties; χ² = m(n − 1) W.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import mul
from typing import Any

from riskassess.domain.agreement.ranks import Table, as_array, ranked, ranked_array
from riskassess.domain.agreement.tails import chi_square_tail
from riskassess.domain.errors import InvalidInput
from riskassess.domain.problem import path_text

FEWEST = 2


@dataclass(frozen=True)
class Concordance:
    """How far raters agree on an order of items.

    `ties` is the sum of t³ − t over all groups of t equal marks of a rater; `doubled_rank_sums`
    are twice those of the items, in the order given.
    """

    w: Fraction
    items: int
    raters: int
    ties: int
    doubled_rank_sums: tuple[int, ...]

    @property
    def rank_sums(self) -> tuple[Fraction, ...]:
        """Return the sum of each item's ranks; equal marks share their mean rank."""
        return tuple(Fraction(each, 2) for each in self.doubled_rank_sums)

    @property
    def df(self) -> int:
        """Return the degrees of freedom, items - 1."""
        return self.items - 1

    @property
    def chi2(self) -> Fraction:
        """Return the test value raters × (items - 1) × W."""
        return self.raters * self.df * self.w

    @property
    def p(self) -> Decimal:
        """Return the probability of a chi2 as great when the raters ordered by chance."""
        return chi_square_tail(self.chi2, self.df)

    @property
    def w_uncorrected(self) -> Fraction:
        """Return W as it would be without the correction for ties."""
        full = self.raters**2 * (self.items**3 - self.items)
        return self.w * (full - self.raters * self.ties) / full


def kendall_w(ratings: Table) -> Concordance:
    """Return Kendall's W of a panel.

    Parameters
    ----------
    ratings : sequence of sequences, or ndarray, shape (items, raters)
        Marks or ranks of any unit: int, Decimal, Fraction or float; each rater's are ranked, equal
        ones sharing their mean rank. From 20,000 marks on NumPy does the ranking.

    Returns
    -------
    Concordance
        W exact, 0 to 1.

    Raises
    ------
    InvalidInput
        For a missing mark, rows of different length, fewer than two items or raters, and when no
        rater tells any two items apart.

    Examples
    --------
    Three raters order four items (12 × 35 / (9 × 60)):

    >>> found = kendall_w([[1, 1, 1], [2, 2, 3], [3, 4, 2], [4, 3, 4]])
    >>> found.w, found.chi2, found.df, f"{found.p:.6f}"
    (Fraction(7, 9), Fraction(7, 1), 3, '0.071898')
    """
    array = as_array(ratings)
    found = None
    if array is not None and not _has_nan(array):
        _refuse_few(*array.shape)
        found = ranked_array(array)
    if found is None:
        rows = ratings.tolist() if hasattr(ratings, "tolist") else ratings
        _refuse_few(len(rows), len(rows[0]) if len(rows) else 0)
        try:
            found = ranked(rows)
        except (TypeError, ValueError):  # a row too short or long, a missing mark
            _refuse_gaps(rows)
            raise
    return _concordance(*found, raters=len(ratings[0]))


def _concordance(doubled: list[int], ties: int, *, raters: int) -> Concordance:
    n = len(doubled)
    below = raters**2 * (n**3 - n) - raters * ties
    if below == 0:
        raise InvalidInput("agreement_no_order", where="ratings")
    # S = (n ΣR² − (ΣR)²) / n with R half the doubled sums
    above = 12 * (n * sum(map(mul, doubled, doubled)) - sum(doubled) ** 2)
    return Concordance(Fraction(above, 4 * n * below), n, raters, ties, tuple(doubled))


def _has_nan(array: Any) -> bool:
    return bool(array.dtype.kind == "f" and (array != array).any())


def _refuse_few(items: int, raters: int) -> None:
    if items < FEWEST:
        raise InvalidInput("agreement_too_few_items", where="ratings", value=items)
    if raters < FEWEST:
        raise InvalidInput("agreement_too_few_raters", where="ratings", value=raters)


def _refuse_gaps(rows: Sequence[Sequence[Any]]) -> None:
    for item, row in enumerate(rows):
        if len(row) != len(rows[0]):
            where = path_text(("ratings", item))
            raise InvalidInput("file_ragged", where=where, value=len(row), expected=len(rows[0]))
        for rater, mark in enumerate(row):
            if mark is None or mark != mark:
                where = path_text(("ratings", item, rater))
                raise InvalidInput("agreement_rating_missing", where=where)

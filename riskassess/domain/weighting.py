"""Weights of factors from the experts' weight scores, and from two sets (handbook 5.6)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from riskassess.domain.aggregation import middle
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.estimates import Aggregate

Middle = Literal["mean", "median", "trimmed"]
Combination = Literal["product", "linear"]
Score = int | Fraction

# handbook 5.6: drop the highest and the lowest from this many experts on
TRIM_FROM = 7


def mean_share_weights(totals: Sequence[int]) -> tuple[Fraction, ...]:
    """Return each factor's share of the mean weight scores.

    Every factor has the same experts, so the shares of the totals are the shares of the means.

    Parameters
    ----------
    totals : sequence of int
        Sum of the weight scores over the experts, one a factor, each above 0.

    Returns
    -------
    tuple of Fraction
        Weights in the same order; they add up to exactly 1.

    Raises
    ------
    ValueError
        When no total is above 0.

    Examples
    --------
    >>> mean_share_weights([30_000, 10_000])
    (Fraction(3, 4), Fraction(1, 4))
    """
    whole = sum(totals)
    if whole <= 0 or min(totals) < 0:
        raise ValueError("weight scores must be above 0")
    return tuple(Fraction(total, whole) for total in totals)


def expert_weights(
    scores: Sequence[Sequence[Score]], *, how: Middle = "mean", trim_from: int = TRIM_FROM
) -> tuple[Fraction, ...]:
    """Return each factor's share of the experts' middle weight scores.

    Parameters
    ----------
    scores : sequence of sequences of int or Fraction, shape (experts, factors)
        Weight scores, 0 or more, in any one unit.
    how : str
        `mean`, `median`, or `trimmed`: the mean without one highest and one lowest score a factor.
    trim_from : int
        Fewest experts for leaving scores out, at least 3; with fewer `trimmed` is the mean.

    Returns
    -------
    tuple of Fraction
        Weights by factor; they add up to exactly 1.

    Raises
    ------
    InvalidInput
        When there is no expert or factor, an expert scored another number of factors, a score
        is negative, or all middle scores are 0.

    Examples
    --------
    >>> expert_weights([[1, 2], [2, 2], [9, 2]], how="median")
    (Fraction(1, 2), Fraction(1, 2))
    """
    if not scores or not scores[0]:
        raise InvalidInput("file_empty_list", where="scores")
    for place, row in enumerate(scores):
        if len(row) != len(scores[0]):
            facts = {"value": len(row), "expected": len(scores[0])}
            raise InvalidInput("file_ragged", where=f"scores[{place}]", **facts)
    if min(map(min, scores)) < 0:
        raise InvalidInput("weights_negative", where="scores", value=str(min(map(min, scores))))
    way = Aggregate(how)
    columns = zip(*scores, strict=True)
    return _shares([middle(column, way, trim_from=trim_from) for column in columns])


def combined_weights(
    first: Sequence[Fraction],
    second: Sequence[Fraction],
    *,
    how: Combination = "product",
    share: Fraction = Fraction(1, 2),
) -> tuple[Fraction, ...]:
    """Return one set of weights from two.

    `product`: w ∝ w₁ · w₂. `linear`: w = share · w₁ + (1 − share) · w₂, both sets brought to sum
    1 before. Source: handbook 5.6 (4).

    Parameters
    ----------
    first, second : sequence of Fraction
        Weights of the same factors in the same order, 0 or more.
    how : str
        `product` or `linear`.
    share : Fraction
        What the first set counts with `linear`, 0 to 1.

    Returns
    -------
    tuple of Fraction
        Weights by factor; they add up to exactly 1.

    Raises
    ------
    InvalidInput
        For sets of different length, a negative weight, a set of zeros, a share outside 0 to 1,
        or when all products are 0.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> combined_weights([half, half], [Fraction(1, 4), Fraction(3, 4)], how="linear", share=half)
    (Fraction(3, 8), Fraction(5, 8))
    """
    if len(first) != len(second):
        lengths = {"value": len(second), "expected": len(first)}
        raise InvalidInput("weights_lengths_differ", where="second", **lengths)
    for name, values in (("first", first), ("second", second)):
        if any(value < 0 for value in values):
            raise InvalidInput("weights_negative", where=name, value=str(min(values)))
    if not 0 <= share <= 1:
        raise InvalidInput("file_outside", where="share", value=str(share), low="0", high="1")
    one, other = _shares(first, "first"), _shares(second, "second")
    if how == "linear":
        return tuple(share * a + (1 - share) * b for a, b in zip(one, other, strict=True))
    products = [a * b for a, b in zip(one, other, strict=True)]
    if not any(products):
        raise InvalidInput("weights_no_product", where="second")
    return _shares(products)


def _shares(values: Sequence[Score], where: str = "scores") -> tuple[Fraction, ...]:
    whole = sum(values)
    if not whole:
        raise InvalidInput("weights_all_zero", where=where)
    return tuple(Fraction(value) / whole for value in values)

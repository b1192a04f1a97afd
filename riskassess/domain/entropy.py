"""Entropy weights: a column that tells the objects apart weighs more (handbook 5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache

from riskassess.domain.errors import InvalidInput
from riskassess.domain.pairwise.priorities import GIVEN_OUT, WORKING
from riskassess.domain.problem import Path, Problems


class Normalise(StrEnum):
    """What is done with a column before its shares are taken."""

    SHARE = "share"
    MINMAX = "minmax"


@dataclass(frozen=True)
class EntropyResult:
    """Weights and entropies by column, to 28 digits; `constant` counts columns from 1.

    A constant column tells nothing apart: entropy 1, weight 0.
    """

    weights: tuple[Decimal, ...]
    entropies: tuple[Decimal, ...]
    constant: tuple[int, ...]


def entropy_weights(
    matrix: Sequence[Sequence[Decimal]],
    normalise: Normalise = Normalise.SHARE,
    *,
    place: Path = ("matrix",),
) -> EntropyResult:
    """Return the entropy weights of the columns of a table.

    p_ij = x_ij / Σ_i x_ij, e_j = −Σ_i p_ij ln p_ij / ln m with 0 · ln 0 = 0,
    w_j = (1 − e_j) / Σ(1 − e_j). Source: handbook 5.6 (4).

    Parameters
    ----------
    matrix : sequence of sequences of Decimal, shape (m, n)
        Rows objects, columns criteria; m of at least 2.
    normalise : Normalise
        `share` takes the values as they are, none of them negative; `minmax` first maps each
        column to 0 … 1, of whatever sign.
    place : tuple
        Where the table stands, for refusals.

    Raises
    ------
    InvalidInput
        For fewer than two rows, rows of different length, negative values and a column of
        zeros with `share`, and when every column is constant.

    Examples
    --------
    >>> found = entropy_weights([[Decimal(1), Decimal(5)], [Decimal(0), Decimal(5)]])
    >>> [int(weight) for weight in found.weights], found.constant
    ([1, 0], (2,))
    """
    problems = Problems()
    _check(matrix, normalise, problems, place)
    problems.refuse(InvalidInput)
    columns = list(zip(*matrix, strict=True))
    constant = tuple(j for j, column in enumerate(columns, 1) if len(set(column)) == 1)
    if len(constant) == len(columns):
        problems.add(place, "entropy_all_constant")
    problems.refuse(InvalidInput)
    with localcontext(WORKING):
        entropies = [_entropy(column, normalise) for column in columns]
        told = [1 - entropy for entropy in entropies]
        whole = sum(told, Decimal(0))
        weights = tuple(GIVEN_OUT.plus(part / whole) for part in told)
    return EntropyResult(weights, tuple(map(GIVEN_OUT.plus, entropies)), constant)


def _entropy(column: Sequence[Decimal], normalise: Normalise) -> Decimal:
    """Return −Σ p ln p / ln m of one column; exactly 1 where it is constant."""
    least = min(column)
    if least == max(column):
        return Decimal(1)
    parts = [value - least for value in column] if normalise is Normalise.MINMAX else column
    whole = sum(parts, Decimal(0))
    shares = [part / whole for part in parts if part]
    spread = sum((share * _logarithm(share) for share in shares), Decimal(0))
    return -spread / Decimal(len(column)).ln() if spread else Decimal(0)


@lru_cache(maxsize=4096)
def _logarithm(share: Decimal) -> Decimal:
    """Return ln of a share; the same shares come again in every resampled panel."""
    with localcontext(WORKING):
        return share.ln()


def _check(
    matrix: Sequence[Sequence[Decimal]], normalise: Normalise, problems: Problems, place: Path
) -> None:
    """Note what makes the table unfit."""
    if len(matrix) < 2:
        problems.add(place, "entropy_too_few_rows", value=len(matrix))
        return
    for i, row in enumerate(matrix):
        if len(row) != len(matrix[0]):
            facts = {"value": len(row), "expected": len(matrix[0])}
            problems.add((*place, i), "file_ragged", **facts)
    if not problems.found and normalise is Normalise.SHARE:
        _check_shares(matrix, problems, place)


def _check_shares(matrix: Sequence[Sequence[Decimal]], problems: Problems, place: Path) -> None:
    """Note negative values, and columns without anything to take a share of."""
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            if value < 0:
                problems.add((*place, i, j), "entropy_negative", value=str(value))
    for j, column in enumerate(zip(*matrix, strict=True)):
        if not any(column):
            problems.add((*place, 0, j), "entropy_empty_column", column=j + 1)

"""Y2: weights and consistency of 1,000 matrices of pairwise comparisons, 9 × 9."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import ahpy
import numpy as np

from benchmarks import Row, alternate
from riskassess.domain.pairwise import TABLES, pairwise_weights_many

YARDSTICKS = ("Y2",)
MATRICES, SIZE = 1_000, 9
# of the peer's rounding; its default of 4 digits would stop it earlier than the goal allows
DIGITS = 8
AGREED = 1e-6
Array = np.ndarray[Any, Any]
Comparisons = Mapping[tuple[int, int], float]


def made_matrices() -> Array:
    """Return matrices on the scale 1/9 to 9: judgements of known weights, each a little off."""
    source = np.random.default_rng(20260102)
    weights = source.uniform(1, 9, (MATRICES, SIZE))
    off = np.exp(source.normal(0, 0.6, (MATRICES, SIZE, SIZE)))
    ratios = weights[:, :, None] / weights[:, None, :] * off
    strength = np.maximum(ratios, 1 / ratios).clip(max=9).round()
    judged = np.where(ratios >= 1, strength, 1 / strength)
    upper = np.triu(judged, 1)
    return upper + np.eye(SIZE) + np.tril(1 / judged.transpose(0, 2, 1), -1)


def as_comparisons(matrix: Array) -> Comparisons:
    """Return the upper half of a matrix as the peer wants it."""
    return {(i, j): float(matrix[i, j]) for i, j in combinations(range(SIZE), 2)}


def peers_results(given: list[Comparisons]) -> tuple[Array, Array]:
    """Return the peer's weights in our order, and its consistency ratios."""
    found = [
        ahpy.Compare("factors", each, precision=DIGITS, random_index="saaty") for each in given
    ]
    weights = [[each.local_weights[i] for i in range(SIZE)] for each in found]
    return np.array(weights), np.array([each.consistency_ratio for each in found])


def rows() -> Iterator[Row]:
    """Yield the row of Y2, after checking that both sides find the same."""
    matrices, table = made_matrices(), TABLES["saaty_2005"]
    given = [as_comparisons(matrix) for matrix in matrices]  # outside the clock, for the peer
    many = pairwise_weights_many(matrices, random_index=table)
    weights, ratios = peers_results(given)
    apart = float(np.abs(many.weights - weights).max())
    apart_cr = float(np.abs(many.cr - ratios).max())
    assert apart < AGREED, apart
    assert apart_cr < AGREED, apart_cr
    ours, peer = alternate(
        lambda: pairwise_weights_many(matrices, random_index=table), lambda: peers_results(given)
    )
    yield Row(
        "Y2",
        "1,000 matrices 9 × 9, weights and CR, rate",
        "ahpy",
        "1/s",
        [MATRICES / second for second in ours],
        [MATRICES / second for second in peer],
        20,
        at_least=True,
        facts={
            "weights_apart": apart,
            "cr_apart": apart_cr,
            "consistent": int(many.consistent.sum()),
            "peer_precision": DIGITS,
        },
    )

"""Y2: Kendall's W and Krippendorff's α, the same values as the quickest peers and as quick."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import kendall_w as kendall_w_peer
import krippendorff as krippendorff_peer
import numpy as np
from scipy.stats import friedmanchisquare

from benchmarks import Row, alternate
from riskassess.domain.agreement.concordance import kendall_w
from riskassess.domain.agreement.marks import LEVELS
from riskassess.domain.agreement.reliability import krippendorff_alpha

YARDSTICKS = ("Y2",)
Array = np.ndarray[Any, Any]
SEED = 20260101
PEERS_ALPHA: Any = krippendorff_peer.alpha
MANY = 200
"""Small panels are measured in batches of this many."""


def made_coders(coders: int, units: int, values: int) -> Array:
    """Return values 1, 2, … of coders by units, a tenth of them missing."""
    source = np.random.default_rng(SEED)
    marks = source.integers(1, values + 1, (coders, units)).astype(float)
    marks[source.random(marks.shape) < 0.1] = np.nan
    return marks


def alpha_rows(marks: Array, name: str) -> Iterator[Row]:
    """Yield one row a level, on the same array."""
    for level in LEVELS:
        peer = partial(PEERS_ALPHA, marks, level_of_measurement=level)
        found = krippendorff_alpha(marks, level).alpha
        assert found is not None
        assert np.isclose(float(found), peer(), rtol=0, atol=1e-12)
        times = alternate(partial(krippendorff_alpha, marks, level), peer, repetitions=9)
        yield Row("Y2", f"Krippendorff's α {level}, {name}", "krippendorff", "s", *times, 1)


def friedman_w(ratings: Array) -> tuple[float, float]:
    """Return W and p out of scipy's Friedman test, which corrects for ties."""
    found = friedmanchisquare(*ratings)
    items, raters = ratings.shape
    return float(found.statistic) / (raters * (items - 1)), float(found.pvalue)


def own_w(ratings: Array) -> tuple[float, float]:
    """Return W and p of ours."""
    found = kendall_w(ratings)
    return float(found.w), float(found.p)


def tied_row(items: int, raters: int) -> Row:
    """Return the row of W and p of marks with ties."""
    ratings = np.random.default_rng(SEED).integers(1, 11, (items, raters))
    assert np.allclose(own_w(ratings), friedman_w(ratings), rtol=1e-9, atol=1e-12)
    times = alternate(partial(own_w, ratings), partial(friedman_w, ratings), repetitions=9)
    work = f"Kendall's W with ties, p, {items:,} × {raters}"
    return Row("Y2", work, "scipy friedmanchisquare", "s", *times, 1)


def ranks_row(items: int, raters: int, batch: int) -> Row:
    """Return the row of W of lists that are ranks without ties, which is all the peer takes."""
    source = np.random.default_rng(SEED)
    ranks = np.array([source.permutation(items) + 1 for _rater in range(raters)]).T.tolist()
    assert np.isclose(float(kendall_w(ranks).w), kendall_w_peer.compute_w(ranks), rtol=1e-12)

    def repeated(method: Any) -> None:
        for _turn in range(batch):
            method(ranks)

    times = alternate(
        partial(repeated, kendall_w), partial(repeated, kendall_w_peer.compute_w), repetitions=9
    )
    work = f"Kendall's W of ranks, {items:,} × {raters}"
    return Row("Y2", work, "kendall-w (no ties, no p)", "s", *times, 1, facts={"batch": batch})


def rows() -> Iterator[Row]:
    """Yield the rows of agreement, after checking that both sides find the same."""
    yield from alpha_rows(made_coders(50, 2_000, 5), "50 × 2,000, 5")
    yield from alpha_rows(made_coders(50, 2_000, 101), "50 × 2,000, 101")
    yield tied_row(50, 9)
    yield tied_row(2_000, 50)
    yield ranks_row(50, 9, MANY)
    yield ranks_row(2_000, 50, 1)

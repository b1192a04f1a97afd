"""Y1: grade 100,000 assessments × 50 factors × 9 experts, arrays to grades."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from pymcdm.methods import WSM

from benchmarks import Row, alternate
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.grading_many import CHUNK, grade_many

YARDSTICKS = ("Y1",)
ASSESSMENTS, EXPERTS, FACTORS = 100_000, 9, 50
SAMPLE = 2_000
Array = np.ndarray[Any, Any]
Scores = tuple[Array, Array, Array]


def made_scores() -> Scores:
    """Return probability, impact and weight scores in ten-thousandths, mild enough to differ."""
    source = np.random.default_rng(20260101)
    shape = (ASSESSMENTS, EXPERTS, FACTORS)
    probability = source.integers(0, 10_001, shape, dtype=np.int16)
    impact = source.integers(0, 10_001, shape, dtype=np.int16)
    return probability, impact, source.integers(1, 11, shape, dtype=np.int32) * 10_000


def bare_grades(probability: Array, impact: Array, weight: Array) -> Array:
    """Return the grades as a bare NumPy expression in binary floats gives them."""
    weights = weight.mean(axis=1)
    weights /= weights.sum(axis=1, keepdims=True)
    risk = (probability.mean(axis=1) / 1e4) * (impact.mean(axis=1) / 1e4)
    index = (weights * risk).sum(axis=1)
    severe = (risk > 0.64).sum(axis=1)
    major = (risk > 0.36).sum(axis=1) - severe
    single = np.where((severe >= 2) | (major >= 5), 2, np.where((severe >= 1) | (major >= 2), 1, 0))
    return np.maximum(single, np.where(index > 0.64, 2, np.where(index >= 0.36, 1, 0)))


def bare_in_chunks(scores: Scores) -> Array:
    """Return the bare expression's grades, in the chunks that ours uses."""
    starts = range(0, len(scores[0]), CHUNK)
    return np.concatenate(
        [bare_grades(*(values[start : start + CHUNK] for values in scores)) for start in starts]
    )


def looped_indices(scores: Scores) -> Array:
    """Return the indices of a sample by one pymcdm call an assessment."""
    method = WSM(normalization_function=lambda values, cost: values)  # noqa: ARG005 - its signature
    types = np.ones(FACTORS)
    indices = np.empty(SAMPLE)
    for position in range(SAMPLE):
        probability, impact, weight = (values[position].mean(axis=0) for values in scores)
        risk = (probability / 1e4) * (impact / 1e4)
        indices[position] = method(
            risk[np.newaxis, :], weight / weight.sum(), types, validation=False
        )[0]
    return indices


def rows() -> Iterator[Row]:
    """Yield both rows of Y1, after checking that all sides do the same work."""
    manual = builtin_manual("cn-default")
    scores = made_scores()
    many = grade_many(*scores, manual=manual)
    assert (many.grade == bare_in_chunks(scores)).mean() > 0.9999
    assert np.allclose(many.index[:SAMPLE], looped_indices(scores))
    ours, peer = alternate(
        lambda: grade_many(*scores, manual=manual), lambda: bare_in_chunks(scores)
    )
    work = "grade 100,000 assessments × 50 × 9"
    yield Row("Y1", work, "bare NumPy, same chunks", "s", ours, peer, 1.5)
    ours, peer = alternate(
        lambda: grade_many(*scores, manual=manual), lambda: looped_indices(scores)
    )
    yield Row(
        "Y1",
        "grade assessments, rate",
        "pymcdm in a loop",
        "1/s",
        [ASSESSMENTS / second for second in ours],
        [SAMPLE / second for second in peer],
        50,
        at_least=True,
        facts={"sample": SAMPLE},
    )

"""Y3: certainty of one grade, 10,000 resamples of 9 experts × 50 factors."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks import Row, alternate
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import Assessment, Score, ScoreSheet
from riskassess.domain.assessment_file.records import AssessedFactor, SurveyCounts
from riskassess.domain.certainty import sample_grades, seed_of
from riskassess.domain.grading import compute_assessment
from riskassess.domain.vocabulary import Procedure

YARDSTICKS = ("Y3",)
RESAMPLES, EXPERTS, FACTORS = 10_000, 9, 50
CHUNK = 512
Array = np.ndarray[Any, Any]


def made_scores() -> tuple[Array, Array, Array]:
    """Return probability, impact and weight scores in ten-thousandths, shape (experts, factors)."""
    source = np.random.default_rng(20260101)
    shape = (EXPERTS, FACTORS)
    probability = source.integers(2_000, 8_001, shape, dtype=np.int16)
    impact = source.integers(2_000, 8_001, shape, dtype=np.int16)
    return probability, impact, source.integers(1, 11, shape, dtype=np.int32) * 10_000


def made_assessment(probability: Array, impact: Array, weight: Array) -> Assessment:
    """Return an assessment of these scores, before measures only, with a survey."""
    codes = [f"F{number:02}" for number in range(FACTORS)]
    sheets = tuple(
        ScoreSheet(
            f"E{row + 1}",
            {
                code: Score(int(weight[row, at]), int(probability[row, at]), int(impact[row, at]))
                for at, code in enumerate(codes)
            },
        )
        for row in range(EXPERTS)
    )
    return Assessment(
        id="made", title="made", kind="other", level="city", procedure=Procedure.GENERAL,
        manual="cn-default", experts=(), factors=tuple(map(AssessedFactor, codes)), before=sheets,
        after=None, survey=SurveyCounts(issued=400, valid=380, oppose=70),
    )  # fmt: skip


def bare_indices(probability: Array, impact: Array, weight: Array) -> Array:
    """Return the indices of as many resamples as a bare NumPy expression gives them, undecided.

    In chunks that stay within the caches and with the smallest types, which is its fastest form.
    """
    source, found = np.random.default_rng(1), []
    for start in range(0, RESAMPLES, CHUNK):
        chosen = source.integers(0, EXPERTS, (min(CHUNK, RESAMPLES - start), EXPERTS))
        p, q, w = (
            np.take(values, chosen, axis=0).mean(axis=1) for values in (probability, impact, weight)
        )
        risk = (p / 1e4) * (q / 1e4)
        found.append((w / w.sum(axis=1, keepdims=True) * risk).sum(axis=1))
    return np.concatenate(found)


def rows() -> Iterator[Row]:
    """Yield the row of Y3, after checking that both sides find the same interval."""
    scores, manual = made_scores(), builtin_manual("cn-default")
    assessment = made_assessment(*scores)
    result = compute_assessment(assessment, manual)
    seed = seed_of("benchmark")
    sample = sample_grades(assessment, result, seed=seed, resamples=RESAMPLES)
    low, middle, high = (float(value) for value in sample.before.interval or ())
    bare = np.percentile(bare_indices(*scores), [2.5, 50, 97.5])
    assert np.allclose([low, middle, high], bare, atol=(high - low) / 20)
    ours, peer = alternate(
        lambda: sample_grades(assessment, result, seed=seed, resamples=RESAMPLES),
        lambda: bare_indices(*scores),
    )
    facts: dict[str, object] = {"ours also": "degrees, every criterion, survey, exact grades"}
    yield Row("Y3", "certainty, 10,000 resamples × 9 × 50", "bare NumPy resampling", "s", ours,
              peer, 1.5, facts=facts)  # fmt: skip

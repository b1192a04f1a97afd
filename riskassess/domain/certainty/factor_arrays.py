"""Weights, risks and degrees of the factors of many resampled panels, as whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import UNIT
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import (
    Aggregate,
    DegreeMatrix,
    DegreeRule,
    IndexVariant,
    ScoreScale,
    WeightMethod,
)
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.scoring import factor_degree
from riskassess.domain.vocabulary import Degree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

DEGREES = tuple(Degree)
MIDDLES = {
    WeightMethod.MEAN_SHARE: Aggregate.MEAN,
    WeightMethod.MEDIAN_SHARE: Aggregate.MEDIAN,
    WeightMethod.TRIMMED_SHARE: Aggregate.TRIMMED,
}
FEWEST_TO_TRIM = 3


@dataclass(frozen=True)
class Rows:
    """What the experts gave, one row an expert and one column a factor; whole doubles.

    Under a manual of levels probability and impact are levels; `degrees` (experts × factors ×
    degrees, ones and zeros) is there under fuzzy evaluation.
    """

    weight: "Array"
    probability: "Array"
    impact: "Array"
    degrees: "Array | None" = None

    @classmethod
    def of(cls, panel: Panel, manual: Manual, *, after: bool) -> "Rows":
        """Return the rows of a moment."""
        import numpy as np

        codes = panel.assessment.codes
        scores = [[sheet.scores[code] for code in codes] for sheet in panel.sheets(after=after)]
        weight = np.array([[row.weight for row in sheet] for sheet in scores], dtype=np.int64)
        pairs = ("probability", manual.scales.probability), ("impact", manual.scales.impact)
        probability, impact = (
            np.array(
                [[_figure(getattr(row, name), scale, manual) for row in sheet] for sheet in scores],
                dtype=np.float64,
            )
            for name, scale in pairs
        )
        # only shares of the weight scores count, so the common divisor may go
        # (none are given where factors are compared by pairs)
        divisor = max(int(np.gcd.reduce(weight, axis=None)), 1)
        shares = (weight // divisor).astype(np.float64)
        return cls(shares, probability, impact, _degrees(scores, manual))


def _figure(share: int, scale: Sequence[ScaleLevel], manual: Manual) -> int:
    return level_of_share(scale, share) if manual.estimates.scale is ScoreScale.LEVEL else share


def _degrees(scores: Sequence[Sequence[Any]], manual: Manual) -> "Array | None":
    import numpy as np

    if not manual.asks_membership:
        return None
    places = [
        [DEGREES.index(factor_degree(row.probability, row.impact, manual)) for row in sheet]
        for sheet in scores
    ]
    found: Array = np.eye(len(DEGREES))[np.array(places)]
    return found


@dataclass(frozen=True)
class Factors:
    """Factors of resampled panels, shape (resamples, factors); whole numbers.

    `risk` is told in 1 / `unit`, `limits` are the degrees' limits on that scale. `degree` holds
    positions in Degree where the matrix or coefficients ask for it. `membership` (resamples ×
    factors × degrees) counts experts.
    """

    weight: "Array"
    risk: "Array"
    unit: int
    limits: tuple[int, ...]
    experts: int
    degree: "Array | None" = None
    membership: "Array | None" = None
    _worse: dict[int, "Array"] = field(default_factory=dict, compare=False)

    def count(self, degree: Degree) -> "Array":
        """Return how many factors of each panel have exactly this degree."""
        place = DEGREES.index(degree)
        return self._at_least(place) - self._at_least(place + 1)

    def _at_least(self, place: int) -> "Array":
        if place not in self._worse:
            self._worse[place] = self._found(place).sum(axis=1)
        return self._worse[place]

    def _found(self, place: int) -> "Array":
        import numpy as np

        if place == 0 or place == len(DEGREES):
            return np.full(self.weight.shape, place == 0)
        found: Array = (
            self.risk > self.limits[place - 1] if self.degree is None else self.degree >= place
        )
        return found


def factors_of(rows: Rows, chosen: "Array", manual: Manual) -> Factors:
    """Return the factors of resampled panels; positions of shape (resamples, experts)."""
    experts = chosen.shape[1]
    counts = counts_of(chosen, len(rows.weight))
    rule = manual.estimates
    how = next((MIDDLES[each] for each in manual.weights.methods if each in MIDDLES), None)
    weight, _parts = middle_figures(
        rows.weight, chosen, counts, how or Aggregate.MEAN, manual.weights.trim_from
    )
    (probability, of_p), (impact, of_q) = (
        middle_figures(values, chosen, counts, rule.aggregate, rule.trim_from)
        for values in (rows.probability, rows.impact)
    )
    unit = of_p * of_q * UNIT**2
    limits = [
        floor(Fraction(step.above) * unit)
        for step in manual.degrees.steps
        if step.above is not None
    ]
    matrix = manual.degrees.matrix_in_use
    degree = None
    risk = probability * impact
    if manual.degrees.rule is DegreeRule.MATRIX and matrix is not None:
        scales = manual.scales
        degree = _table(matrix)[
            _levels(impact, of_q, scales.impact, manual) - 1,
            _levels(probability, of_p, scales.probability, manual) - 1,
        ]
    elif manual.index.variant in (IndexVariant.B, IndexVariant.C):
        degree = sum(risk > limit for limit in limits)
    return Factors(
        weight, risk, unit, tuple(limits), experts, degree, _memberships(rows.degrees, counts)
    )


def counts_of(chosen: "Array", experts: int) -> "Array":
    """Return how often each expert was chosen, as doubles for the product of matrices."""
    import numpy as np

    places = chosen + experts * np.arange(len(chosen))[:, np.newaxis]
    found = np.bincount(places.ravel(), minlength=experts * len(chosen))
    return found.reshape(len(chosen), experts).astype(np.float64)


def middle_figures(
    values: "Array", chosen: "Array", counts: "Array", how: Aggregate, trim_from: int
) -> tuple["Array", int]:
    """Return the panels' middle figures times a number of parts, and that number."""
    experts = chosen.shape[1]
    is_short = how is Aggregate.TRIMMED and experts < max(trim_from, FEWEST_TO_TRIM)
    if how is Aggregate.MEAN or is_short:
        return counts @ values, experts
    picked = values[chosen]
    if how is Aggregate.TRIMMED:
        inner: Array = picked.sum(axis=1) - picked.max(axis=1) - picked.min(axis=1)
        return inner, experts - 2
    picked.sort(axis=1)
    cut = (experts - 1) // 2
    return picked[:, cut : experts - cut].sum(axis=1), experts - 2 * cut


def _levels(figures: "Array", parts: int, scale: Sequence[ScaleLevel], manual: Manual) -> "Array":
    """Return the panels' levels from 1: of the middle share, or nearest to the middle level."""
    import numpy as np

    if manual.estimates.scale is ScoreScale.LEVEL:
        nearest: Array = (2 * figures.astype(np.int64) + parts) // (2 * parts)
        return nearest
    found = np.ones(figures.shape, dtype=np.int64)
    for level in scale[1:]:
        found += figures > floor(Fraction(level.above) * UNIT * parts)
    return found


def _table(matrix: DegreeMatrix) -> "Array":
    """Return positions of degrees by level of impact and of probability, each from 0."""
    import numpy as np

    rows = sorted(matrix.rows, key=lambda row: row.impact)
    return np.array([[DEGREES.index(each) for each in row.degrees] for row in rows])


def _memberships(degrees: "Array | None", counts: "Array") -> "Array | None":
    if degrees is None:
        return None
    experts, factors, width = degrees.shape
    return (counts @ degrees.reshape(experts, factors * width)).reshape(-1, factors, width)


def coefficients(manual: Manual) -> tuple[int, ...]:
    """Return what each degree counts in the index, mildest first, in parts of UNIT squared."""
    return tuple(int(manual.index.coefficient(degree) * UNIT**2) for degree in DEGREES)

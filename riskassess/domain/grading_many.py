"""Grades of very many assessments at once: the same rules as `grading`, on arrays, still exact.

Scores are integers in ten-thousandths, so sums over experts and products of sums are integers too.
A limit becomes an integer of the same scale, and every comparison is between integers: a value
exactly on a limit is decided as in the exact path. NumPy is imported by the caller's arrays only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import UNIT
from riskassess.domain.manual import Condition, Criterion, Manual
from riskassess.domain.manual.estimates import (
    Aggregate,
    DegreeRule,
    IndexVariant,
    ScoreScale,
    WeightMethod,
)
from riskassess.domain.vocabulary import CriterionKind, Degree, Moment, RiskGrade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

# Assessments a chunk: the working set of 9 experts and 50 factors stays within the caches.
CHUNK = 512
GRADES = tuple(RiskGrade)
MEDIUM, HIGH = GRADES.index(RiskGrade.MEDIUM), GRADES.index(RiskGrade.HIGH)
LARGEST = 2**62


@dataclass(frozen=True)
class ManyGrades:
    """Grades as positions in `RiskGrade` (0 low, 1 medium, 2 high), one an assessment.

    `index` is a float for display; the grades were decided by integers.
    """

    grade: "Array"
    single_factor: "Array"
    index_grade: "Array"
    index: "Array"


@dataclass(frozen=True)
class _Rules:
    """The manual's limits as integers on the scale of the sums."""

    steps: tuple[tuple[Degree, int], ...]
    single: Criterion | None
    index: Criterion | None
    scale: int


def grade_many(
    probability: "Array",
    impact: "Array",
    weight: "Array",
    *,
    manual: Manual,
    moment: Moment = Moment.BEFORE,
) -> ManyGrades:
    """Return the grades that single factor and index give to many assessments.

    Parameters
    ----------
    probability, impact, weight : integer arrays, shape (assessments, experts, factors)
        In ten-thousandths; probability and impact 0 to 10,000, weight scores above 0.
    manual : Manual
        Holds degrees, criteria and limits.
    moment : Moment
        Before or after measures: which criteria speak.

    Returns
    -------
    ManyGrades
        Arrays of length assessments; equal to what `compute_assessment` finds for each.

    Raises
    ------
    ValueError
        When the shapes differ, the sums would leave 64 bits, or the manual grades otherwise than
        by means of shares, their product and index variant a.

    Examples
    --------
    >>> import numpy as np
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> scores = np.full((1, 3, 4), 8000, dtype=np.int16)
    >>> manual = builtin_manual("cn-default")
    >>> grades = grade_many(scores, scores, scores, manual=manual)
    >>> int(grades.single_factor[0]), int(grades.index_grade[0]), float(grades.index[0])
    (1, 1, 0.64)
    """
    import numpy as np

    _check_shapes(probability, impact, weight)
    if not is_plain_mean(manual):
        raise ValueError(f"{manual.id} does not grade by means and products alone")
    rules = _rules(manual, moment, experts=probability.shape[1])
    size = len(probability)
    grades = ManyGrades(
        grade=np.zeros(size, dtype=np.int8),
        single_factor=np.zeros(size, dtype=np.int8),
        index_grade=np.zeros(size, dtype=np.int8),
        index=np.zeros(size, dtype=np.float64),
    )
    for part in _chunks(size):
        _grade_chunk((probability[part], impact[part], weight[part]), rules, grades, part)
    return grades


def is_plain_mean(manual: Manual) -> bool:
    """Return whether means of shares, their product and variant a are all that a manual needs."""
    return (
        manual.asks_scores
        and manual.weights.method is WeightMethod.MEAN_SHARE
        and manual.estimates.scale is ScoreScale.SHARE
        and manual.estimates.aggregate is Aggregate.MEAN
        and manual.degrees.rule is DegreeRule.PRODUCT
        and manual.index.variant is IndexVariant.A
    )


def _check_shapes(probability: "Array", impact: "Array", weight: "Array") -> None:
    if probability.ndim != 3 or not probability.shape == impact.shape == weight.shape:
        raise ValueError("probability, impact and weight must have one shape of three axes")
    _assessments, experts, factors = probability.shape
    if experts**2 * UNIT**2 * experts * 10 * UNIT * factors > LARGEST:
        raise ValueError("too many experts and factors for exact 64-bit sums")


def _chunks(size: int) -> Iterator[slice]:
    return (slice(start, min(start + CHUNK, size)) for start in range(0, size, CHUNK))


def _rules(manual: Manual, moment: Moment, *, experts: int) -> _Rules:
    rows: Mapping[CriterionKind, Criterion] = {
        row.code: row for row in manual.criteria if row.active and moment in row.moments
    }
    # Sums of probability and impact over the experts, multiplied: so much is a risk of 1.
    scale = (experts * UNIT) ** 2
    steps = tuple(
        (step.degree, floor(Fraction(step.above) * scale))
        for step in manual.degrees.steps
        if step.above is not None
    )
    return _Rules(
        steps, rows.get(CriterionKind.SINGLE_FACTOR), rows.get(CriterionKind.INDEX), scale
    )


def _grade_chunk(
    scores: tuple["Array", "Array", "Array"], rules: _Rules, grades: ManyGrades, part: slice
) -> None:
    import numpy as np

    probability, impact, weight = (_expert_sums(values) for values in scores)
    risk = np.multiply(probability, impact, dtype=np.int64)
    weighted = np.einsum("af,af->a", weight, risk)
    whole = weight.sum(axis=1, dtype=np.int64)
    grades.index[part] = weighted / (whole * float(rules.scale))
    if rules.single is not None:
        grades.single_factor[part] = _count_grades(risk, rules)
    if rules.index is not None:
        grades.index_grade[part] = _limit_grades(weighted, whole, rules)
    np.maximum(grades.single_factor[part], grades.index_grade[part], out=grades.grade[part])


def _expert_sums(values: "Array") -> "Array":
    """Return the sums over experts; einsum adds a middle axis faster than `sum` does."""
    import numpy as np

    # The bound on the shapes leaves sums of 32-bit scores far below 32 bits.
    wide = np.int64 if values.dtype.itemsize > np.dtype(np.int32).itemsize else np.int32
    sums: Array = np.einsum("aef->af", values, dtype=wide)
    return sums


def _count_grades(risk: "Array", rules: _Rules) -> "Array":
    import numpy as np

    grade = np.zeros(len(risk), dtype=np.int8)
    above: dict[Degree, Array] = {}
    for value, condition in _conditions(rules.single):
        for count in condition.counts:
            found = _degree_count(count.degree, risk, rules, above)
            grade[found >= count.at_least] = value
    return grade


def _degree_count(
    degree: Degree, risk: "Array", rules: _Rules, above: dict[Degree, "Array"]
) -> "Array":
    """Return how many factors have exactly this degree; `above` keeps what was counted."""
    limits = dict(rules.steps)
    order = list(Degree)
    for asked in order[order.index(degree) : order.index(degree) + 2]:
        if asked not in above:
            above[asked] = (risk > limits.get(asked, -1)).sum(axis=1)
    if degree is order[-1]:
        return above[degree]
    return above[degree] - above[order[order.index(degree) + 1]]


def _limit_grades(weighted: "Array", whole: "Array", rules: _Rules) -> "Array":
    import numpy as np

    grade = np.zeros(len(weighted), dtype=np.int8)
    for value, condition in _conditions(rules.index):
        if condition.above is not None:
            met = weighted > whole * _exact(condition.above * rules.scale)
        elif condition.at_least is not None:
            met = weighted >= whole * _exact(condition.at_least * rules.scale)
        grade[met] = value
    return grade


def _conditions(criterion: Criterion | None) -> Iterator[tuple[int, Condition]]:
    """Yield (grade, condition) from medium to high, so that the worse one is set last."""
    if criterion is not None:
        for value, condition in ((MEDIUM, criterion.medium), (HIGH, criterion.high)):
            if condition is not None:
                yield value, condition


def _exact(limit: Any) -> int:
    """Return the limit as an integer; a manual's limits have too few decimals to be otherwise."""
    if ceil(limit) != floor(limit):
        raise ValueError(f"{limit} is not exact on the scale of the sums")
    return int(limit)

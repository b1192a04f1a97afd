"""Grades of many resampled panels on arrays, decided by whole numbers as in `grading_many`.

For weights from weight scores; `near_arrays` does those from comparisons. Sums over experts are
products of two matrices of doubles: every entry and every partial sum is a whole number below
2**53, so they are exact whatever the order of adding. What grows beyond is kept in 64-bit integers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import UNIT
from riskassess.domain.certainty.factor_arrays import Factors, Rows, coefficients, factors_of
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.certainty.values import Quotients, Values
from riskassess.domain.grading_many import HIGH, LARGEST, MEDIUM
from riskassess.domain.manual import Condition, Criterion, Manual
from riskassess.domain.manual.estimates import IndexVariant, WeightMethod
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

CHUNK = 1024
GRADES = tuple(RiskGrade)
WORST_DEGREE_FIRST = tuple(reversed(Degree))
OF_EXPERTS = (CriterionKind.SINGLE_FACTOR, CriterionKind.INDEX, CriterionKind.MEMBERSHIP)


@dataclass(frozen=True)
class PanelGrades:
    """What panels say: positions in RiskGrade by criterion, and the index of each panel."""

    criteria: Mapping[CriterionKind, "Array"]
    values: Values


def fits_arrays(panel: Panel, manual: Manual) -> bool:
    """Return whether arrays can decide a manual of scores and hold a panel exactly in 64 bits."""
    if WeightMethod.ENTROPY in manual.weights.methods:
        return False
    if any(row.value * UNIT**2 % 1 for row in manual.index.coefficients):
        return False
    experts, factors = len(panel.experts), len(panel.assessment.codes)
    heaviest = max(
        (
            score.weight
            for sheet in (*panel.assessment.before, *(panel.assessment.after or ()))
            for score in sheet.scores.values()
        ),
        default=0,
    )
    return experts * max(heaviest, UNIT) * factors * (experts * UNIT) ** 2 * 2 <= LARGEST


def grade_panels(
    panel: Panel, manual: Manual, criteria: Mapping[CriterionKind, Criterion], chosen: "Array",
    *, after: bool,
) -> PanelGrades:  # fmt: skip
    """Return the grades of resampled panels.

    Parameters
    ----------
    panel : Panel
        The panel that was drawn from.
    manual : Manual
        With weights from weight scores.
    criteria : mapping
        The criteria that speak at the moment.
    chosen : integer array, shape (resamples, experts)
        Positions in `panel.experts`.
    after : bool
        Whether the sheets after measures are meant.

    Returns
    -------
    PanelGrades
        Equal to what `compute_assessment` finds for each resampled panel.
    """
    import numpy as np

    rows = Rows.of(panel, manual, after=after)
    asked = {kind: criteria[kind] for kind in OF_EXPERTS if kind in criteria}
    size = len(chosen)
    grades = {kind: np.zeros(size, dtype=np.int8) for kind in asked}
    above, below = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    unit = 1
    for start in range(0, size, CHUNK):
        part = slice(start, min(start + CHUNK, size))
        factors = factors_of(rows, chosen[part], manual)
        above[part], unit = _weighted(factors, manual)
        below[part] = factors.weight.sum(axis=1)
        for kind, criterion in asked.items():
            grades[kind][part] = _GRADED[kind](criterion, factors, above[part], below[part], unit)
    return PanelGrades(grades, Quotients(above, below, unit))


def _weighted(factors: Factors, manual: Manual) -> tuple["Array", int]:
    """Return the index of each panel times the sum of its weights, and the unit it is told in."""
    import numpy as np

    weight = factors.weight.astype(np.int64)
    if manual.index.variant is IndexVariant.A:
        counted, unit = factors.risk.astype(np.int64), factors.unit
    elif manual.index.variant is IndexVariant.FUZZY and factors.membership is not None:
        worth = np.array(coefficients(manual), dtype=np.int64)
        counted = np.einsum("rfd,d->rf", factors.membership.astype(np.int64), worth)
        unit = UNIT**2 * factors.experts
    else:
        counted = np.array(coefficients(manual), dtype=np.int64)[factors.degree]
        unit = UNIT**2
    found: Array = np.einsum("rf,rf->r", weight, counted)
    return found, unit


def _by_counts(
    criterion: Criterion, factors: Factors, _above: "Array", _below: "Array", _unit: int
) -> "Array":
    return grades_by_counts(criterion, factors)


def grades_by_counts(criterion: Criterion, factors: Factors) -> "Array":
    """Return the grades of counts of degrees, as positions in RiskGrade."""
    import numpy as np

    grade = np.zeros(len(factors.weight), dtype=np.int8)
    for value, condition in conditions_of(criterion):
        for count in condition.counts:
            grade[factors.count(count.degree) >= count.at_least] = value
    return grade


def _by_limits(
    criterion: Criterion, _factors: Factors, above: "Array", below: "Array", unit: int
) -> "Array":
    return grades_by_limits(criterion, above, below, unit)


def grades_by_limits(criterion: Criterion, above: "Array", below: "Array", unit: int) -> "Array":
    """Return the grades of whole numbers above / (below · unit), as positions in RiskGrade."""
    import numpy as np

    grade = np.zeros(len(above), dtype=np.int8)
    for value, condition in conditions_of(criterion):
        limit = condition.above if condition.above is not None else condition.at_least
        bound = Fraction(limit or 0) * unit
        # whole numbers: above > below · bound, with a bound that may be a fraction
        left, right = above * bound.denominator, below * bound.numerator
        grade[left > right if condition.above is not None else left >= right] = value
    return grade


def _by_membership(
    criterion: Criterion, factors: Factors, _above: "Array", _below: "Array", _unit: int
) -> "Array":
    import numpy as np

    assert factors.membership is not None  # noqa: S101 - the manual asks for it
    worst_first = factors.membership[:, :, ::-1].astype(np.int64)
    belongs = np.einsum("rf,rfd->rd", factors.weight.astype(np.int64), worst_first)
    # of equal memberships the worst degree speaks, and it stands first
    of_degree = {row.degree: GRADES.index(row.grade) for row in criterion.verdicts}
    verdicts = np.array([of_degree[degree] for degree in WORST_DEGREE_FIRST], dtype=np.int8)
    found: Array = verdicts[belongs.argmax(axis=1)]
    return found


_GRADED = {
    CriterionKind.SINGLE_FACTOR: _by_counts,
    CriterionKind.INDEX: _by_limits,
    CriterionKind.MEMBERSHIP: _by_membership,
}


def count_grades(criterion: Criterion, counts: "Array", whole: int) -> "Array":
    """Return the grades that counts out of a whole are given, as positions in RiskGrade."""
    import numpy as np

    grade = np.zeros(len(counts), dtype=np.int8)
    for value, condition in conditions_of(criterion):
        least = least_count(condition, whole)
        grade[counts >= least] = value
    return grade


def least_count(condition: Condition, whole: int) -> int:
    """Return the smallest count whose share of the whole meets a limit.

    >>> from decimal import Decimal
    >>> least_count(Condition(above=Decimal("0.5")), 100), least_count(
    ...     Condition(at_least=Decimal("0.2")), 100)
    (51, 20)
    """
    if condition.above is not None:
        return floor(Fraction(condition.above) * whole) + 1
    return -floor(-Fraction(condition.at_least or 0) * whole)


def conditions_of(criterion: Criterion) -> Iterator[tuple[int, Condition]]:
    """Yield (grade, condition) from medium to high, so that the worse one is set last."""
    for value, condition in ((MEDIUM, criterion.medium), (HIGH, criterion.high)):
        if condition is not None:
            yield value, condition

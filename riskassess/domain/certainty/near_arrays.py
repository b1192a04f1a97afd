"""Grades of resampled panels whose weights come from comparisons, on arrays of floats.

Degrees do not depend on weights and are decided by whole numbers. The index is known within
`WITHIN`; where a limit, or two memberships, lie nearer than that, the exact engine decides.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import UNIT
from riskassess.domain.certainty.arrays import (
    CHUNK,
    GRADES,
    WORST_DEGREE_FIRST,
    PanelGrades,
    conditions_of,
    grades_by_counts,
)
from riskassess.domain.certainty.engine import Known
from riskassess.domain.certainty.factor_arrays import (
    Factors,
    Rows,
    coefficients,
    counts_of,
    factors_of,
)
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.certainty.values import Near
from riskassess.domain.comparison_sets import TOP, comparison_sets, pairs_of
from riskassess.domain.manual import Criterion, Manual
from riskassess.domain.manual.estimates import IndexVariant, Mixing, PairwiseMethod, WeightMethod
from riskassess.domain.pairwise import TABLES
from riskassess.domain.pairwise import PairwiseMethod as Way
from riskassess.domain.pairwise.many import pairwise_weights_many
from riskassess.domain.vocabulary import CriterionKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

# Weights of `pairwise_weights_many` are within 1e-10 of the exact ones.
WITHIN = 1e-8


def grade_near_panels(
    panel: Panel, known: Known, criteria: Mapping[CriterionKind, Criterion], chosen: "Array",
    *, after: bool,
) -> PanelGrades:  # fmt: skip
    """Return the grades of resampled panels; arguments as of `arrays.grade_panels`."""
    import numpy as np

    manual = known.manual
    rows = Rows.of(panel, manual, after=after)
    size = len(chosen)
    kinds = [kind for kind in _GRADED if kind in criteria]
    grades = {kind: np.zeros(size, dtype=np.int8) for kind in kinds}
    index = np.zeros(size)
    for start in range(0, size, CHUNK):
        part = slice(start, min(start + CHUNK, size))
        factors = factors_of(rows, chosen[part], manual)
        weights = _weights(panel, manual, factors, chosen[part])
        index[part] = (weights * _counted(factors, manual)).sum(axis=1)
        for kind in kinds:
            found, doubtful = _GRADED[kind](criteria[kind], factors, weights, index[part])
            for place in np.flatnonzero(doubtful).tolist():
                exact = known.moment(chosen[part][place].tolist(), after=after)
                found[place] = exact.criteria[kind]
            grades[kind][part] = found

    def exact_index(place: int) -> Any:
        return known.moment(chosen[place].tolist(), after=after).value

    return PanelGrades(grades, Near(index, WITHIN, exact_index))


def _weights(panel: Panel, manual: Manual, factors: Factors, chosen: "Array") -> "Array":
    """Return the weights of the factors, shape (resamples, factors), each row adding up to 1."""
    rule = manual.weights
    if rule.method is not WeightMethod.COMBINED or rule.mixing is None:
        return _by_comparisons(panel, manual, chosen)
    pair = [
        _by_comparisons(panel, manual, chosen)
        if method is WeightMethod.AHP
        else factors.weight / factors.weight.sum(axis=1, keepdims=True)
        for method in rule.methods
    ]
    if rule.mixing.how is Mixing.LINEAR:
        share = float(rule.mixing.share)
        linear: Array = share * pair[0] + (1 - share) * pair[1]
        return linear
    product = pair[0] * pair[1]
    found: Array = product / product.sum(axis=1, keepdims=True)
    return found


def _by_comparisons(panel: Panel, manual: Manual, chosen: "Array") -> "Array":
    import numpy as np

    rule, assessment = manual.weights.pairwise, panel.assessment
    assert rule is not None  # noqa: S101 - the manual was checked
    counts = counts_of(chosen, len(panel.experts)) / chosen.shape[1]
    sets = comparison_sets(assessment.factors, manual)
    local: dict[str, dict[str, Array]] = {}
    for within, codes in sets.items():
        logs = np.array([_logarithms(panel, expert, within, codes) for expert in panel.experts])
        size = len(codes)
        group = np.exp(counts @ logs.reshape(len(logs), -1)).reshape(-1, size, size)
        weights = np.ones((len(chosen), 1))
        if size > 1:
            table = TABLES[rule.random_index]
            weights = pairwise_weights_many(
                group, method=_way(rule.method), random_index=table
            ).weights
        local[within] = dict(zip(codes, weights.T, strict=True))
    return np.stack([_global(local, sets, code) for code in assessment.codes], axis=1)


def _way(method: PairwiseMethod) -> Way:
    return Way(method.value)


def _global(
    local: Mapping[str, Mapping[str, "Array"]], sets: Mapping[str, Sequence[str]], code: str
) -> "Array":
    if len(sets) == 1:
        return local[TOP][code]
    kind = next(kind for kind in sets[TOP] if code in sets[kind])
    found: Array = local[TOP][kind] * local[kind][code]
    return found


def _logarithms(panel: Panel, expert: str, within: str, codes: Sequence[str]) -> "Array":
    """Return the logarithms of one expert's judgement matrix."""
    import numpy as np

    values = panel.judgements(expert, within)
    found = np.zeros((len(codes), len(codes)))
    for first, second in pairs_of(codes):
        row, column = codes.index(first), codes.index(second)
        found[row, column] = np.log(float(values[first, second]))
        found[column, row] = -found[row, column]
    return found


def _counted(factors: Factors, manual: Manual) -> "Array":
    import numpy as np

    if manual.index.variant is IndexVariant.A:
        return factors.risk / float(factors.unit)
    worth = np.array(coefficients(manual)) / UNIT**2
    if manual.index.variant is IndexVariant.FUZZY and factors.membership is not None:
        found: Array = factors.membership @ worth / factors.experts
        return found
    return worth[factors.degree]


Decided = tuple["Array", "Array"]


def _by_counts(criterion: Criterion, factors: Factors, _w: "Array", _index: "Array") -> Decided:
    import numpy as np

    return grades_by_counts(criterion, factors), np.zeros(len(factors.weight), dtype=bool)


def _by_limits(criterion: Criterion, _factors: Factors, _w: "Array", index: "Array") -> Decided:
    import numpy as np

    grade = np.zeros(len(index), dtype=np.int8)
    doubtful = np.zeros(len(index), dtype=bool)
    for value, condition in conditions_of(criterion):
        limit = condition.above if condition.above is not None else condition.at_least
        grade[index > float(limit or 0)] = value
        doubtful |= np.abs(index - float(limit or 0)) <= WITHIN
    return grade, doubtful


def _by_membership(
    criterion: Criterion, factors: Factors, weights: "Array", _index: "Array"
) -> Decided:
    import numpy as np

    assert factors.membership is not None  # noqa: S101 - the manual asks for it
    belongs = np.einsum("rf,rfd->rd", weights, factors.membership[:, :, ::-1]) / factors.experts
    of_degree = {row.degree: GRADES.index(row.grade) for row in criterion.verdicts}
    verdicts = np.array([of_degree[degree] for degree in WORST_DEGREE_FIRST], dtype=np.int8)
    first_two = np.sort(belongs, axis=1)[:, -2:]
    return verdicts[belongs.argmax(axis=1)], first_two[:, 1] - first_two[:, 0] <= 2 * WITHIN


_GRADED = {
    CriterionKind.SINGLE_FACTOR: _by_counts,
    CriterionKind.INDEX: _by_limits,
    CriterionKind.MEMBERSHIP: _by_membership,
}

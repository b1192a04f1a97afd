"""How certain a grade is: panels of the same experts drawn again, surveys answered again.

Bootstrap over experts (Efron, 1979): whole experts are drawn with replacement, with their weight
scores, comparisons, probabilities and impacts, before and after together; so the spread of the
weights comes from the same draw. The count of objections varies as `drawing.opposition_steps` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.certainty.arrays import (
    PanelGrades,
    count_grades,
    fits_arrays,
    grade_panels,
)
from riskassess.domain.certainty.budget import BY_ARRAYS, by_engine
from riskassess.domain.certainty.drawing import Draws, checked_resamples, checked_seed, draw
from riskassess.domain.certainty.engine import Known, TooManyError, engine_panels
from riskassess.domain.certainty.near_arrays import grade_near_panels
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.certainty.point_arrays import fits_points, grade_points_many
from riskassess.domain.certainty.values import Exact, Interval, Values, interval
from riskassess.domain.grading import AssessmentResult, MomentResult
from riskassess.domain.manual import Criterion, Manual
from riskassess.domain.manual.estimates import WeightMethod
from riskassess.domain.vocabulary import CriterionKind, Moment, RiskGrade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

GRADES = tuple(RiskGrade)
Counts = tuple[int, int, int]


@dataclass(frozen=True)
class MomentSample:
    """Grades of one moment over the resamples.

    `counts` and those of `criteria` say how many resamples got low, medium, high. `interval` holds
    the 2.5 %, 50 % and 97.5 % percentiles of the index (of the points under a deduction score).
    `grades` has one byte a resample, its position in RiskGrade.
    """

    counts: Counts
    criteria: tuple[tuple[CriterionKind, Counts], ...]
    interval: Interval | None
    grades: bytes

    def probability(self, grade: RiskGrade) -> Fraction:
        """Return the share of the resamples that got a grade."""
        return Fraction(self.counts[GRADES.index(grade)], sum(self.counts))


@dataclass(frozen=True)
class Sample:
    """Both moments over the same resamples.

    `refused` resamples gave no grade (entropy of scores that do not differ) and are not counted;
    `is_exact_engine` says that each panel was graded by the engine instead of on arrays.
    """

    seed: str
    resamples: int
    experts: int
    is_exact_engine: bool
    refused: int
    before: MomentSample
    after: MomentSample | None


def sample_grades(
    assessment: Assessment, result: AssessmentResult, *, seed: str, resamples: int | None = None
) -> Sample:
    """Return how the grades vary over resampled panels and surveys.

    Parameters
    ----------
    assessment : Assessment
        As graded.
    result : AssessmentResult
        Its result; names the manual and which criteria apply.
    seed : str
        64 hexadecimal digits.
    resamples : int, optional
        10,000 on arrays, and as many as `budget` allows by the engine, unless told.

    Returns
    -------
    Sample
        The same for the same input on every machine; every grade is decided exactly.

    Raises
    ------
    InvalidInput
        For a seed or number that is none, or when no resample could be graded.
    """
    panel, manual = Panel(assessment), result.manual
    is_exact = not _fits(panel, manual)
    seed, allowed = checked_seed(seed), by_engine(panel)
    if resamples is not None:
        return _sampled(panel, result, seed, checked_resamples(resamples), is_exact)
    if is_exact:
        return _sampled(panel, result, seed, allowed, is_exact)
    try:
        return _sampled(panel, result, seed, BY_ARRAYS, is_exact, most=allowed)
    except TooManyError:
        # so many panels lie on a limit that the arrays decide too few
        return _sampled(panel, result, seed, allowed, is_exact)


def _sampled(
    panel: Panel, result: AssessmentResult, seed: str, size: int, is_exact: bool,
    *, most: int | None = None,
) -> Sample:  # fmt: skip
    draws = draw(panel.assessment, experts=len(panel.experts), seed=seed, resamples=size)
    before, after, kept = (
        _by_engine(panel, result, draws)
        if is_exact
        else _by_arrays(Known(panel, result.manual, most), result, draws)
    )
    return Sample(seed, size, len(panel.experts), is_exact, size - kept, before, after)


Moments = tuple[MomentSample, MomentSample | None, int]


def _by_arrays(known: Known, result: AssessmentResult, draws: Draws) -> Moments:
    import numpy as np

    chosen, inverse = draws.experts, None
    experts = chosen.shape[1]
    if draws.words is None and comb(2 * experts - 1, experts) * 2 <= len(chosen):
        # a small panel has few different resamples; each is graded once
        chosen, inverse = np.unique(np.sort(chosen, axis=1), axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
    found: list[MomentSample] = []
    for moment in (result.before, result.after):
        if moment is None:
            return found[0], None, len(draws.experts)
        graded = _graded(known, moment, Draws(chosen, draws.oppose, draws.words))
        criteria, values = dict(graded.criteria), graded.values
        if inverse is not None:
            criteria = {kind: grades[inverse] for kind, grades in criteria.items()}
            values = values.take(inverse)
        found.append(_moment(moment, criteria, values, draws))
    return found[0], found[1], len(draws.experts)


def _graded(known: Known, moment: MomentResult, draws: Draws) -> PanelGrades:
    panel, manual, criteria = known.panel, known.manual, _speaking(moment)
    after = moment.moment is Moment.AFTER
    if manual.asks_points:
        deduction = criteria[CriterionKind.DEDUCTION]
        return grade_points_many(panel, manual, deduction, draws, after=after)
    if WeightMethod.AHP in manual.weights.methods:
        return grade_near_panels(panel, known, criteria, draws.experts, after=after)
    return grade_panels(panel, manual, criteria, draws.experts, after=after)


def _fits(panel: Panel, manual: Manual) -> bool:
    if manual.asks_points:
        return fits_points(panel, manual) and manual.criterion(CriterionKind.DEDUCTION).active
    return fits_arrays(panel, manual)


def _by_engine(panel: Panel, result: AssessmentResult, draws: Draws) -> Moments:
    import numpy as np

    pairs = engine_panels(panel, result.manual, draws)
    kept = np.array([place for place, pair in enumerate(pairs) if pair is not None], dtype=np.intp)
    given = [pair for pair in pairs if pair is not None]
    oppose = None if draws.oppose is None else draws.oppose[kept]
    left = Draws(draws.experts[kept], oppose)
    found: list[MomentSample | None] = []
    for place, moment in enumerate((result.before, result.after)):
        rows = [row for row in (pair[place] for pair in given) if row is not None]
        if moment is None:
            found.append(None)
            continue
        criteria = {
            kind: np.array([row.criteria[kind] for row in rows], dtype=np.int8)
            for kind in _speaking(moment)
        }
        values = tuple(row.value for row in rows if row.value is not None)
        found.append(_moment(moment, criteria, Exact(values), left))
    assert found[0] is not None  # noqa: S101 - a result always has a moment before
    return found[0], found[1], len(given)


def _speaking(moment: MomentResult) -> Mapping[CriterionKind, Criterion]:
    return {row.code: row.criterion for row in moment.outcomes if row.grade is not None}


def _moment(
    moment: MomentResult, of_experts: Mapping[CriterionKind, "Array"], values: Values,
    draws: Draws,
) -> MomentSample:  # fmt: skip
    """Return the sample of one moment: the worst of what experts, survey and forecast say."""
    import numpy as np

    size = len(draws.experts)
    graded: dict[CriterionKind, Array] = {}
    for row in moment.outcomes:
        if row.grade is None:
            continue
        if row.code is CriterionKind.OPPOSITION and draws.oppose is not None:
            whole = dict(row.inputs)["valid"]
            graded[row.code] = count_grades(row.criterion, draws.oppose, int(whole or 0))
        elif row.code in of_experts:
            graded[row.code] = of_experts[row.code]
        else:
            graded[row.code] = np.full(size, GRADES.index(row.grade), dtype=np.int8)
    worst = np.maximum.reduce(list(graded.values()))
    return MomentSample(
        counts=_counts(worst),
        criteria=tuple((kind, _counts(grades)) for kind, grades in graded.items()),
        interval=interval(values, size),
        grades=worst.tobytes(),
    )


def _counts(grades: "Array") -> Counts:
    import numpy as np

    low, medium, high = np.bincount(grades, minlength=len(GRADES)).tolist()
    return low, medium, high

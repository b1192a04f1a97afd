"""Grades of resampled panels by the exact engine itself, each different panel reckoned once.

For manuals whose weights or scores do not come from sums: comparisons, entropy, combined weights,
deduction. Slower, so fewer resamples are taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import Assessment, OppositionCount
from riskassess.domain.certainty.drawing import Draws, split
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.errors import InvalidInput
from riskassess.domain.grading import AssessmentResult, MomentResult, compute_assessment
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import CriterionKind, RiskGrade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

GRADES = tuple(RiskGrade)


@dataclass(frozen=True)
class Reckoned:
    """One moment of one resampled panel: positions in RiskGrade by criterion, and the value."""

    criteria: Mapping[CriterionKind, int]
    value: Fraction | None


Pair = tuple[Reckoned, Reckoned | None]


def engine_panels(panel: Panel, manual: Manual, draws: Draws) -> list[Pair | None]:
    """Return before and after of every resample; None where the method gives no weights.

    Parameters
    ----------
    panel : Panel
        The panel that was drawn from.
    manual : Manual
        Any.
    draws : Draws
        Positions in `panel.experts`; classes of opposition count in the points, so with them the
        survey is drawn together with the panel.
    """
    rows: Sequence[tuple[int, ...]] = [tuple(sorted(row)) for row in draws.experts.tolist()]
    if draws.words is not None and draws.oppose is not None:
        surveys = zip(draws.oppose.tolist(), draws.words.tolist(), strict=True)
        return [
            _reckon(with_survey(panel.with_experts(_codes(panel, row)), oppose, words), manual)
            for row, (oppose, words) in zip(rows, surveys, strict=True)
        ]
    known = Known(panel, manual)
    return [known.pair(row) for row in rows]


class TooManyError(Exception):
    """More panels have to be reckoned by the engine than the budget allows."""


@dataclass(frozen=True)
class Known:
    """The engine's results of resampled panels, each different panel reckoned once.

    Panels are told apart by what their experts gave, not by who gave it. No more than `most`
    different ones are reckoned where it is told: the next one raises TooManyError.
    """

    panel: Panel
    manual: Manual
    most: int | None = None
    _pairs: dict[tuple[int, ...], Pair | None] = field(default_factory=dict)

    def pair(self, row: Sequence[int]) -> Pair | None:
        """Return before and after of the experts at these positions, in any order."""
        kinds = self.panel.kinds
        key = tuple(sorted(kinds[place] for place in row))
        if key not in self._pairs:
            if self.most is not None and len(self._pairs) >= self.most:
                raise TooManyError(self.most)
            resampled = self.panel.with_experts(_codes(self.panel, key))
            self._pairs[key] = _reckon(resampled, self.manual)
        return self._pairs[key]

    def moment(self, row: Sequence[int], *, after: bool) -> Reckoned:
        """Return one moment of a panel that can be graded."""
        pair = self.pair(row)
        found = pair and pair[int(after)]
        if not found:
            raise ValueError("this panel has no such moment")
        return found


def _codes(panel: Panel, row: Sequence[int]) -> list[str]:
    return [panel.experts[place] for place in row]


def with_survey(assessment: Assessment, oppose: int, words: Sequence[int]) -> Assessment:
    """Return the assessment with other counts of opposition; raw words split it by intensity."""
    classes = assessment.opposition_classes
    counts = split(oppose, [row.count for row in classes], words) if classes else ()
    return replace(
        assessment,
        survey=replace(assessment.survey, oppose=oppose),
        opposition_classes=tuple(
            OppositionCount(row.intensity, count)
            for row, count in zip(classes, counts, strict=True)
        ),
    )


def _reckon(assessment: Assessment, manual: Manual) -> Pair | None:
    try:
        result: AssessmentResult = compute_assessment(assessment, manual)
    except InvalidInput:
        # Entropy of scores that do not differ: this panel could not have been graded.
        return None
    return _moment(result.before), _moment(result.after) if result.after else None


def _moment(moment: MomentResult) -> Reckoned:
    criteria = {
        row.code: GRADES.index(row.grade) for row in moment.outcomes if row.grade is not None
    }
    return Reckoned(criteria, value_of(moment))


def value_of(moment: MomentResult) -> Fraction | None:
    """Return the number of a moment that has an interval: the index, or the points lost."""
    return moment.points.total if moment.points is not None else moment.index

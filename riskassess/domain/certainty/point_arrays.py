"""Deduction scores of resampled panels and surveys on arrays, in whole numbers."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from riskassess.domain.assessment_file.records import UNIT
from riskassess.domain.certainty.arrays import PanelGrades, grades_by_limits
from riskassess.domain.certainty.drawing import Draws, split_many
from riskassess.domain.certainty.factor_arrays import counts_of, middle_figures
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.certainty.values import Quotients
from riskassess.domain.grading_many import LARGEST
from riskassess.domain.manual import Criterion, Manual
from riskassess.domain.vocabulary import CriterionKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def fits_points(panel: Panel, manual: Manual) -> bool:
    """Return whether the total of a deduction score fits 64 bits exactly."""
    if manual.deduction is None:
        return False
    parts = len(panel.experts) * UNIT * (panel.assessment.survey.valid or 1)
    most = sum(Fraction(item.maximum) for item in manual.deduction.items)
    return all(item.maximum % 1 == 0 for item in manual.deduction.items) and (
        most * parts * UNIT**2 <= LARGEST
    )


def grade_points_many(
    panel: Panel, manual: Manual, criterion: Criterion, draws: Draws, *, after: bool
) -> PanelGrades:
    """Return the grades of the total of points; equal to those of `compute_assessment`."""
    import numpy as np

    sheets, rule = panel.point_sheets(after=after), manual.estimates
    assert manual.deduction is not None  # noqa: S101 - asked for by the caller
    codes = [item.code for item in manual.deduction.items if item.code in sheets[0].points]
    values = np.array(
        [[sheet.points[code] for code in codes] for sheet in sheets], dtype=np.float64
    )
    counts = counts_of(draws.experts, len(sheets))
    middles, parts = middle_figures(values, draws.experts, counts, rule.aggregate, rule.trim_from)
    total, unit = middles.sum(axis=1).astype(np.int64), parts * UNIT
    reckoned = [
        item for item in manual.deduction.items if item.by_opposition and item.code not in codes
    ]
    if not after and reckoned and draws.words is not None and draws.oppose is not None:
        valid = panel.assessment.survey.valid or 0
        total = total * valid + int(reckoned[0].maximum) * parts * _intensities(panel, draws)
        unit *= valid
    one = np.ones(len(total), dtype=np.int64)
    grades = grades_by_limits(criterion, total, one, unit)
    return PanelGrades({CriterionKind.DEDUCTION: grades}, Quotients(total, one, unit))


def _intensities(panel: Panel, draws: Draws) -> "Array":
    """Return Σ count × intensity of every drawn survey, in ten-thousandths."""
    import numpy as np

    assert draws.oppose is not None and draws.words is not None  # noqa: S101, PT018 - see caller
    classes = panel.assessment.opposition_classes
    given = [row.count for row in classes]
    counts = np.array(
        split_many(draws.oppose.tolist(), given, draws.words.tolist()), dtype=np.int64
    )
    found: Array = counts @ np.array([row.intensity for row in classes], dtype=np.int64)
    return found

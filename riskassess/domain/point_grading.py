"""The panel's deduction score of an assessment (handbook 5.8)."""

from fractions import Fraction

from riskassess.domain.aggregation import middle
from riskassess.domain.assessment_file.records import UNIT, Assessment
from riskassess.domain.deduction import (
    DeductionLimits,
    DeductionResult,
    OppositionClass,
    deduction_result,
    items_of,
    limits_of,
)
from riskassess.domain.manual import Condition, Manual
from riskassess.domain.vocabulary import Moment


def grade_points(assessment: Assessment, manual: Manual, moment: Moment) -> DeductionResult:
    """Return the panel's points: by item the experts' middle, opposition by the survey.

    Parameters
    ----------
    assessment : Assessment
        With complete point sheets of the moment.
    manual : Manual
        With a deduction rule.
    moment : Moment
        Classes of opposition are facts of the time before measures.

    Returns
    -------
    DeductionResult
        Exact. Its grade is that of the total alone; the manual's criteria decide.

    Raises
    ------
    InvalidInput
        For points that are missing or impossible.
    """
    rule = manual.deduction
    assert rule is not None  # noqa: S101 - asked for by the caller
    before = moment is Moment.BEFORE
    sheets = assessment.points_before if before else assessment.points_after or ()
    estimates = manual.estimates
    scores: dict[str, Fraction | None] = {}
    for item in rule.items:
        given = [sheet.points[item.code] for sheet in sheets if item.code in sheet.points]
        if given:
            found = middle(given, estimates.aggregate, trim_from=estimates.trim_from)
            scores[item.code] = found / UNIT
    return deduction_result(
        items_of(rule),
        scores,
        limits_of(manual) or DeductionLimits(medium=Condition()),
        _classes(assessment) if before else (),
        averaged=True,
    )


def _classes(assessment: Assessment) -> tuple[OppositionClass, ...]:
    valid = assessment.survey.valid
    if not valid:
        return ()
    return tuple(
        OppositionClass(Fraction(row.count, valid), Fraction(row.intensity, UNIT))
        for row in assessment.opposition_classes
    )

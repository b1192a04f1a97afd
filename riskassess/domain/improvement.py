"""Checks of the estimate after measures against the one before (handbook 5.5): warnings only."""

from dataclasses import dataclass
from enum import StrEnum

from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.grading import AssessmentResult
from riskassess.domain.vocabulary import Degree

RANK = {degree: rank for rank, degree in enumerate(Degree)}


class ImprovementFlaw(StrEnum):
    """What an improvement lacks."""

    WITHOUT_MEASURE = "improvement_without_measure"
    WITHOUT_REASON = "improvement_without_reason"


@dataclass(frozen=True)
class ImprovementWarning:
    """A factor whose improvement lacks something; `code` is a row of the messages."""

    code: ImprovementFlaw
    factor: str
    before: Degree
    after: Degree


def improvement_warnings(
    assessment: Assessment, result: AssessmentResult
) -> tuple[ImprovementWarning, ...]:
    """Return the improvements that no measure or no written reason explains.

    Parameters
    ----------
    assessment : Assessment
        Names the measures and the written reasons (`improvement_reason` of a factor).
    result : AssessmentResult
        Its result; without scores after measures there is nothing to warn of.

    Returns
    -------
    tuple of ImprovementWarning
        In the order of the factors.
    """
    if result.after is None:
        return ()
    rule = result.manual.improvement
    measured = {code for measure in assessment.measures for code in measure.factors}
    reasons = {factor.code for factor in assessment.factors if factor.improvement_reason.strip()}
    warnings = []
    for before, after in zip(result.before.factors, result.after.factors, strict=True):
        change = (before.code, before.degree, after.degree)
        if rule.needs_measure and after.risk < before.risk and before.code not in measured:
            warnings.append(ImprovementWarning(ImprovementFlaw.WITHOUT_MEASURE, *change))
        steps = RANK[before.degree] - RANK[after.degree]
        if steps > rule.degrees_without_reason and before.code not in reasons:
            warnings.append(ImprovementWarning(ImprovementFlaw.WITHOUT_REASON, *change))
    return tuple(warnings)

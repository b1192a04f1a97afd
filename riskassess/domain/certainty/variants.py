"""The result with each expert left out, and under other middles of the panel's figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.certainty.engine import value_of
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.errors import InvalidInput
from riskassess.domain.grading import AssessmentResult, compute_assessment
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import Aggregate, WeightMethod
from riskassess.domain.vocabulary import RiskGrade

FEWEST = 2
WEIGHTS: Mapping[Aggregate, WeightMethod] = {
    Aggregate.MEAN: WeightMethod.MEAN_SHARE,
    Aggregate.MEDIAN: WeightMethod.MEDIAN_SHARE,
    Aggregate.TRIMMED: WeightMethod.TRIMMED_SHARE,
}


@dataclass(frozen=True)
class Variant:
    """A result under one change of panel or method; None where it could not be graded.

    `name` is the code of the expert left out, or the word of the middle. Values are the index, or
    the points lost under a deduction score.
    """

    name: str
    initial: RiskGrade | None
    expected: RiskGrade | None
    before: Fraction | None
    after: Fraction | None


def left_out(assessment: Assessment, manual: Manual) -> tuple[Variant, ...]:
    """Return the result without each expert, by code; none below two experts."""
    panel = Panel(assessment)
    if len(panel.experts) < FEWEST:
        return ()
    return tuple(
        _variant(left, panel.with_experts([each for each in panel.experts if each != left]), manual)
        for left in panel.experts
    )


def under_middles(assessment: Assessment, manual: Manual) -> tuple[Variant, ...]:
    """Return the result under mean, median and trimmed mean of all that the experts gave.

    Weights that come from comparisons or entropy stay as they are; `trimmed` is the mean where the
    panel is smaller than the manual's `trim_from`.
    """
    return tuple(_variant(str(how), assessment, with_middle(manual, how)) for how in Aggregate)


def with_middle(manual: Manual, how: Aggregate) -> Manual:
    """Return the manual with another middle for estimates and for weight scores."""
    rule = manual.weights
    mixing = rule.mixing and replace(
        rule.mixing,
        first=_method(rule.mixing.first, how),
        second=_method(rule.mixing.second, how),
    )
    return replace(
        manual,
        estimates=replace(manual.estimates, aggregate=how),
        weights=replace(rule, method=_method(rule.method, how), mixing=mixing),
    )


def _method(method: WeightMethod, how: Aggregate) -> WeightMethod:
    return WEIGHTS[how] if method in WEIGHTS.values() else method


def _variant(name: str, assessment: Assessment, manual: Manual) -> Variant:
    try:
        result: AssessmentResult = compute_assessment(assessment, manual)
    except InvalidInput:
        return Variant(name, None, None, None, None)
    after = result.after
    return Variant(
        name, result.initial_grade, result.expected_grade, value_of(result.before),
        value_of(after) if after else None,
    )  # fmt: skip

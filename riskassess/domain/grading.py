"""Grades of an assessment: every criterion with inputs, rule and outcome, and the worst of them.

Source of the rules: handbook 5.4 as the manual holds it. A criterion whose input is not known, or
that does not speak at the moment, is reported with the reason and never counted as low.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual import Condition, Criterion, Manual, Text
from riskassess.domain.scoring import FactorEstimate, estimate_factors, risk_index
from riskassess.domain.vocabulary import CriterionKind, Decision, Degree, Moment, RiskGrade

WORST_FIRST = tuple(reversed(RiskGrade))


class MissingReason(StrEnum):
    """Why a criterion is not applied."""

    OTHER_MOMENT = "other_moment"
    NOT_KNOWN = "not_known"
    NO_VALID_ANSWERS = "no_valid_answers"


@dataclass(frozen=True)
class CriterionOutcome:
    """One criterion explained: what went in, the rule, and what came out.

    `inputs` are (name, value) pairs: degree counts, `index`, `event_class`, `headcount`, or
    `oppose` and `valid`. `value` is the one number compared with the limits, where there is one.
    Exactly one of `grade` and `missing` is set.
    """

    criterion: Criterion
    grade: RiskGrade | None = None
    missing: MissingReason | None = None
    inputs: tuple[tuple[str, int | Fraction | str | None], ...] = ()
    value: Fraction | None = None
    attention: tuple[Text, ...] = ()

    @property
    def code(self) -> CriterionKind:
        """Return which criterion this is."""
        return self.criterion.code

    @property
    def is_applied(self) -> bool:
        """Return whether the criterion gave a grade."""
        return self.grade is not None


@dataclass(frozen=True)
class MomentResult:
    """Everything computed for the time before or after measures."""

    moment: Moment
    factors: tuple[FactorEstimate, ...]
    index: Fraction
    outcomes: tuple[CriterionOutcome, ...]
    grade: RiskGrade

    @property
    def degree_counts(self) -> dict[Degree, int]:
        """Return how many factors have each degree, mildest first."""
        counts = Counter(row.degree for row in self.factors)
        return {degree: counts[degree] for degree in Degree}


@dataclass(frozen=True)
class AssessmentResult:
    """The computed assessment: before measures, after measures where scored, recommendation."""

    manual: Manual
    before: MomentResult
    after: MomentResult | None
    recommendation: Decision | None

    @property
    def initial_grade(self) -> RiskGrade:
        """Return the grade before measures."""
        return self.before.grade

    @property
    def expected_grade(self) -> RiskGrade | None:
        """Return the grade after measures, or None without scores after measures."""
        return self.after.grade if self.after else None


def compute_assessment(assessment: Assessment, manual: Manual) -> AssessmentResult:
    """Return the result of an assessment under its manual.

    Parameters
    ----------
    assessment : Assessment
        Complete, as `parse_assessment` returns it.
    manual : Manual
        The manual it is pinned to.

    Returns
    -------
    AssessmentResult
        A pure function of the two; exact, nothing rounded.

    Raises
    ------
    InvalidInput
        When no criterion applies: a grade is never made from nothing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> from riskassess.domain.assessment_file import parse_assessment, read_json
    >>> manual = builtin_manual("cn-default")
    >>> path = Path("riskassess/demonstration/xiba-bridge-demolition.json")
    >>> text = path.read_text(encoding="utf-8")
    >>> result = compute_assessment(parse_assessment(read_json(text), manual), manual)
    >>> str(result.initial_grade), str(result.expected_grade), round(float(result.before.index), 6)
    ('medium', 'low', 0.378311)
    """
    before = _grade_moment(assessment, manual, Moment.BEFORE)
    after = None if assessment.after is None else _grade_moment(assessment, manual, Moment.AFTER)
    recommendation = manual.recommendation.of(after.grade) if after else None
    return AssessmentResult(manual, before, after, recommendation)


def _grade_moment(assessment: Assessment, manual: Manual, moment: Moment) -> MomentResult:
    sheets = assessment.before if moment is Moment.BEFORE else assessment.after or ()
    factors = estimate_factors(sheets, assessment.codes, manual.degrees)
    index = risk_index(factors)
    outcomes = tuple(
        _outcome(criterion, assessment, moment, (factors, index))
        for criterion in manual.criteria
        if criterion.active
    )
    return MomentResult(moment, factors, index, outcomes, worst_grade(outcomes))


def worst_grade(outcomes: tuple[CriterionOutcome, ...]) -> RiskGrade:
    """Return the worst grade of the criteria that apply; raises InvalidInput when none does."""
    given = {outcome.grade for outcome in outcomes}
    for grade in WORST_FIRST:
        if grade in given:
            return grade
    raise InvalidInput("no_criterion_applies", where="criteria")


def _outcome(
    criterion: Criterion,
    assessment: Assessment,
    moment: Moment,
    estimates: tuple[tuple[FactorEstimate, ...], Fraction],
) -> CriterionOutcome:
    if moment not in criterion.moments:
        return CriterionOutcome(criterion, missing=MissingReason.OTHER_MOMENT)
    factors, index = estimates
    if criterion.code is CriterionKind.SINGLE_FACTOR:
        return _by_counts(criterion, factors)
    if criterion.code is CriterionKind.INDEX:
        return _by_limits(criterion, index, (("index", index),))
    if criterion.code is CriterionKind.EVENT:
        return _by_event(criterion, assessment.forecast.event_class)
    if criterion.code is CriterionKind.HEADCOUNT:
        headcount = assessment.forecast.headcount
        value = None if headcount is None else Fraction(headcount)
        return _by_limits(criterion, value, (("headcount", headcount),))
    return _by_opposition(criterion, assessment)


def _by_counts(criterion: Criterion, factors: tuple[FactorEstimate, ...]) -> CriterionOutcome:
    counts = Counter(row.degree for row in factors)
    grade = RiskGrade.LOW
    for tried, condition in (
        (RiskGrade.HIGH, criterion.high),
        (RiskGrade.MEDIUM, criterion.medium),
    ):
        if condition and any(counts[row.degree] >= row.at_least for row in condition.counts):
            grade = tried
            break
    attention = tuple(
        row.note
        for row in criterion.attention
        if row.grade is grade
        and all(counts[count.degree] >= count.at_least for count in row.counts)
    )
    inputs = tuple((str(degree), counts[degree]) for degree in reversed(Degree))
    return CriterionOutcome(criterion, grade, inputs=inputs, attention=attention)


def _by_limits(
    criterion: Criterion,
    value: Fraction | None,
    inputs: tuple[tuple[str, int | Fraction | str | None], ...],
) -> CriterionOutcome:
    if value is None:
        return CriterionOutcome(criterion, missing=MissingReason.NOT_KNOWN, inputs=inputs)
    grade = RiskGrade.LOW
    if _meets(criterion.high, value):
        grade = RiskGrade.HIGH
    elif _meets(criterion.medium, value):
        grade = RiskGrade.MEDIUM
    return CriterionOutcome(criterion, grade, inputs=inputs, value=value)


def _meets(condition: Condition | None, value: Fraction) -> bool:
    if condition is None:
        return False
    if condition.above is not None:
        return value > Fraction(condition.above)
    return condition.at_least is not None and value >= Fraction(condition.at_least)


def _by_event(criterion: Criterion, event_class: RiskGrade | None) -> CriterionOutcome:
    inputs = (("event_class", event_class.value if event_class else None),)
    if event_class is None:
        return CriterionOutcome(criterion, missing=MissingReason.NOT_KNOWN, inputs=inputs)
    return CriterionOutcome(criterion, event_class, inputs=inputs)


def _by_opposition(criterion: Criterion, assessment: Assessment) -> CriterionOutcome:
    oppose, valid = assessment.survey.oppose, assessment.survey.valid
    inputs = (("oppose", oppose), ("valid", valid))
    if valid == 0:
        reason = MissingReason.NO_VALID_ANSWERS
        return CriterionOutcome(criterion, missing=reason, inputs=inputs)
    value = None if oppose is None or valid is None else Fraction(oppose, valid)
    return _by_limits(criterion, value, inputs)

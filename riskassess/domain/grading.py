"""Grades of an assessment: every criterion with inputs, rule and outcome, and the worst of them.

Source of the rules: handbook 5.4 as the manual holds it. A criterion whose input is not known, or
that does not speak at the moment, is reported with the reason and never counted as low.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.deduction import DeductionResult
from riskassess.domain.errors import InvalidInput
from riskassess.domain.fuzzy import Membership, greatest_membership
from riskassess.domain.limits import limit_grade
from riskassess.domain.manual import Criterion, Manual, Text
from riskassess.domain.manual.rules import Attention
from riskassess.domain.panel_weights import PanelWeights
from riskassess.domain.point_grading import grade_points
from riskassess.domain.scoring import FactorEstimate, PanelEstimate, estimate_factors
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

    `inputs` are (name, value) pairs: degree counts, `index`, `event_class`, `headcount`, `oppose`
    and `valid`, `total`, or the membership by degree and `greatest`. `value` is the one number
    compared with the limits, where there is one. Exactly one of `grade` and `missing` is set.
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
    """Everything computed for the time before or after measures.

    Factors, index and weights are those of scores, `points` that of a deduction score; a manual
    has the one or the other.
    """

    moment: Moment
    factors: tuple[FactorEstimate, ...]
    index: Fraction | None
    outcomes: tuple[CriterionOutcome, ...]
    grade: RiskGrade
    weights: PanelWeights | None = None
    membership: Membership | None = None
    points: DeductionResult | None = None

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
    is_scored_after = assessment.points_after if manual.asks_points else assessment.after
    after = None if is_scored_after is None else _grade_moment(assessment, manual, Moment.AFTER)
    recommendation = manual.recommendation.of(after.grade) if after else None
    return AssessmentResult(manual, before, after, recommendation)


def _grade_moment(assessment: Assessment, manual: Manual, moment: Moment) -> MomentResult:
    facts = _Facts(assessment, manual, moment)
    if manual.asks_points:
        facts.points = grade_points(assessment, manual, moment)
    else:
        sheets = assessment.before if moment is Moment.BEFORE else assessment.after or ()
        facts.estimate = estimate_factors(assessment, sheets, manual)
    outcomes = tuple(_outcome(row, facts) for row in manual.criteria if row.active)
    estimate = facts.estimate
    return MomentResult(
        moment=moment,
        factors=estimate.factors if estimate else (),
        index=estimate.index if estimate else None,
        outcomes=outcomes,
        grade=worst_grade(outcomes),
        weights=estimate.weights if estimate else None,
        membership=estimate.membership if estimate else None,
        points=facts.points,
    )


def worst_grade(outcomes: tuple[CriterionOutcome, ...]) -> RiskGrade:
    """Return the worst grade of the criteria that apply; raises InvalidInput when none does."""
    given = {outcome.grade for outcome in outcomes}
    for grade in WORST_FIRST:
        if grade in given:
            return grade
    raise InvalidInput("no_criterion_applies", where="criteria")


@dataclass
class _Facts:
    """What the criteria of one moment look at."""

    assessment: Assessment
    manual: Manual
    moment: Moment
    estimate: PanelEstimate | None = None
    points: DeductionResult | None = None


def _outcome(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    if facts.moment not in criterion.moments:
        return CriterionOutcome(criterion, missing=MissingReason.OTHER_MOMENT)
    return _OUTCOMES[criterion.code](criterion, facts)


def _by_counts(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    factors = facts.estimate.factors if facts.estimate else ()
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
        row.note for row in criterion.attention if row.grade is grade and _asks(row, counts)
    )
    inputs = tuple((str(degree), counts[degree]) for degree in reversed(Degree))
    return CriterionOutcome(criterion, grade, inputs=inputs, attention=attention)


def _asks(attention: Attention, counts: Mapping[Degree, int]) -> bool:
    """Say whether the counts of a note are met and no factor is worse than those it names."""
    order = tuple(Degree)
    worst = max(order.index(row.degree) for row in attention.counts)
    return all(counts[row.degree] >= row.at_least for row in attention.counts) and not any(
        counts[degree] for degree in order[worst + 1 :]
    )


def _by_limits(
    criterion: Criterion,
    value: Fraction | None,
    inputs: tuple[tuple[str, int | Fraction | str | None], ...],
) -> CriterionOutcome:
    if value is None:
        return CriterionOutcome(criterion, missing=MissingReason.NOT_KNOWN, inputs=inputs)
    grade = limit_grade(value, high=criterion.high, medium=criterion.medium)
    return CriterionOutcome(criterion, grade, inputs=inputs, value=value)


def _by_index(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    index = facts.estimate.index if facts.estimate else None
    return _by_limits(criterion, index, (("index", index),))


def _by_event(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    event_class = facts.assessment.forecast.event_class
    inputs = (("event_class", event_class.value if event_class else None),)
    if event_class is None:
        return CriterionOutcome(criterion, missing=MissingReason.NOT_KNOWN, inputs=inputs)
    return CriterionOutcome(criterion, event_class, inputs=inputs)


def _by_headcount(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    headcount = facts.assessment.forecast.headcount
    value = None if headcount is None else Fraction(headcount)
    return _by_limits(criterion, value, (("headcount", headcount),))


def _by_opposition(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    oppose, valid = facts.assessment.survey.oppose, facts.assessment.survey.valid
    inputs = (("oppose", oppose), ("valid", valid))
    if valid == 0:
        reason = MissingReason.NO_VALID_ANSWERS
        return CriterionOutcome(criterion, missing=reason, inputs=inputs)
    value = None if oppose is None or valid is None else Fraction(oppose, valid)
    return _by_limits(criterion, value, inputs)


def _by_points(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    total = facts.points.total if facts.points else None
    return _by_limits(criterion, total, (("total", total),))


def _by_membership(criterion: Criterion, facts: _Facts) -> CriterionOutcome:
    """Grade by the degree of greatest membership; of equal ones the worst speaks."""
    membership = facts.estimate.membership if facts.estimate else None
    if membership is None:
        return CriterionOutcome(criterion, missing=MissingReason.NOT_KNOWN)
    worst = greatest_membership(membership)
    degree = tuple(Degree)[worst.position]
    grade = next(row.grade for row in criterion.verdicts if row.degree is degree)
    inputs = tuple((str(each), share) for each, share in zip(Degree, membership, strict=True)) + (
        ("greatest", str(degree)),
    )
    return CriterionOutcome(criterion, grade, inputs=inputs, value=membership[worst.position])


_OUTCOMES: dict[CriterionKind, Callable[[Criterion, _Facts], CriterionOutcome]] = {
    CriterionKind.SINGLE_FACTOR: _by_counts,
    CriterionKind.INDEX: _by_index,
    CriterionKind.EVENT: _by_event,
    CriterionKind.HEADCOUNT: _by_headcount,
    CriterionKind.OPPOSITION: _by_opposition,
    CriterionKind.DEDUCTION: _by_points,
    CriterionKind.MEMBERSHIP: _by_membership,
}

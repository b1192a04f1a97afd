"""The grade of a moment if some of its values were others: the rest stays as it was graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.fuzzy import Membership, greatest_membership
from riskassess.domain.grading import WORST_FIRST, CriterionOutcome, MomentResult
from riskassess.domain.limits import limit_grade
from riskassess.domain.manual import Condition, Criterion
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade

Counts = Mapping[Degree, int]
# What criteria look at, by criterion: a number, counts by degree, or a membership.
Values = Mapping[CriterionKind, Fraction | Counts | Membership]
DEGREES = tuple(Degree)


@dataclass(frozen=True)
class Judge:
    """The applied criteria of a moment with the grades they gave."""

    outcomes: tuple[CriterionOutcome, ...]
    grade: RiskGrade

    @classmethod
    def of(cls, moment: MomentResult) -> "Judge":
        """Return the judge of a graded moment."""
        applied = tuple(row for row in moment.outcomes if row.grade is not None)
        return cls(applied, moment.grade)

    def criterion(self, kind: CriterionKind) -> Criterion | None:
        """Return an applied criterion, or None."""
        return next((row.criterion for row in self.outcomes if row.code is kind), None)

    def limits(self, kind: CriterionKind) -> tuple[Fraction, ...]:
        """Return the limits of an applied criterion."""
        criterion = self.criterion(kind)
        rows = (criterion.medium, criterion.high) if criterion else ()
        found = [row.above if row.above is not None else row.at_least for row in rows if row]
        return tuple(Fraction(limit) for limit in found if limit is not None)

    def grades(self, values: Values) -> dict[CriterionKind, RiskGrade]:
        """Return every criterion's grade under other values."""
        found: dict[CriterionKind, RiskGrade] = {}
        for row in self.outcomes:
            assert row.grade is not None  # noqa: S101 - only applied ones are kept
            given = values.get(row.code)
            found[row.code] = row.grade if given is None else _grade(row.criterion, given)
        return found

    def judged(self, values: Values) -> tuple[RiskGrade, tuple[CriterionKind, ...]]:
        """Return the grade under other values, and the criteria that changed their own."""
        graded = self.grades(values)
        worst = next(grade for grade in WORST_FIRST if grade in graded.values())
        changed = [row.code for row in self.outcomes if graded[row.code] is not row.grade]
        return worst, tuple(changed)


def _grade(criterion: Criterion, given: Fraction | Counts | Membership) -> RiskGrade:
    if isinstance(given, Fraction):
        return limit_grade(given, high=criterion.high, medium=criterion.medium)
    if isinstance(given, Mapping):
        return _by_counts(criterion, given)
    degree = DEGREES[greatest_membership(given).position]
    return next(row.grade for row in criterion.verdicts if row.degree is degree)


def _by_counts(criterion: Criterion, counts: Counts) -> RiskGrade:
    tried: tuple[tuple[RiskGrade, Condition | None], ...] = (
        (RiskGrade.HIGH, criterion.high),
        (RiskGrade.MEDIUM, criterion.medium),
    )
    for grade, condition in tried:
        if condition and any(counts[row.degree] >= row.at_least for row in condition.counts):
            return grade
    return RiskGrade.LOW

"""The manual's grading rules as data: scales, degrees, criteria, recommendation (handbook 5)."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from riskassess.domain.manual.estimates import (
    DegreeCoefficient,
    DegreeMatrix,
    DegreeRule,
    IndexVariant,
    MixingRule,
    PairwiseRule,
    WeightMethod,
)
from riskassess.domain.manual.words import Confidence, Text
from riskassess.domain.vocabulary import CriterionKind, Decision, Degree, Moment, RiskGrade


class OnLimit(StrEnum):
    """Where a value exactly on a limit belongs."""

    BELOW = "below"


class Combination(StrEnum):
    """How the criteria's grades become one."""

    WORST = "worst"


@dataclass(frozen=True)
class ScaleLevel:
    """One level of a scale; the band is above (excluded) to up_to (included)."""

    level: int
    name: Text
    above: Decimal
    up_to: Decimal
    meaning: Text


@dataclass(frozen=True)
class Scales:
    """Levels of probability and impact, lowest first."""

    probability: tuple[ScaleLevel, ...]
    impact: tuple[ScaleLevel, ...]


@dataclass(frozen=True)
class WeightRule:
    """How weights are asked for and computed."""

    method: WeightMethod
    name: Text
    minimum: Decimal
    maximum: Decimal
    paragraph: str
    # From so many experts on, `trimmed_share` leaves out the highest and the lowest score.
    trim_from: int = 7
    pairwise: PairwiseRule | None = None
    mixing: MixingRule | None = None

    @property
    def methods(self) -> tuple[WeightMethod, ...]:
        """Return the methods whose input the experts give."""
        if self.method is WeightMethod.COMBINED and self.mixing is not None:
            return self.mixing.first, self.mixing.second
        return (self.method,)


@dataclass(frozen=True)
class DegreeStep:
    """One degree and the limit above which it holds; None for the mildest."""

    degree: Degree
    name: Text
    above: Decimal | None


@dataclass(frozen=True)
class Degrees:
    """How a risk becomes a degree; steps from mildest to worst."""

    rule: DegreeRule
    on_limit: OnLimit
    paragraph: str
    steps: tuple[DegreeStep, ...]
    # Code of the matrix in use; the others are there to be compared with.
    matrix: str | None = None
    matrices: tuple[DegreeMatrix, ...] = ()

    @property
    def matrix_in_use(self) -> DegreeMatrix | None:
        """Return the matrix that gives the degrees, or None under the product rule."""
        return next((row for row in self.matrices if row.code == self.matrix), None)


@dataclass(frozen=True)
class IndexRule:
    """Formula of the composite index."""

    variant: IndexVariant
    name: Text
    paragraph: str
    coefficients: tuple[DegreeCoefficient, ...] = ()

    def coefficient(self, degree: Degree) -> Decimal:
        """Return what a degree counts in the index; only for variants with coefficients."""
        return next(row.value for row in self.coefficients if row.degree is degree)


@dataclass(frozen=True)
class GradeName:
    """What a grade is called."""

    grade: RiskGrade
    name: Text


@dataclass(frozen=True)
class DecisionName:
    """What an act of the decision body is called."""

    decision: Decision
    name: Text


@dataclass(frozen=True)
class DegreeCount:
    """At least so many factors of exactly this degree."""

    degree: Degree
    at_least: int


@dataclass(frozen=True)
class Condition:
    """When a criterion gives a grade: any of the counts, or a value beyond one limit."""

    counts: tuple[DegreeCount, ...] = ()
    above: Decimal | None = None
    at_least: Decimal | None = None


@dataclass(frozen=True)
class Attention:
    """Counts that ask for a closer look when the criterion gives this grade.

    All of them are met, and no factor has a worse degree than those they name.
    """

    grade: RiskGrade
    counts: tuple[DegreeCount, ...]
    note: Text


@dataclass(frozen=True)
class EventClasses:
    """What each class of possible event means."""

    high: Text
    medium: Text
    low: Text


@dataclass(frozen=True)
class Verdict:
    """The grade that a degree means where the degree of greatest membership decides."""

    degree: Degree
    grade: RiskGrade


@dataclass(frozen=True)
class Criterion:
    """One row of the grade table."""

    code: CriterionKind
    active: bool
    moments: tuple[Moment, ...]
    name: Text
    paragraph: str
    source: str
    confidence: Confidence
    high: Condition | None = None
    medium: Condition | None = None
    classes: EventClasses | None = None
    unit: Text | None = None
    attention: tuple[Attention, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Recommendation:
    """What the system recommends for an expected grade."""

    low: Decision
    medium: Decision
    high: Decision

    def of(self, grade: RiskGrade) -> Decision:
        """Return the decision recommended for a grade."""
        return {"low": self.low, "medium": self.medium, "high": self.high}[grade]


@dataclass(frozen=True)
class ImprovementRule:
    """What a better estimate after measures needs (handbook 5.5)."""

    needs_measure: bool
    degrees_without_reason: int
    paragraph: str


@dataclass(frozen=True)
class CountDefinition:
    """What a count of the survey means."""

    code: str
    name: Text
    definition: str


@dataclass(frozen=True)
class SurveyRule:
    """Rules of notice and survey."""

    small_cell: int
    notice_days: int
    notice_working_days: int
    counts: tuple[CountDefinition, ...] = field(default=())

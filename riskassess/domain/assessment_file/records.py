"""The assessment of a file as frozen records with exact numbers.

Scores are integers in ten-thousandths: a probability of 0.45 is 4500, a weight score of 8 is 80000.
A level of the manual's scale is kept as the upper end of its band: level 3 of 5 is 6000.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from riskassess.domain.vocabulary import Procedure, RiskGrade, Stage

FORMAT = "riskassess.assessment/1"
UNIT = 10_000


@dataclass(frozen=True, slots=True)
class Score:
    """What one expert gave one factor, in ten-thousandths.

    `weight` is 0 where the manual asks for no weight score.
    """

    weight: int
    probability: int
    impact: int


@dataclass(frozen=True)
class ScoreSheet:
    """Scores of one expert by factor code, complete over the assessment's factors."""

    expert: str
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many times the first weighs what the second weighs; `within` is empty at the top."""

    within: str
    first: str
    second: str
    value: Fraction


@dataclass(frozen=True)
class ComparisonSheet:
    """All pairwise judgements of one expert."""

    expert: str
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class PointSheet:
    """Points lost by item that one expert gave, in ten-thousandths of a point."""

    expert: str
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OppositionCount:
    """How many object with one intensity; the intensity in ten-thousandths of 1."""

    intensity: int
    count: int


@dataclass(frozen=True)
class PanelExpert:
    """A panel member as the file names him or her."""

    id: str
    profession: str = ""
    employer: str = ""


@dataclass(frozen=True)
class AssessedFactor:
    """A factor of this assessment; own factors carry their name and category."""

    code: str
    stage: Stage | None = None
    name: str = ""
    category: str = ""
    improvement_reason: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class MeasureEntry:
    """A measure and the factors it acts on."""

    id: str
    factors: tuple[str, ...]
    text: str = ""
    owner: str = ""
    stage: Stage | None = None
    due: str = ""


@dataclass(frozen=True)
class SurveyCounts:
    """Counts of the survey; None means not known, never 0."""

    issued: int | None = None
    valid: int | None = None
    support: int | None = None
    conditional: int | None = None
    indifferent: int | None = None
    oppose: int | None = None


@dataclass(frozen=True)
class Forecast:
    """What might happen, as facts about the project; None means not known."""

    event_class: RiskGrade | None = None
    headcount: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Assessment:
    """One assessment, ready to be graded; `plain` is the file as given, unknown keys included."""

    id: str
    title: str
    kind: str
    level: str
    procedure: Procedure
    manual: str
    experts: tuple[PanelExpert, ...]
    factors: tuple[AssessedFactor, ...]
    before: tuple[ScoreSheet, ...] = ()
    after: tuple[ScoreSheet, ...] | None = None
    measures: tuple[MeasureEntry, ...] = ()
    survey: SurveyCounts = SurveyCounts()
    forecast: Forecast = Forecast()
    units: Mapping[str, str] = field(default_factory=dict)
    project: str | None = None
    comparisons: tuple[ComparisonSheet, ...] = ()
    points_before: tuple[PointSheet, ...] = ()
    points_after: tuple[PointSheet, ...] | None = None
    opposition_classes: tuple[OppositionCount, ...] = ()
    plain: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the factors' codes in the file's order."""
        return tuple(factor.code for factor in self.factors)

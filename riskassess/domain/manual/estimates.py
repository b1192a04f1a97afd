"""How experts estimate and how their estimates become weights, degrees and points (handbook 5)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from riskassess.domain.manual.words import NamedCode, Text
from riskassess.domain.vocabulary import Degree


class ScoreScale(StrEnum):
    """What an expert gives for probability and impact: a share of 1, or a level of the scale."""

    SHARE = "share"
    LEVEL = "level"


class Aggregate(StrEnum):
    """How the experts' figures become the panel's (handbook 5.7)."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"


class DegreeRule(StrEnum):
    """How a degree comes from probability and impact."""

    PRODUCT = "product"
    MATRIX = "matrix"


class WeightMethod(StrEnum):
    """How weights come from what the experts gave (handbook 5.6)."""

    MEAN_SHARE = "mean_share"
    MEDIAN_SHARE = "median_share"
    TRIMMED_SHARE = "trimmed_share"
    AHP = "ahp"
    ENTROPY = "entropy"
    COMBINED = "combined"


class IndexVariant(StrEnum):
    """Formula of the composite index (handbook 5.3).

    `a`: sum of weight × probability × impact. `b` and `c`: sum of weight × coefficient of the
    degree, with the manual's coefficients. `fuzzy`: score of the fuzzy evaluation, the sum of
    membership × coefficient.
    """

    A = "a"
    B = "b"
    C = "c"
    FUZZY = "fuzzy"


class PairwiseMethod(StrEnum):
    """How weights come from a judgement matrix."""

    EIGENVECTOR = "eigenvector"
    GEOMETRIC = "geometric"
    COLUMN_MEAN = "column_mean"


class Mixing(StrEnum):
    """How two sets of weights become one."""

    PRODUCT = "product"
    LINEAR = "linear"


@dataclass(frozen=True)
class EstimateRule:
    """What is asked for probability and impact, and how the panel's figure comes from it."""

    scale: ScoreScale = ScoreScale.SHARE
    aggregate: Aggregate = Aggregate.MEAN
    # From so many experts on, `trimmed` leaves out the highest and the lowest figure.
    trim_from: int = 7
    paragraph: str = "5.7"


@dataclass(frozen=True)
class PairwiseRule:
    """How pairwise comparisons are asked for and become weights."""

    method: PairwiseMethod
    random_index: str
    # Categories first and then the factors of each, instead of all factors at once.
    two_level: bool
    limit: Decimal
    paragraph: str


@dataclass(frozen=True)
class MixingRule:
    """Two methods whose weights are combined; `share` is the first one's part of a linear mix."""

    first: WeightMethod
    second: WeightMethod
    how: Mixing
    share: Fraction = Fraction(1, 2)


@dataclass(frozen=True)
class MatrixRow:
    """Degrees of one level of impact, from the lowest level of probability to the highest."""

    impact: int
    degrees: tuple[Degree, ...]


@dataclass(frozen=True)
class DegreeMatrix:
    """A matrix of degrees by level of probability and of impact."""

    code: str
    name: Text
    source: str
    rows: tuple[MatrixRow, ...]

    def degree(self, probability: int, impact: int) -> Degree:
        """Return the degree of a pair of levels, each counted from 1."""
        row = next(row for row in self.rows if row.impact == impact)
        return row.degrees[probability - 1]


@dataclass(frozen=True)
class DegreeCoefficient:
    """What a degree counts in the index."""

    degree: Degree
    value: Decimal


@dataclass(frozen=True)
class PointOption:
    """Points that an item may be given, and when."""

    points: Decimal
    name: Text


@dataclass(frozen=True)
class PointItem:
    """One item of a deduction score; points are points lost, 0 is best."""

    code: str
    test: str
    name: Text
    maximum: Decimal
    options: tuple[PointOption, ...] = ()
    # Points by the shares of opposition and their intensity instead of by option.
    by_opposition: bool = False


@dataclass(frozen=True)
class Intensity:
    """How strongly a class of opposition counts."""

    value: Decimal
    name: Text


@dataclass(frozen=True)
class DeductionRule:
    """A deduction score: items by test, and how opposition is counted (handbook 5.8)."""

    tests: tuple[NamedCode, ...]
    items: tuple[PointItem, ...]
    intensities: tuple[Intensity, ...]
    paragraph: str

"""A panel's estimates of factors and the composite index, exactly (handbook 5.2, 5.3, 5.6).

Scores are integers in ten-thousandths, sums of them are integers, means are fractions; nothing is
rounded before it is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.aggregation import middle
from riskassess.domain.assessment_file.records import UNIT, Assessment, Score, ScoreSheet
from riskassess.domain.fuzzy import Membership, fuzzy_evaluation, membership_from_levels
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import DegreeRule, IndexVariant, ScoreScale
from riskassess.domain.manual.rules import Degrees, ScaleLevel
from riskassess.domain.panel_weights import PanelWeights, panel_weights
from riskassess.domain.vocabulary import Degree

DEGREES = tuple(Degree)


@dataclass(frozen=True)
class FactorEstimate:
    """One factor as the whole panel sees it; shares of 1, exact.

    `risk` is probability times impact, or the coefficient of the degree where experts choose
    levels. `counted` is what the weight is multiplied with in the index. Levels are there under
    the matrix rule, `membership` (by degree, mildest first) under fuzzy evaluation.
    """

    code: str
    weight: Fraction
    probability: Fraction
    impact: Fraction
    risk: Fraction
    degree: Degree
    counted: Fraction
    probability_level: int | None = None
    impact_level: int | None = None
    membership: Membership | None = None

    @property
    def term(self) -> Fraction:
        """Return the factor's part of the index."""
        return self.weight * self.counted


@dataclass(frozen=True)
class PanelEstimate:
    """Everything that the sheets of one moment say of the factors."""

    factors: tuple[FactorEstimate, ...]
    weights: PanelWeights
    index: Fraction
    membership: Membership | None = None


def degree_of(risk: Fraction | Decimal, degrees: Degrees) -> Degree:
    """Return the degree of a risk; exactly on a limit belongs to the degree below it.

    Parameters
    ----------
    risk : Fraction or Decimal
        Probability times impact, 0 to 1.
    degrees : Degrees
        The manual's steps, mildest first.

    Returns
    -------
    Degree
        The worst degree whose limit the risk exceeds.
    """
    found = degrees.steps[0].degree
    for step in degrees.steps[1:]:
        if step.above is None or risk <= step.above:
            break
        found = step.degree
    return found


def factor_degree(probability: int, impact: int, manual: Manual) -> Degree:
    """Return the degree of one pair of scores in ten-thousandths.

    >>> from riskassess.adapters.manuals import builtin_manual
    >>> str(factor_degree(8000, 8000, builtin_manual("cn-default")))
    'major'
    """
    matrix = manual.degrees.matrix_in_use
    if manual.degrees.rule is DegreeRule.PRODUCT or matrix is None:
        return degree_of(Fraction(probability * impact, UNIT * UNIT), manual.degrees)
    return matrix.degree(
        level_of_share(manual.scales.probability, probability),
        level_of_share(manual.scales.impact, impact),
    )


def estimate_factors(
    assessment: Assessment, sheets: Sequence[ScoreSheet], manual: Manual
) -> PanelEstimate:
    """Return the panel's estimate of every factor, and the index.

    Parameters
    ----------
    assessment : Assessment
        Holds factors and, where the manual asks for them, comparisons.
    sheets : sequence of ScoreSheet
        Of one moment; at least one, each complete over the factors.
    manual : Manual
        How weights, degrees and index come about.

    Returns
    -------
    PanelEstimate
        Factors in the assessment's order; everything exact.

    Raises
    ------
    InvalidInput
        When the weight method cannot give weights.
    """
    weights = panel_weights(assessment, sheets, manual)
    factors = tuple(
        _estimate(code, weights.weights[code], [sheet.scores[code] for sheet in sheets], manual)
        for code in assessment.codes
    )
    membership = None
    if manual.asks_membership:
        rows = [row.membership or () for row in factors]
        membership = fuzzy_evaluation([row.weight for row in factors], rows)
    return PanelEstimate(factors, weights, risk_index(factors), membership)


def _estimate(
    code: str, weight: Fraction, scores: Sequence[Score], manual: Manual
) -> FactorEstimate:
    rule = manual.estimates
    probability, impact = (
        middle(values, rule.aggregate, trim_from=rule.trim_from) / UNIT
        for values in ([score.probability for score in scores], [score.impact for score in scores])
    )
    levels: tuple[int | None, int | None] = (None, None)
    matrix = manual.degrees.matrix_in_use
    if manual.degrees.rule is DegreeRule.PRODUCT or matrix is None:
        degree = degree_of(probability * impact, manual.degrees)
    else:
        levels = (
            _panel_level(
                [score.probability for score in scores], manual.scales.probability, manual
            ),
            _panel_level([score.impact for score in scores], manual.scales.impact, manual),
        )
        degree = matrix.degree(levels[0] or 1, levels[1] or 1)
    membership = _membership(scores, manual) if manual.asks_membership else None
    risk = probability * impact
    if rule.scale is ScoreScale.LEVEL:
        risk = Fraction(manual.index.coefficient(degree))
    return FactorEstimate(
        code, weight, probability, impact, risk, degree,
        _counted(risk, degree, membership, manual), *levels, membership,
    )  # fmt: skip


def _panel_level(values: Sequence[int], scale: Sequence[ScaleLevel], manual: Manual) -> int:
    """Return the panel's level: of the mean share, or nearest to the mean of the levels.

    Half-way between two levels the panel's is the higher one.
    """
    rule = manual.estimates
    if rule.scale is ScoreScale.SHARE:
        share = middle(values, rule.aggregate, trim_from=rule.trim_from)
        return level_of_share(scale, share)
    levels = [level_of_share(scale, value) for value in values]
    found = middle(levels, rule.aggregate, trim_from=rule.trim_from)
    return (2 * found + 1).__floor__() // 2


def _membership(scores: Sequence[Score], manual: Manual) -> Membership:
    """Return which share of the experts puts a factor at each degree, mildest first."""
    degrees = [factor_degree(score.probability, score.impact, manual) for score in scores]
    return membership_from_levels([DEGREES.index(each) + 1 for each in degrees], len(DEGREES))


def _counted(
    risk: Fraction, degree: Degree, membership: Membership | None, manual: Manual
) -> Fraction:
    rule = manual.index
    if rule.variant is IndexVariant.A:
        return risk
    if rule.variant is IndexVariant.FUZZY and membership is not None:
        pairs = zip(DEGREES, membership, strict=True)
        return sum((share * Fraction(rule.coefficient(each)) for each, share in pairs), Fraction(0))
    return Fraction(rule.coefficient(degree))


def risk_index(estimates: Sequence[FactorEstimate]) -> Fraction:
    """Return the composite index: the sum of each weight times what is counted for its factor.

    >>> half = Fraction(1, 2)
    >>> row = FactorEstimate("A01", Fraction(1), half, half, half * half, Degree.MODERATE, half / 2)
    >>> risk_index([row])
    Fraction(1, 4)
    """
    return sum((row.term for row in estimates), Fraction(0))

"""A panel's estimates of factors and the composite index, exactly (handbook 5.2, 5.3).

Scores are integers in ten-thousandths, sums of them are integers, means are fractions; nothing is
rounded before it is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.assessment_file.records import UNIT, ScoreSheet
from riskassess.domain.manual.rules import Degrees
from riskassess.domain.vocabulary import Degree
from riskassess.domain.weighting import mean_share_weights


@dataclass(frozen=True)
class FactorEstimate:
    """One factor as the whole panel sees it; shares of 1, exact."""

    code: str
    weight: Fraction
    probability: Fraction
    impact: Fraction
    risk: Fraction
    degree: Degree


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


def factor_degree(probability: int, impact: int, degrees: Degrees) -> Degree:
    """Return the degree of one pair of scores in ten-thousandths.

    >>> from riskassess.adapters.manuals import builtin_manual
    >>> str(factor_degree(8000, 8000, builtin_manual("cn-default").degrees))
    'major'
    """
    return degree_of(Fraction(probability * impact, UNIT * UNIT), degrees)


def estimate_factors(
    sheets: Sequence[ScoreSheet], codes: Sequence[str], degrees: Degrees
) -> tuple[FactorEstimate, ...]:
    """Return the panel's estimate of every factor.

    Parameters
    ----------
    sheets : sequence of ScoreSheet
        At least one; each complete over the codes.
    codes : sequence of str
        Factors in the order of the result.
    degrees : Degrees
        The manual's degree rule.

    Returns
    -------
    tuple of FactorEstimate
        Probability and impact are means over the sheets, risk is the product of the means.
    """
    columns = [[sheet.scores[code] for sheet in sheets] for code in codes]
    weights = mean_share_weights([sum(score.weight for score in column) for column in columns])
    whole = len(sheets) * UNIT
    estimates = []
    for code, weight, column in zip(codes, weights, columns, strict=True):
        probability = Fraction(sum(score.probability for score in column), whole)
        impact = Fraction(sum(score.impact for score in column), whole)
        risk = probability * impact
        degree = degree_of(risk, degrees)
        estimates.append(FactorEstimate(code, weight, probability, impact, risk, degree))
    return tuple(estimates)


def risk_index(estimates: Sequence[FactorEstimate]) -> Fraction:
    """Return the composite index: the sum of weight times risk.

    >>> half = Fraction(1, 2)
    >>> risk_index([FactorEstimate("A01", Fraction(1), half, half, half * half, Degree.MODERATE)])
    Fraction(1, 4)
    """
    return sum((row.weight * row.risk for row in estimates), Fraction(0))

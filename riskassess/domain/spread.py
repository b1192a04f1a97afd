"""Spread of a panel over each factor (handbook 5.7): shown to the office, decides nothing.

Quartiles interpolate linearly between the nearest marks; the deviation is a sample's (n - 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from riskassess.domain.agreement.moments import quartile
from riskassess.domain.assessment_file.records import UNIT, ScoreSheet


@dataclass(frozen=True)
class Spread:
    """How the experts' marks for one quantity lie; in the unit in which they were given."""

    n: int
    mean: Decimal
    minimum: Decimal
    q1: Decimal
    median: Decimal
    q3: Decimal
    maximum: Decimal
    sd: Decimal | None
    cv: Decimal | None


@dataclass(frozen=True)
class FactorSpread:
    """Spread of the three quantities of one factor."""

    code: str
    weight_score: Spread
    probability: Spread
    impact: Spread


def factor_spread(sheets: Sequence[ScoreSheet]) -> dict[str, FactorSpread]:
    """Return the spread of every factor over the sheets, by factor code.

    Parameters
    ----------
    sheets : sequence of ScoreSheet
        Complete sheets of one moment; none gives an empty result.

    Returns
    -------
    dict
        In the order of the first sheet; weight scores 1 to 10, probability and impact 0 to 1.
    """
    codes = list(sheets[0].scores) if sheets else []
    return {
        code: FactorSpread(
            code,
            spread_of([sheet.scores[code].weight for sheet in sheets]),
            spread_of([sheet.scores[code].probability for sheet in sheets]),
            spread_of([sheet.scores[code].impact for sheet in sheets]),
        )
        for code in codes
    }


def spread_of(marks: Sequence[int]) -> Spread:
    """Return the spread of marks given in ten-thousandths.

    Parameters
    ----------
    marks : sequence of int
        At least one.

    Returns
    -------
    Spread
        `sd` is None for one mark, `cv` (sd / mean) also for a mean of 0.

    Raises
    ------
    ValueError
        Without marks.

    Examples
    --------
    >>> spread = spread_of([2000, 4000, 6000])
    >>> str(spread.mean), str(spread.q1), str(spread.sd), str(spread.cv)
    ('0.4', '0.3', '0.2', '0.5')
    """
    if not marks:
        raise ValueError("a spread needs at least one mark")
    ordered = sorted(marks)
    n = len(ordered)
    mean = Decimal(sum(ordered)) / (n * UNIT)
    sd = _deviation(ordered) if n > 1 else None
    return Spread(
        n=n,
        mean=mean,
        minimum=Decimal(ordered[0]) / UNIT,
        q1=_quartile(ordered, 1),
        median=_quartile(ordered, 2),
        q3=_quartile(ordered, 3),
        maximum=Decimal(ordered[-1]) / UNIT,
        sd=sd,
        cv=sd / mean if sd is not None and mean else None,
    )


def _deviation(marks: Sequence[int]) -> Decimal:
    n = len(marks)
    squares = n * sum(mark * mark for mark in marks) - sum(marks) ** 2
    return (Decimal(squares) / (n * (n - 1))).sqrt() / UNIT


def _quartile(ordered: Sequence[int], quarter: int) -> Decimal:
    exact = quartile(ordered, quarter) / UNIT
    return Decimal(exact.numerator) / exact.denominator


def widest(spreads: Mapping[str, FactorSpread]) -> list[str]:
    """Return the factor codes by disagreement on probability and impact, widest first."""
    return sorted(
        spreads,
        key=lambda code: max(
            spreads[code].probability.maximum - spreads[code].probability.minimum,
            spreads[code].impact.maximum - spreads[code].impact.minimum,
        ),
        reverse=True,
    )

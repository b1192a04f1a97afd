"""Quality of a report: points by heading, what they come to (handbook 7.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.agreement.moments import mean
from riskassess.domain.pool_manual.room import QualityRule
from riskassess.domain.vocabulary import ReviewConclusion

UNIT = 10_000


@dataclass(frozen=True)
class Quality:
    """Mean points by heading and in total, and what the total comes to."""

    sheets: int
    headings: Mapping[str, Fraction]
    total: Fraction
    conclusion: ReviewConclusion


def report_quality(points: Sequence[Mapping[str, int]], rule: QualityRule) -> Quality | None:
    """Return the quality of a report from complete point sheets; None without any.

    Parameters
    ----------
    points : sequence of mapping
        One of each expert: heading → points in ten-thousandths; sheets that lack a heading are
        incomplete and left out.
    rule : QualityRule
        Of the pool manual; totals are compared exactly.

    Returns
    -------
    Quality or None
    """
    codes = [heading.code for heading in rule.headings]
    complete = [given for given in points if all(code in given for code in codes)]
    if not complete:
        return None
    headings = {code: mean([given[code] for given in complete]) / UNIT for code in codes}
    total = sum(headings.values(), Fraction(0))
    if total >= rule.passes:
        conclusion = ReviewConclusion.PASS
    else:
        is_revisable = total >= rule.revises
        conclusion = ReviewConclusion.REVISE if is_revisable else ReviewConclusion.FAIL
    return Quality(len(complete), headings, total, conclusion)

"""The panel's conclusion on the report from its members' proposals (handbook 7.3)."""

from collections.abc import Sequence
from fractions import Fraction

from riskassess.domain.manual.catalogue import ConclusionRule
from riskassess.domain.vocabulary import ReviewConclusion


def panel_conclusion(
    proposals: Sequence[ReviewConclusion], rule: ConclusionRule
) -> ReviewConclusion | None:
    """Return what the members' proposals come to; None without any.

    Parameters
    ----------
    proposals : sequence of ReviewConclusion
        One of each member who handed in a sheet.
    rule : ConclusionRule
        `pass_share` of them must say pass; otherwise more than `revise_share` must not say fail.

    Returns
    -------
    ReviewConclusion or None
        Shares are compared exactly.

    Examples
    --------
    >>> rule = ConclusionRule(Fraction(2, 3), Fraction(1, 2), 2, "7.3")
    >>> say = ReviewConclusion
    >>> str(panel_conclusion([say.PASS, say.PASS, say.FAIL], rule))
    'pass'
    >>> str(panel_conclusion([say.PASS, say.REVISE, say.FAIL], rule))
    'revise'
    """
    if not proposals:
        return None
    present = len(proposals)
    if Fraction(proposals.count(ReviewConclusion.PASS), present) >= rule.pass_share:
        return ReviewConclusion.PASS
    # Who would pass it as it is would also pass it once revised.
    revisable = present - proposals.count(ReviewConclusion.FAIL)
    if Fraction(revisable, present) > rule.revise_share:
        return ReviewConclusion.REVISE
    return ReviewConclusion.FAIL

"""How far the experts of one moment agree: every figure, or the reason why there is none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from riskassess.domain.agreement.concordance import FEWEST, Concordance, kendall_w
from riskassess.domain.agreement.delphi import response_rate
from riskassess.domain.agreement.flags import (
    DispersionFlag,
    DispersionLimits,
    Levels,
    dispersion_flags,
)
from riskassess.domain.agreement.reliability import Reliability, krippendorff_alpha
from riskassess.domain.assessment_file.records import Score, ScoreSheet
from riskassess.domain.errors import InvalidInput

QUANTITIES = ("probability", "impact")


@dataclass(frozen=True)
class FlaggedFactor:
    """A factor on which the panel is too far apart, by quantity."""

    code: str
    flags: Mapping[str, tuple[DispersionFlag, ...]]


@dataclass(frozen=True)
class PanelAgreement:
    """Agreement of a panel on one moment.

    `risk` and `weight` hold Kendall's W over the factors, `probability` and `impact`
    Krippendorff's α (interval). A figure that is None has its reason in `reasons`: `no_sheets`,
    `agreement_too_few_raters`, `agreement_too_few_items`, `agreement_no_order` (nobody tells two
    factors apart), `agreement_all_equal` (nothing differs), `agreement_sent_unknown`.
    """

    experts: int
    factors: int
    risk: Concordance | None
    weight: Concordance | None
    probability: Reliability | None
    impact: Reliability | None
    response_rate: Fraction | None
    flagged: tuple[FlaggedFactor, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


def product_risk(score: Score) -> int:
    """Return probability × impact, in hundred-millionths.

    >>> product_risk(Score(weight=80_000, probability=5_000, impact=2_000))
    10000000
    """
    return score.probability * score.impact


def panel_agreement(
    sheets: Sequence[ScoreSheet],
    *,
    limits: DispersionLimits,
    sent: int | None = None,
    risk_of: Callable[[Score], int | Fraction] = product_risk,
    level_of: Levels | None = None,
) -> PanelAgreement:
    """Return how far the experts agree.

    Parameters
    ----------
    sheets : sequence of ScoreSheet
        Complete sheets of one moment, all over the same factors.
    limits : DispersionLimits
        The manual's rules on dispersion.
    sent : int, optional
        How many sheets were asked for.
    risk_of : callable, optional
        The manual's risk of one score; only its order matters.
    level_of : callable, optional
        From a mark in ten-thousandths to its level on the manual's scale; without it the rule on
        the range of levels is not applied.

    Returns
    -------
    PanelAgreement

    Raises
    ------
    ValueError
        If the sheets are not over the same factors, or more came back than were sent.
    """
    codes = list(sheets[0].scores) if sheets else []
    if any(set(sheet.scores) != set(codes) for sheet in sheets):
        raise ValueError("the sheets are not over the same factors")
    reasons: dict[str, str] = {}
    rows = [[sheet.scores[code] for sheet in sheets] for code in codes]
    return PanelAgreement(
        experts=len(sheets),
        factors=len(codes),
        risk=_concordance("risk", [[risk_of(score) for score in row] for row in rows], reasons),
        weight=_concordance("weight", [[score.weight for score in row] for row in rows], reasons),
        probability=_reliability("probability", rows, reasons),
        impact=_reliability("impact", rows, reasons),
        response_rate=_response(len(sheets), sent, reasons),
        flagged=tuple(_flagged(zip(codes, rows, strict=True), limits, level_of)),
        reasons=reasons,
    )


def _concordance(
    figure: str, ratings: Sequence[Sequence[int | Fraction]], reasons: dict[str, str]
) -> Concordance | None:
    if not ratings:
        reasons[figure] = "no_sheets"
        return None
    try:
        return kendall_w(ratings)
    except InvalidInput as error:
        reasons[figure] = error.code
        return None


def _reliability(
    figure: str, rows: Sequence[Sequence[Score]], reasons: dict[str, str]
) -> Reliability | None:
    if not rows:
        reasons[figure] = "no_sheets"
        return None
    if len(rows) < FEWEST:
        reasons[figure] = "agreement_too_few_items"
        return None
    units = [[int(getattr(score, figure)) for score in row] for row in rows]
    try:
        found = krippendorff_alpha(list(zip(*units, strict=True)), "interval")
    except InvalidInput as error:
        reasons[figure] = error.code
        return None
    if found.alpha is None:
        reasons[figure] = "agreement_all_equal"
    return None if found.alpha is None else found


def _response(returned: int, sent: int | None, reasons: dict[str, str]) -> Fraction | None:
    if not sent:
        reasons["response_rate"] = "agreement_sent_unknown"
        return None
    return response_rate(returned, sent)


def _flagged(
    factors: Iterable[tuple[str, Sequence[Score]]],
    limits: DispersionLimits,
    level_of: Levels | None,
) -> Iterable[FlaggedFactor]:
    for code, row in factors:
        found = {}
        for quantity in QUANTITIES:
            marks = [int(getattr(score, quantity)) for score in row]
            levels = [level_of(mark) for mark in marks] if level_of else []
            flags = dispersion_flags(marks, limits, levels=levels)
            if flags:
                found[quantity] = flags
        if found:
            yield FlaggedFactor(code, found)

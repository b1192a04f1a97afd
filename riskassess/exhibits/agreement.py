"""Agreement of a panel in words: every figure, or the reason why there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.agreement.concordance import Concordance
from riskassess.domain.agreement.delphi import response_rate
from riskassess.domain.agreement.flags import DispersionFlag, DispersionLimits
from riskassess.domain.agreement.panel import PanelAgreement, panel_agreement, product_risk
from riskassess.domain.agreement.reliability import Reliability
from riskassess.domain.assessment_file import Assessment, Score, ScoreSheet
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.scoring import DEGREES, factor_degree
from riskassess.domain.vocabulary import Moment
from riskassess.exhibits.exact import share_text, short
from riskassess.filters import figure
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label

# handbook 5.7: above this variation, or from this range of levels on, an item is talked about
LIMITS = DispersionLimits(cv=Fraction(35, 100), level_range=3)
PARAGRAPH = "5.7"
SIGNIFICANCE = Decimal("0.05")
SMALL_P = Decimal("0.001")
QUANTITIES: dict[str, LazyText] = {"probability": _l("概率"), "impact": _l("影响")}
REASONS: dict[str, LazyText] = {
    "no_sheets": _l("没有评分表"),
    "agreement_too_few_raters": _l("只有一位专家，无从比较"),
    "agreement_too_few_items": _l("只有一个因素，无从排序"),
    "agreement_no_order": _l("每位专家对各因素的评分都相同，分不出高低"),
    "agreement_all_equal": _l("所有评分都相同，没有差异可供比较"),
    "agreement_sent_unknown": _l("不知道发出了多少份评分表"),
    "no_weight_scores": _l("本手册不填权重打分"),
    "points_not_ranked": _l("扣分各项满分不同，名次没有可比性"),
}


@dataclass(frozen=True)
class AgreementRow:
    """One figure: its value in words or a dash, and where it comes from or why it is missing."""

    name: str
    value: str
    note: str


@dataclass(frozen=True)
class FlaggedRow:
    """A factor on which the panel is too far apart, with the limits that were crossed."""

    code: str
    name: str
    quantity: str
    reason: str


@dataclass(frozen=True)
class AgreementSection:
    """Agreement of one moment."""

    moment: Moment
    title: str
    experts: int
    rows: list[AgreementRow]
    flagged: list[FlaggedRow]

    @property
    def flagged_codes(self) -> frozenset[str]:
        """Return the factors on which the panel is too far apart."""
        return frozenset(row.code for row in self.flagged)


def sheets_sent(review: Any) -> int | None:
    """Return to how many members of the panel a sheet was sent; None where that is not known.

    Panels of imported assessments were invited elsewhere: nobody knows how many were asked.
    """
    sent = sum(line.is_seated and line.member.invited_at is not None for line in review.members)
    return sent or None


def rule_words() -> str:
    """Return the rule on dispersion."""
    words = _(
        "变异系数大于 %(cv)s，或最高与最低相差 %(n)s 档以上（含）的，列为分歧大，"
        "请组织讨论或再评一轮（手册 %(at)s 段）"
    )
    cv = LIMITS.cv or Fraction(0)
    return words % {"cv": short(cv), "n": LIMITS.level_range, "at": PARAGRAPH}


def agreement_sections(
    assessment: Assessment, names: Mapping[str, str], manual: Manual, *, sent: int | None
) -> list[AgreementSection]:
    """Return the agreement before and, where scored, after measures.

    Parameters
    ----------
    assessment : Assessment
        With its sheets.
    names : mapping
        Factor names by code.
    manual : Manual
        Whose risk of one score and whose levels count.
    sent : int or None
        How many sheets were sent out; None where that is not known.
    """
    returned = len(assessment.points_before if manual.asks_points else assessment.before)
    sent = None if sent is not None and sent < returned else sent
    if manual.asks_points:
        return _point_sections(assessment, sent)
    sheets = ((Moment.BEFORE, assessment.before), (Moment.AFTER, assessment.after))
    return [
        _section(moment, given, names, manual, sent)
        for moment, given in sheets
        if given is not None
    ]


def _section(
    moment: Moment,
    sheets: Sequence[ScoreSheet],
    names: Mapping[str, str],
    manual: Manual,
    sent: int | None,
) -> AgreementSection:
    found = panel_agreement(
        sheets, limits=LIMITS, sent=sent, risk_of=risk_of(manual), level_of=level_of(manual)
    )
    return AgreementSection(
        moment, label(moment), found.experts, _rows(found, manual), _flagged(found, names)
    )


def risk_of(manual: Manual) -> Callable[[Score], int]:
    """Return the manual's risk of one score, of which only the order matters."""
    if not manual.asks_levels:
        return product_risk
    return lambda score: DEGREES.index(factor_degree(score.probability, score.impact, manual))


def level_of(manual: Manual) -> Callable[[int], int] | None:
    """Return the level of a share, where probability and impact have the same bands."""
    scales = manual.scales
    bands = [[row.up_to for row in scale] for scale in (scales.probability, scales.impact)]
    if bands[0] != bands[1]:
        return None
    return lambda share: level_of_share(scales.probability, share)


def _rows(found: PanelAgreement, manual: Manual) -> list[AgreementRow]:
    reasons = dict(found.reasons)
    weight = found.weight
    if not manual.asks_weight_scores:
        weight, reasons["weight"] = None, "no_weight_scores"
    return [
        _concordance(_("协调系数 W（风险排序）"), found.risk, reasons.get("risk", "")),
        _concordance(_("协调系数 W（权重打分）"), weight, reasons.get("weight", "")),
        _reliability(_("一致性系数 α（概率）"), found.probability, reasons.get("probability", "")),
        _reliability(_("一致性系数 α（影响）"), found.impact, reasons.get("impact", "")),
        _response(found.response_rate, found.experts, reasons.get("response_rate", "")),
    ]


def _why_not(name: str, reason: str) -> AgreementRow:
    return AgreementRow(name, "—", str(REASONS[reason]))


def _concordance(name: str, found: Concordance | None, reason: str) -> AgreementRow:
    if found is None:
        return _why_not(name, reason)
    note = _(
        "%(m)s 位专家、%(n)s 个因素，χ² = %(chi2)s，自由度 %(df)s；%(verdict)s",
        m=found.raters,
        n=found.items,
        chi2=figure(Decimal(found.chi2.numerator) / found.chi2.denominator, 2),
        df=found.df,
        verdict=_("排序一致，不像偶然") if found.p < SIGNIFICANCE else _("不能排除偶然"),
    )
    if found.ties:
        uncorrected = _three(found.w_uncorrected)
        note = _("%(note)s；已作同分修正（修正前 %(w)s）", note=note, w=uncorrected)
    value = _("%(w)s（%(p)s）", w=_three(found.w), p=p_words(found.p))
    return AgreementRow(name, value, note)


def p_words(p: Decimal) -> str:
    """Return a probability as one writes it: small ones as below a bound.

    >>> p_words(Decimal("0.0004")), p_words(Decimal("0.0319"))
    ('p < 0.001', 'p = 0.032')
    """
    return f"p < {SMALL_P}" if p < SMALL_P else f"p = {figure(p)}"


def _reliability(name: str, found: Reliability | None, reason: str) -> AgreementRow:
    if found is None or found.alpha is None:
        return _why_not(name, reason)
    note = _("Krippendorff α，等距；%(n)s 个评分，1 为完全一致，0 为偶然", n=found.values)
    return AgreementRow(name, _three(Fraction(found.alpha)), note)


def _three(value: Fraction) -> str:
    return figure(Decimal(value.numerator) / value.denominator)


def _response(rate: Fraction | None, returned: int, reason: str) -> AgreementRow:
    name = _("积极系数")
    if rate is None:
        return _why_not(name, reason)
    sent = returned / rate if rate else None
    note = _("收回 %(n)s 份", n=returned)
    if sent is not None:
        note = _("收回 %(n)s 份 / 发出 %(m)s 份", n=returned, m=short(sent))
    return AgreementRow(name, share_text(rate), note)


def _flagged(found: PanelAgreement, names: Mapping[str, str]) -> list[FlaggedRow]:
    return [
        FlaggedRow(
            row.code,
            names.get(row.code, row.code),
            str(QUANTITIES[quantity]),
            _("；").join(flag_words(flag) for flag in flags),
        )
        for row in found.flagged
        for quantity, flags in row.flags.items()
    ]


def flag_words(flag: DispersionFlag) -> str:
    """Return which limit an item crossed; the value is never rounded onto the limit.

    >>> flag_words(DispersionFlag("cv", Decimal("0.3501"), Fraction(35, 100)))
    '变异系数 0.3501，大于 0.35'
    """
    if flag.figure != "cv":
        return _("最高与最低相差 %(n)s 档，达到 %(m)s 档", n=flag.value, m=flag.limit)
    places = 2
    text = figure(flag.value, places)
    while Fraction(text) <= flag.limit and places < 12:
        places += 1
        text = figure(flag.value, places)
    return _("变异系数 %(value)s，大于 %(limit)s", value=text, limit=short(Fraction(flag.limit)))


def _point_sections(assessment: Assessment, sent: int | None) -> list[AgreementSection]:
    sheets = ((Moment.BEFORE, assessment.points_before), (Moment.AFTER, assessment.points_after))
    return [
        AgreementSection(
            moment,
            label(moment),
            len(given),
            [
                _why_not(_("协调系数 W"), "points_not_ranked"),
                _response(
                    response_rate(len(given), sent) if sent else None,
                    len(given),
                    "" if sent else "agreement_sent_unknown",
                ),
            ],
            [],
        )
        for moment, given in sheets
        if given is not None
    ]

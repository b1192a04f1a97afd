"""Everything that is said of a result, gathered once for the page and for print."""

from collections.abc import Mapping
from dataclasses import dataclass

from riskassess.domain.computed import Computed
from riskassess.domain.grading import MomentResult
from riskassess.domain.vocabulary import CriterionKind
from riskassess.exhibits.agreement import AgreementSection, agreement_sections
from riskassess.exhibits.exact import beside, decimal, limits_of, short
from riskassess.exhibits.explanations import GradeExplanation, grade_explanation
from riskassess.exhibits.factors import FactorTable, factor_table, index_terms
from riskassess.exhibits.memberships import MembershipSection, membership_section
from riskassess.exhibits.methods import (
    COUNTED,
    ManualStanding,
    estimate_words,
    index_words,
    manual_standing,
)
from riskassess.exhibits.points import PointSection, point_section
from riskassess.exhibits.weights import WeightSection, shares_weights, weight_section
from riskassess.filters import figure
from riskassess.i18n import _, current_locale
from riskassess.labels import label


@dataclass(frozen=True)
class Headline:
    """The one number of a moment, short for the page and long for print, and its rows."""

    value: str
    long: str
    name: str
    rule: str
    head: list[str]
    terms: list[tuple[str, ...]]


@dataclass(frozen=True)
class ResultSections:
    """The parts of a result in words; a part that the manual does not have is empty."""

    standing: ManualStanding
    methods: list[str]
    headlines: list[Headline]
    summary: str
    explanations: list[GradeExplanation]
    factors: list[FactorTable]
    weights: list[tuple[str, WeightSection]]
    memberships: list[MembershipSection]
    points: list[PointSection]
    agreement: list[AgreementSection]


def result_sections(
    computed: Computed, names: Mapping[str, str], *, sent: int | None
) -> ResultSections:
    """Return a computed result in words.

    Parameters
    ----------
    computed : Computed
        The assessment and its result.
    names : mapping
        Factor names by code.
    sent : int or None
        How many sheets were sent out; None where that is not known.
    """
    result, assessment = computed.result, computed.assessment
    manual = result.manual
    moments = [moment for moment in (result.before, result.after) if moment is not None]
    memberships = [membership_section(moment, names, manual) for moment in moments]
    points = [point_section(moment, assessment, manual) for moment in moments]
    return ResultSections(
        standing=manual_standing(manual),
        methods=estimate_words(manual) if manual.asks_scores else [],
        headlines=[_headline(moment, computed, names) for moment in moments],
        summary=_summary(computed),
        explanations=[grade_explanation(moment, manual) for moment in moments],
        factors=[
            factor_table(moment, assessment, names, manual) for moment in moments if moment.factors
        ],
        weights=_weights(moments, computed, names),
        memberships=[row for row in memberships if row is not None],
        points=[row for row in points if row is not None],
        agreement=agreement_sections(assessment, names, manual, sent=sent),
    )


def _headline(moment: MomentResult, computed: Computed, names: Mapping[str, str]) -> Headline:
    manual = computed.result.manual
    kind = CriterionKind.DEDUCTION if manual.asks_points else CriterionKind.INDEX
    limits = limits_of(next((row for row in manual.criteria if row.code is kind), None))
    value = moment.points.total if moment.points is not None else moment.index

    def told(places: int) -> str:
        return "—" if value is None else beside(value, limits, places)

    if moment.points is not None and manual.deduction is not None:
        tests = {row.code: row.name(current_locale()) for row in manual.deduction.tests}
        return Headline(
            told(2),
            told(2),
            _("%(name)s的扣分总分", name=label(moment.moment)),
            _("各项扣分之和（手册 %(at)s 段）；扣分越少越好。", at=manual.deduction.paragraph),
            [_("评估方面"), _("扣分")],
            [
                (tests[code], figure(decimal(lost), 2))
                for code, lost in moment.points.by_test.items()
            ],
        )
    return Headline(
        told(3),
        told(4),
        _(
            "%(name)s的%(index)s",
            name=label(moment.moment),
            index=manual.index.name(current_locale()),
        ),
        index_words(manual) + _("："),
        [_("因素"), _("权重"), str(COUNTED[manual.index.variant]), _("乘积")],
        index_terms(moment, names),
    )


def _summary(computed: Computed) -> str:
    result, assessment = computed.result, computed.assessment
    if result.before.points is not None:
        return _(
            "扣分总分，最多扣 %(most)s 分，0 分最好；由 %(n)s 份评分表算得。点任一数字看来源。",
            most=short(result.before.points.maximum),
            n=len(assessment.points_before),
        )
    return _(
        "%(name)s，由 %(n)s 份评分表、%(m)s 个因素算得。点任一数字看来源与算式。",
        name=result.manual.index.name(current_locale()),
        n=len(assessment.before),
        m=len(assessment.factors),
    )


def _weights(
    moments: list[MomentResult], computed: Computed, names: Mapping[str, str]
) -> list[tuple[str, WeightSection]]:
    """Return the weights of each moment, once where they cannot differ."""
    manual = computed.result.manual
    shown = moments[:1] if shares_weights(manual) else moments
    found = [
        (label(moment.moment), weight_section(moment, computed.assessment, names, manual))
        for moment in shown
    ]
    return [(title, section) for title, section in found if section is not None]

"""Fuzzy evaluation in words: membership of each factor and of the whole, score, verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts import MembershipRow, membership_bars
from riskassess.domain.fuzzy import Membership, greatest_membership
from riskassess.domain.grading import MomentResult
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import IndexVariant
from riskassess.domain.vocabulary import CriterionKind, Degree
from riskassess.exhibits.exact import decimal, share_text, short
from riskassess.filters import figure
from riskassess.i18n import _, current_locale
from riskassess.labels import label

DEGREES = tuple(Degree)
BARS = 14  # bars in one chart: more would not stand on one printed page


@dataclass(frozen=True)
class MembershipSection:
    """Membership of one moment; rows are name and the shares by degree in words."""

    title: str
    degrees: list[str]
    rows: list[tuple[str, list[str]]]
    whole: list[str]
    score: str
    verdict: str
    charts: list[Markup]


def membership_section(
    moment: MomentResult, names: Mapping[str, str], manual: Manual
) -> MembershipSection | None:
    """Return the membership of one moment in words; None where the manual asks for none."""
    whole = moment.membership
    if whole is None:
        return None
    rows = [
        (names.get(row.code, row.code), row.membership)
        for row in moment.factors
        if row.membership is not None
    ]
    return MembershipSection(
        title=label(moment.moment),
        degrees=[label(degree) for degree in DEGREES],
        rows=[(name, _shares(each)) for name, each in rows],
        whole=_shares(whole),
        score=_score(moment, manual),
        verdict=_verdict(whole, manual),
        charts=_charts(label(moment.moment), rows, whole),
    )


def _shares(membership: Membership) -> list[str]:
    return [share_text(share) for share in membership]


def _score(moment: MomentResult, manual: Manual) -> str:
    rule = manual.index
    if rule.variant is not IndexVariant.FUZZY or moment.index is None:
        return ""
    terms = [
        f"{figure(decimal(share), 4)} × {short(rule.coefficient(degree))}"
        for degree, share in zip(DEGREES, moment.membership or (), strict=True)
        if share
    ]
    value = figure(decimal(moment.index), 4)
    name = rule.name(current_locale())
    return _("%(name)s = %(terms)s = %(value)s", name=name, terms=" + ".join(terms), value=value)


def _verdict(whole: Membership, manual: Manual) -> str:
    found = greatest_membership(whole)
    words = _(
        "最大隶属度为%(degree)s，%(share)s",
        degree=label(DEGREES[found.position]),
        share=share_text(whole[found.position]),
    )
    if found.tied:
        tied = _("、").join(label(DEGREES[place]) for place in found.tied)
        words = _("%(words)s；%(tied)s相等，取重的一级", words=words, tied=tied)
    rule = next((row for row in manual.criteria if row.code is CriterionKind.MEMBERSHIP), None)
    if rule is None or not rule.active:
        return words
    degree = DEGREES[found.position]
    grade = next(row.grade for row in rule.verdicts if row.degree is degree)
    return _(
        "%(words)s，对应%(grade)s（手册 %(at)s 段）",
        words=words,
        grade=label(grade),
        at=rule.paragraph,
    )


def _charts(title: str, rows: Sequence[tuple[str, Membership]], whole: Membership) -> list[Markup]:
    bars = [_bar(name, each) for name, each in rows]
    bars.append(_bar(_("总体"), whole, is_whole=True))
    return [
        membership_bars(
            bars[first : first + BARS],
            degrees=[label(degree) for degree in DEGREES],
            title=_("%(moment)s的隶属度", moment=title),
            desc=_("每条按专家所评程度的比例分段，由微小到重大；最后一条为按权重合成的总体。"),
        )
        for first in range(0, len(bars), BARS)
    ]


def _bar(name: str, membership: Membership, *, is_whole: bool = False) -> MembershipRow:
    figures = [share_text(share, 0) for share in membership]
    return MembershipRow(name, [decimal(share) for share in membership], figures, is_whole)

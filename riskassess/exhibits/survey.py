"""Figures of a survey in words: shares that add up, intervals, the worst case; nothing invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from riskassess.domain.assessment_file import SurveyCounts
from riskassess.domain.errors import InvalidInput
from riskassess.domain.limits import limit_grade
from riskassess.domain.manual import Manual
from riskassess.domain.survey.figures import ATTITUDES, COUNTS, SurveyFigures, survey_figures
from riskassess.domain.survey_vocabulary import Attitude
from riskassess.domain.vocabulary import CriterionKind, Moment
from riskassess.exhibits.exact import share_text, short
from riskassess.exhibits.figures import survey_chart
from riskassess.filters import percent
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label

NAMES: dict[str, LazyText] = {"issued": _l("发放份数"), "valid": _l("有效份数")}
REST: dict[str, LazyText] = {
    "no_answer": _l("未表态"),
    "unassigned": _l("份数未知的态度"),
}


@dataclass(frozen=True)
class SurveyRow:
    """One attitude: count, share of the valid sheets, interval; a dash for what is not known."""

    name: str
    count: str
    share: str
    interval: str


@dataclass(frozen=True)
class SurveySection:
    """The survey; `problem` is set where the counts contradict each other."""

    facts: list[tuple[str, str]]
    rows: list[SurveyRow] = field(default_factory=list)
    confidence: str = ""
    worst: str = ""
    unknown: str = ""
    problem: str = ""
    chart: Markup | None = None


def counts_of(row: Any) -> SurveyCounts:
    """Return the counts of a record that carries them under their names."""
    return SurveyCounts(**{name: getattr(row, name) for name in COUNTS})


def survey_section(counts: SurveyCounts, manual: Manual) -> SurveySection:
    """Return the figures of a survey in words."""
    facts = [(str(NAMES[name]), _count(getattr(counts, name))) for name in ("issued", "valid")]
    try:
        found = survey_figures(counts)
    except InvalidInput:
        problem = _("登记的份数互相矛盾，不计算比例；请先核对份数。")
        return SurveySection(facts=facts, problem=problem)
    facts.append((_("有效率"), percent(_share(found.valid_percent))))
    unknown = _("、").join(_name(name) for name in found.missing)
    return SurveySection(
        facts=facts,
        rows=_rows(counts, found),
        confidence=share_text(found.confidence, 0),
        worst=worst_words(counts, found.worst_opposition, manual),
        unknown=_("份数未知：%(names)s；未知的不当作 0。", names=unknown) if unknown else "",
        chart=_chart(counts, found),
    )


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else value / 100


def _name(code: str) -> str:
    return str(NAMES[code]) if code in NAMES else label(Attitude(code))


def _count(value: int | None) -> str:
    return _("未知") if value is None else _("%(n)s 份", n=value)


def _rows(counts: SurveyCounts, found: SurveyFigures) -> list[SurveyRow]:
    rows = [
        SurveyRow(
            _name(name),
            _count(getattr(counts, name)),
            percent(_share(found.percent.get(name))),
            _interval(found, name),
        )
        for name in ATTITUDES
    ]
    rest: Mapping[str, int | None] = {
        "no_answer": found.no_answer,
        "unassigned": found.unassigned,
    }
    return rows + [
        SurveyRow(str(REST[name]), _count(count), percent(_share(found.percent.get(name))), "—")
        for name, count in rest.items()
        if count
    ]


def _interval(found: SurveyFigures, name: str) -> str:
    interval = found.intervals.get(name)
    if interval is None:
        return "—"
    words = {"low": percent(interval.low), "high": percent(interval.high)}
    return _("%(low)s 至 %(high)s", **words)


def worst_words(counts: SurveyCounts, worst: Fraction | None, manual: Manual) -> str:
    """Return what the opposition would be had everybody without a valid sheet objected.

    Examples
    --------
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> counts = SurveyCounts(issued=10, valid=8, oppose=1)
    >>> worst_words(counts, Fraction(3, 10), builtin_manual("cn-default"))
    '若未回收或无效的 2 份全部反对，反对率为 30%，按手册为中风险。'
    """
    if worst is None:
        return ""
    silent = (counts.issued or 0) - (counts.valid or 0)
    if silent == 0:
        return _("发出的问卷全部有效，没有未回收或无效的份数。")
    words = {"n": silent, "share": f"{short(worst * 100, 1)}%"}
    rule = next((row for row in manual.criteria if row.code is CriterionKind.OPPOSITION), None)
    if rule is None or not rule.active or Moment.BEFORE not in rule.moments:
        return _("若未回收或无效的 %(n)s 份全部反对，反对率为 %(share)s。", **words)
    grade = limit_grade(worst, high=rule.high, medium=rule.medium)
    told = _("若未回收或无效的 %(n)s 份全部反对，反对率为 %(share)s，按手册为%(grade)s。")
    return told % {**words, "grade": label(grade)}


def _chart(counts: SurveyCounts, found: SurveyFigures) -> Markup | None:
    """Return the bar of the four attitudes, only where all are known."""
    if len(found.shares) < len(ATTITUDES):
        return None
    shares = {name: Decimal(found.percent[name]) / 100 for name in ATTITUDES}
    return survey_chart(
        [
            (_name(name), getattr(counts, name), share, percent(share))
            for name, share in shares.items()
        ]
    )

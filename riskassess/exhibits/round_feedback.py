"""A closed round in figures and words: where the panel lies, the own mark, what the rule says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from riskassess.charts.position import Position, PositionLabels, position_chart
from riskassess.domain.manual import Manual
from riskassess.domain.pool_manual.room import ConsultationRule
from riskassess.domain.room.feedback import FactorFeedback, Figure, Number, Outcome
from riskassess.domain.room.rounds import StopReason
from riskassess.domain.vocabulary import Moment
from riskassess.exhibits.exact import share_text, short
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import label

ONE = 10_000
WEIGHTS = (1, 10)
PARTS: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("发生概率"),
    "impact": _l("影响程度"),
}
NO_W: dict[str, LazyText] = {
    "agreement_too_few": _l("不足两项或两位专家，无从比较"),
    "agreement_no_order": _l("每位专家对各项的评分都相同，分不出高低"),
}


@dataclass(frozen=True)
class FigureLine:
    """One figure of a factor as it is shown."""

    name: str
    chart: Markup
    median: str
    word: str
    middle: str
    span: str
    own: str
    beside: str
    cv: str
    moved: str
    is_settled: bool
    settled: str


def figure_lines(factor: FactorFeedback, manual: Manual) -> list[FigureLine]:
    """Return the figures of a factor in words, each with its picture."""
    return [figure_line(row, manual) for row in factor.figures]


def figure_line(row: Figure, manual: Manual, *, marks: Sequence[int] = ()) -> FigureLine:
    """Return one figure in words; `marks` are drawn one by one where they are shown."""
    name = field_name(row.field)
    median, own = mark_text(row.field, row.median), _own_text(row)
    middle = _span(row.field, row.q1, row.q3)
    span = _span(row.field, row.minimum, row.maximum)
    said = _("中位数 %(median)s，四分位 %(middle)s，范围 %(span)s",
             median=median, middle=middle, span=span)  # fmt: skip
    desc = said if row.own is None else _("%(said)s，我的评分 %(own)s", said=said, own=own)
    return FigureLine(
        name=name,
        chart=_chart(row, marks, title=name, desc=desc),
        median=median,
        word=_word(manual, row),
        middle=middle,
        span=span,
        own=own,
        beside=_beside(row),
        cv="—" if row.cv is None else short(Decimal(row.cv), 2),
        moved=_moved(row),
        is_settled=row.is_settled,
        settled=_("已趋一致") if row.is_settled else _("仍有分歧"),
    )


def field_name(field: str) -> str:
    """Return the name of a figure: before or after measures, and what of it."""
    moment, _sep, part = field.partition("_")
    return _("%(moment)s · %(part)s", moment=label(Moment(moment)), part=PARTS[part])


def mark_text(field: str, mark: Number | None) -> str:
    """Return a mark as it is written: a percentage, or a weight from 1 to 10."""
    if mark is None:
        return "—"
    if field.endswith("weight"):
        return short(Fraction(mark) / ONE, 2)
    return share_text(Fraction(mark) / ONE, 1).replace(".0%", "%")


def _span(field: str, low: Number, high: Number) -> str:
    first, last = mark_text(field, low), mark_text(field, high)
    return first if first == last else _("%(low)s 至 %(high)s", low=first, high=last)


def _own_text(row: Figure) -> str:
    return mark_text(row.field, row.own)


def _beside(row: Figure) -> str:
    """Return where the own mark lies; nothing without one."""
    if row.own is None:
        return ""
    if row.own > row.maximum or row.own < row.minimum:
        return ""  # a sheet that did not count
    if row.q1 <= row.own <= row.q3:
        return _("在中间一半之内")
    return _("高于中间一半") if row.own > row.q3 else _("低于中间一半")


def _moved(row: Figure) -> str:
    if row.moved is None:
        return _("没有上一轮可比")
    if not row.moved:
        return _("与上一轮相同")
    if row.field.endswith("weight"):
        return _("较上一轮移动 %(n)s", n=short(Fraction(row.moved) / ONE, 2))
    return _("较上一轮移动 %(n)s 个百分点", n=short(Fraction(row.moved) / 100, 1))


def _word(manual: Manual, row: Figure) -> str:
    """Return the manual's word for the median of a share; weights have none."""
    part = row.field.partition("_")[2]
    if part == "weight":
        return ""
    scale = manual.scales.probability if part == "probability" else manual.scales.impact
    share = Decimal(row.median) / ONE
    return next(level.name(current_locale()) for level in scale if share <= level.up_to)


def _chart(row: Figure, marks: Sequence[int], *, title: str, desc: str) -> Markup:
    def at(mark: Number) -> Decimal:
        if not row.field.endswith("weight"):
            return Decimal(mark) / ONE
        low, high = WEIGHTS
        return (Decimal(mark) / ONE - low) / (high - low)

    is_weight = row.field.endswith("weight")
    found = Position(
        at(row.minimum), at(row.q1), at(row.median), at(row.q3), at(row.maximum),
        own=None if row.own is None else at(row.own), marks=tuple(at(mark) for mark in marks),
    )  # fmt: skip
    first, last = [str(end) for end in WEIGHTS] if is_weight else ["0", "100%"]
    words = PositionLabels(title, desc, first, last, _("我 %(own)s", own=_own_text(row)))
    return position_chart(found, labels=words)


def stop_words(outcome: Outcome, rule: ConsultationRule, *, number: int) -> list[str]:
    """Return in sentences what the stopping rule of the manual came to."""
    if outcome.may_end:
        return [_reason(StopReason(code), rule) for code in outcome.by]
    if number < rule.rounds_at_least:
        return [_("手册规定至少 %(n)s 轮评分，会诊继续。", n=rule.rounds_at_least)]
    return [
        _(
            "还没有达到手册规定的停止条件：仍有变异系数大于 %(cv)s 的项目，专家的排序不够一致，"
            "中位数也还在变化。",
            cv=short(rule.stop.cv),
        )
    ]


def _reason(code: StopReason, rule: ConsultationRule) -> str:
    stop = rule.stop
    if code is StopReason.CV:
        return _("各项的变异系数都不大于 %(cv)s。", cv=short(stop.cv))
    if code is StopReason.KENDALL_W:
        return _(
            "肯德尔协调系数不小于 %(w)s，且显著（p 小于 %(p)s）。",
            w=short(stop.kendall_w), p=short(stop.significance),
        )  # fmt: skip
    if code is StopReason.STABLE:
        return _(
            "各项中位数与上一轮相比，变化都不超过量程的 %(change)s。",
            change=share_text(stop.change, 0),
        )
    return _("已到手册规定的最多 %(n)s 轮。", n=rule.rounds_at_most)


def concordance_words(outcome: Outcome) -> str:
    """Return Kendall's W with its chance, or why there is none."""
    if outcome.w is None:
        why = NO_W.get(outcome.w_reason)
        return _("没有算出：%(why)s", why=why or NO_W["agreement_too_few"])
    p = outcome.p or Decimal(0)
    said = _("p 小于 0.001") if p < Decimal("0.001") else _("p = %(p)s", p=short(p, 3))
    return _("%(w)s（%(p)s；各项分别按因素排序，取最低的一项；1 为完全一致）",
             w=short(outcome.w, 3), p=said)  # fmt: skip

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
from riskassess.domain.room.marks import (
    level_position,
    level_scale,
    mark_limits,
    spoken_mark,
    spoken_move,
)
from riskassess.domain.room.rounds import StopReason
from riskassess.domain.vocabulary import Moment
from riskassess.exhibits.exact import share_text, short
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import label
from riskassess.wording.marks import mark_said

ONE = 10_000
PARTS: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("发生概率"),
    "impact": _l("影响程度"),
    "points": _l("扣分"),
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
    return [figure_line(row, manual, code=factor.code) for row in factor.figures]


def figure_line(
    row: Figure, manual: Manual, *, marks: Sequence[int] = (), code: str = ""
) -> FigureLine:
    """Return one figure in words; `marks` are drawn one by one where they are shown.

    `code` is the factor's or the item's; points lost need it, for each item has its own maximum.
    """
    name, item = field_name(row.field), f"{code}.{row.field}"
    median, own = mark_text(item, row.median, manual), mark_text(item, row.own, manual)
    middle = _span(item, row.q1, row.q3, manual)
    span = _span(item, row.minimum, row.maximum, manual)
    said = _("中位数 %(median)s，四分位 %(middle)s，范围 %(span)s",
             median=median, middle=middle, span=span)  # fmt: skip
    desc = said if row.own is None else _("%(said)s，我的评分 %(own)s", said=said, own=own)
    return FigureLine(
        name=name,
        chart=_chart(row, marks, title=name, desc=desc, item=item, manual=manual),
        median=median,
        word=_word(manual, row),
        middle=middle,
        span=span,
        own=own,
        beside=_beside(row),
        cv="—" if row.cv is None else short(Decimal(row.cv), 2),
        moved=_moved(row, item, manual),
        is_settled=row.is_settled,
        settled=_("已趋一致") if row.is_settled else _("仍有分歧"),
    )


def field_name(field: str) -> str:
    """Return the name of a figure: before or after measures, and what of it."""
    moment, _sep, part = field.partition("_")
    return _("%(moment)s · %(part)s", moment=label(Moment(moment)), part=PARTS[part])


def mark_text(item: str, mark: Number | None, manual: Manual) -> str:
    """Return a mark as it is written: a percentage, a level, points, or a weight from 1 to 10."""
    if mark is None:
        return "—"
    if spoken := spoken_mark(item, mark, manual, current_locale()):
        return mark_said(*spoken)
    if item.endswith("weight"):
        return short(Fraction(mark) / ONE, 2)
    return share_text(Fraction(mark) / ONE, 1).replace(".0%", "%")


def _span(item: str, low: Number, high: Number, manual: Manual) -> str:
    first, last = mark_text(item, low, manual), mark_text(item, high, manual)
    return first if first == last else _("%(low)s 至 %(high)s", low=first, high=last)


def _beside(row: Figure) -> str:
    """Return where the own mark lies; nothing without one."""
    if row.own is None:
        return ""
    if row.own > row.maximum or row.own < row.minimum:
        return ""  # a sheet that did not count
    if row.q1 <= row.own <= row.q3:
        return _("在中间一半之内")
    return _("高于中间一半") if row.own > row.q3 else _("低于中间一半")


def _moved(row: Figure, item: str, manual: Manual) -> str:
    if row.moved is None:
        return _("没有上一轮可比")
    if not row.moved:
        return _("与上一轮相同")
    if spoken := spoken_move(item, row.moved, manual):
        return _("较上一轮移动 %(n)s", n=mark_said(*spoken))
    if row.field.endswith("weight"):
        return _("较上一轮移动 %(n)s", n=short(Fraction(row.moved) / ONE, 2))
    return _("较上一轮移动 %(n)s 个百分点", n=short(Fraction(row.moved) / 100, 1))


def _word(manual: Manual, row: Figure) -> str:
    """Return the manual's word for the median of a share; others say it or have none."""
    part = row.field.partition("_")[2]
    if part not in ("probability", "impact") or manual.asks_levels:
        return ""
    scale = manual.scales.probability if part == "probability" else manual.scales.impact
    share = Decimal(row.median) / ONE
    return next(level.name(current_locale()) for level in scale if share <= level.up_to)


def _chart(
    row: Figure, marks: Sequence[int], *, title: str, desc: str, item: str, manual: Manual
) -> Markup:
    low, high = mark_limits(item, manual)
    scale = level_scale(item, manual)

    def at(mark: Number) -> Decimal:
        if scale is not None:
            place = (level_position(scale, Fraction(mark)) - 1) / (len(scale) - 1)
            return Decimal(place.numerator) / Decimal(place.denominator)
        return (Decimal(mark) - low) / (high - low)

    found = Position(
        at(row.minimum), at(row.q1), at(row.median), at(row.q3), at(row.maximum),
        own=None if row.own is None else at(row.own), marks=tuple(at(mark) for mark in marks),
    )  # fmt: skip
    first, last = _ends(item, (low, high), manual)
    own = mark_text(item, row.own, manual)
    words = PositionLabels(title, desc, first, last, _("我 %(own)s", own=own))
    return position_chart(found, labels=words)


def _ends(item: str, limits: tuple[int, int], manual: Manual) -> tuple[str, str]:
    """Return what stands at the ends of a scale."""
    scale = level_scale(item, manual)
    if scale is not None:
        return str(scale[0].level), str(scale[-1].level)
    if item.endswith(("weight", "points")):
        low, high = (short(Fraction(end) / ONE, 2) for end in limits)
        return low, high
    return "0", "100%"


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

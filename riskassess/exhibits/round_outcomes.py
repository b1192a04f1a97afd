"""What a closed round of a consultation came to, in words: spread, concordance, stopping rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.manual import Manual
from riskassess.domain.pool_manual.room import ConsultationRule
from riskassess.domain.room.marks import mark_range, spoken_mark, spoken_move
from riskassess.domain.room.rounds import StopReason
from riskassess.exhibits.exact import short
from riskassess.filters import percent
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.wording.marks import mark_said

SCALE = 10_000
SMALL_P = Decimal("0.001")
PART_WORDS: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("概率"),
    "impact": _l("影响"),
    "points": _l("扣分"),
}
MOMENT_WORDS: dict[str, LazyText] = {"before": _l("措施前"), "after": _l("措施后")}
W_REASONS: dict[str, LazyText] = {
    "agreement_too_few": _l("专家或项目太少，不能计算"),
    "agreement_too_few_raters": _l("只有一位专家，无从比较"),
    "agreement_too_few_items": _l("只有一个项目，无从排序"),
    "agreement_no_order": _l("每位专家对各项的评分都相同，分不出高低"),
    "agreement_all_equal": _l("所有评分都相同，没有差异可供比较"),
}


@dataclass(frozen=True)
class ItemRow:
    """One item of a round: its words and figures as they are shown."""

    code: str
    name: str
    what: str
    median: str
    quartiles: str
    cv: str
    moved: str
    is_settled: bool


@dataclass(frozen=True)
class RuleLine:
    """One test of the stopping rule: what it asks, what the round has, whether it holds."""

    name: str
    asks: str
    has: str
    holds: bool


@dataclass(frozen=True)
class OutcomeWords:
    """A round's outcome as pages and papers show it."""

    number: int
    experts: int
    items: list[ItemRow]
    rules: list[RuleLine]
    may_end: bool
    verdict: str


def outcome_words(
    outcome: Mapping[str, Any],
    *,
    names: Mapping[str, str],
    rule: ConsultationRule,
    manual: Manual,
) -> OutcomeWords:
    """Return a stored outcome (`ReviewRound.outcome`) in words.

    Parameters
    ----------
    outcome : mapping
        What `domain.room.written.outcome_record` wrote.
    names : mapping
        Code of a factor, or of an item of a deduction score → its name.
    rule : ConsultationRule
        Of the pool manual that the review was opened under.
    manual : Manual
        Of the assessment: it says whether marks are shares, levels or points.
    """
    rows = outcome["items"]
    items = [_item(row, names, manual) for row in rows]
    return OutcomeWords(
        number=outcome["round"],
        experts=rows[0]["n"] if rows else 0,
        items=items,
        rules=[_spread(items, rule), _concordance(outcome, rule), _change(rows, rule, manual)],
        may_end=outcome["may_end"],
        verdict=_verdict(outcome, rule),
    )


def item_words(item: str, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Return code, name and quantity of an item such as `B03.before_impact`."""
    code, _dot, field = item.partition(".")
    moment, _line, part = field.partition("_")
    if moment not in MOMENT_WORDS or part not in PART_WORDS:
        return code, names.get(code, code), field
    what = _("%(moment)s%(part)s", moment=MOMENT_WORDS[moment], part=PART_WORDS[part])
    return code, names.get(code, code), what


def mark_text(item: str, value: Any, manual: Manual) -> str:
    """Return a mark as experts gave it: a percentage, a level, points, a weight of 1 to 10."""
    if value is None:
        return "—"
    spoken = spoken_mark(item, Fraction(Decimal(str(value))), manual, current_locale())
    return mark_said(*spoken) if spoken else _plain(item, value)


def _moved_text(item: str, value: Any, manual: Manual) -> str:
    if value is None:
        return "—"
    spoken = spoken_move(item, Fraction(Decimal(str(value))), manual)
    return mark_said(*spoken) if spoken else _plain(item, value)


def _span(item: str, low: Any, high: Any, manual: Manual) -> str:
    first, last = mark_text(item, low, manual), mark_text(item, high, manual)
    return first if first == last else f"{first} – {last}"


def _plain(item: str, value: Any) -> str:
    exact = Fraction(Decimal(str(value))) / SCALE
    return short(exact, 2) if item.endswith("weight") else percent(Decimal(str(value)) / SCALE)


def _item(row: Mapping[str, Any], names: Mapping[str, str], manual: Manual) -> ItemRow:
    item = row["item"]
    code, name, what = item_words(item, names)
    return ItemRow(
        code=code,
        name=name,
        what=what,
        median=mark_text(item, row["median"], manual),
        quartiles=_span(item, row["q1"], row["q3"], manual),
        cv="—" if row["cv"] is None else short(Decimal(str(row["cv"])), 3),
        moved=_moved_text(item, row["moved"], manual),
        is_settled=row["settled"],
    )


def _spread(items: Sequence[ItemRow], rule: ConsultationRule) -> RuleLine:
    apart = sum(not row.is_settled for row in items)
    return RuleLine(
        name=_("变异系数"),
        asks=_("每一项都不超过 %(limit)s", limit=short(rule.stop.cv)),
        has=_("全部 %(n)s 项符合", n=len(items)) if not apart else
        _("%(n)s 项中 %(apart)s 项超过", n=len(items), apart=apart),
        holds=not apart,
    )  # fmt: skip


def _concordance(outcome: Mapping[str, Any], rule: ConsultationRule) -> RuleLine:
    w = outcome["w"]
    asks = _(
        "不低于 %(w)s，且显著（p 小于 %(p)s）",
        w=short(rule.stop.kendall_w), p=short(rule.stop.significance),
    )  # fmt: skip
    if w is None:
        has = str(W_REASONS.get(outcome["w_reason"] or "", _l("不能计算")))
        return RuleLine(_("肯德尔协调系数 W"), asks, has, holds=False)
    value, p = Decimal(str(w["w"])), Decimal(str(w["p"]))
    holds = Fraction(value) >= rule.stop.kendall_w and Fraction(p) < rule.stop.significance
    told = _("p 小于 %(p)s", p=SMALL_P) if p < SMALL_P else _("p 为 %(p)s", p=short(p, 3))
    has = _("W 为 %(w)s，%(p)s", w=short(value, 3), p=told)
    return RuleLine(_("肯德尔协调系数 W"), asks, has, holds=holds)


def _change(rows: Sequence[Mapping[str, Any]], rule: ConsultationRule, manual: Manual) -> RuleLine:
    most = percent(_decimal(rule.stop.change), 0)
    asks = _("每一项的中位数变动不超过量程的 %(share)s", share=most)
    if any(row["moved"] is None for row in rows):
        return RuleLine(_("与上一轮相比"), asks, _("没有上一轮可比"), holds=False)
    apart = [row for row in rows if not _is_still(row, rule, manual)]
    has = _("%(n)s 项变动超过", n=len(apart)) if apart else _("全部 %(n)s 项符合", n=len(rows))
    return RuleLine(_("与上一轮相比"), asks, has, holds=not apart)


def _is_still(row: Mapping[str, Any], rule: ConsultationRule, manual: Manual) -> bool:
    scale = mark_range(row["item"], manual)
    return Fraction(Decimal(str(row["moved"]))) <= rule.stop.change * scale


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)


def _verdict(outcome: Mapping[str, Any], rule: ConsultationRule) -> str:
    by, most = outcome["by"], rule.rounds_at_most
    if by == [StopReason.MOST_ROUNDS.value]:
        return _("已到最多的 %(n)s 轮，会诊应当结束；仍有分歧的写入分歧意见。", n=most)
    if outcome["may_end"]:
        return _("符合结束的条件（三项中有一项即可），可以结束会诊。")
    if outcome["round"] < rule.rounds_at_least:
        return _("至少评 %(n)s 轮，请发起下一轮。", n=rule.rounds_at_least)
    return _("三项条件都不符合，应当发起下一轮。")

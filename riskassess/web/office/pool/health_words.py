"""What the page of the pool's health says: warnings in words, pictures, headings of lists."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.charts.bars import Bar, bars
from riskassess.filters import long_date, percent
from riskassess.i18n import _
from riskassess.services.pool.health import PoolHealth
from riskassess.services.pool.health_lists import BUSY_FROM, Behind, HealthList

Words = Mapping[str, Mapping[str, str]]


LEAST = Fraction(1, 1000)
"""What one place after the point can still show of a percentage."""


def share_text(share: Fraction | float | None) -> str:
    """Return a share as a percentage with one place; what rounds to zero but is not is said so.

    All of the page has this one precision, so that a figure can be held against another.
    """
    if share is None:
        return "—"
    exact = Fraction(share)
    if 0 < exact < LEAST / 2:
        return _("小于 %(least)s", least=percent(float(LEAST)))
    return percent(Decimal(exact.numerator) / Decimal(exact.denominator))


def warnings(found: PoolHealth, words: Words) -> Iterator[str]:
    """Yield what asks for attention, the pool's size first; nothing about a person."""
    yield from _size_warnings(found, words)
    rule = found.manual.health
    if found.terms.ending:
        yield _(
            "%(n)s 位专家的聘期已满或将在 %(days)s 天内届满，请安排评价和续聘。",
            n=found.terms.ending,
            days=rule.term_days,
        )
    for row in found.refusals:
        if row.is_above(rule.refusal_percent):
            yield _(
                "%(name)s类近一年谢绝率 %(share)s，超过 %(limit)s%%，请了解原因。",
                name=words["classes"].get(row.code, row.code),
                share=share_text(row.share),
                limit=rule.refusal_percent,
            )
    for key, count in found.employers.figures.above(rule.employer_percent):
        yield _(
            "%(name)s占专家库的 %(share)s，超过 %(limit)s%%：同一单位人数过多，可抽的组合变少。",
            name=found.employers.names[key],
            share=share_text(found.employers.figures.share(count)),
            limit=rule.employer_percent,
        )


def _size_warnings(found: PoolHealth, words: Words) -> Iterator[str]:
    whole, times = found.sizes.whole, found.manual.health.draws_per_seat
    if whole.is_short:
        yield _(
            "可抽取的专家共 %(have)s 人，少于最大一次抽取 %(places)s 人（含候补）的 %(times)s 倍。",
            have=whole.available,
            places=whole.places,
            times=times,
        )
    for row in found.sizes.classes:
        if row.is_short:
            yield _(
                "%(name)s类只有 %(have)s 人，少于席位数的 %(times)s 倍（%(wanted)s 人）。",
                name=words["classes"].get(row.code, row.code),
                have=row.available,
                times=times,
                wanted=row.wanted,
            )
    for seat in found.sizes.seats:
        if seat.supply.is_short:
            yield _short_seat(seat, words, times)


def _short_seat(seat: Any, words: Words, times: int) -> str:
    facts = {
        "name": seat.name,
        "professions": _("、").join(
            words["professions"].get(each, each) for each in seat.professions
        ),
        "have": seat.supply.available,
        "times": times,
        "wanted": seat.supply.wanted,
    }
    if seat.supply.is_empty:
        return _("席位“%(name)s”（%(professions)s）只有 %(have)s 人，抽不出专家组。", **facts)
    return _(
        "席位“%(name)s”（%(professions)s）只有 %(have)s 人，"
        "少于席位数的 %(times)s 倍（%(wanted)s 人）。",
        **facts,
    )


def pictures(found: PoolHealth, words: Words) -> dict[str, Any]:
    """Return the charts by subject."""
    return {
        "classes": _classes(found, words),
        "terms": _terms(found),
        "load": _load(found),
        "employers": _employers(found),
    }


def _people(count: int) -> str:
    return _("%(n)s 人", n=count)


def _classes(found: PoolHealth, words: Words) -> Any:
    lines = [
        Bar(
            words["classes"].get(row.code, row.code),
            row.available,
            _people(row.available),
            mark=row.wanted or None,
            is_short=row.is_short,
        )
        for row in found.sizes.classes
    ]
    said = _("；").join(f"{bar.name} {bar.figure}" for bar in lines)
    return bars(
        lines, title=_("各类别可抽取的专家"), desc=_("%(said)s。竖线是应有的人数。", said=said)
    )


def span_text(span: Any) -> str:
    """Return the name of a bar of the histogram of terms."""
    if span.first is None:
        return _("已满")
    if span.last is None:
        return _("%(n)s 天以上", n=span.first)
    return _("%(first)s–%(last)s 天", first=span.first, last=span.last)


def _terms(found: PoolHealth) -> Any:
    lines = [Bar(span_text(span), span.count, _people(span.count)) for span in found.terms.spans]
    if found.terms.open_end:
        lines.append(Bar(_("未定期限"), found.terms.open_end, _people(found.terms.open_end)))
    said = _("；").join(f"{bar.name} {bar.figure}" for bar in lines)
    return bars(lines, title=_("聘期还剩多少天"), desc=said)


def _load(found: PoolHealth) -> Any:
    last = found.load.bars[-1][0]
    lines = [
        Bar(
            _("%(n)s 次以上", n=tasks) if tasks == last else _("%(n)s 次", n=tasks),
            experts,
            _people(experts),
        )
        for tasks, experts in found.load.bars
    ]
    said = _("；").join(f"{bar.name} {bar.figure}" for bar in lines)
    return bars(lines, title=_("%(year)s 年参加评审的次数", year=found.load.year), desc=said)


def _employers(found: PoolHealth) -> Any:
    figures, limit = found.employers.figures, found.manual.health.employer_percent
    over = dict(figures.above(limit))
    lines = [
        Bar(
            found.employers.names[key],
            float(figures.share(count)),
            f"{_people(count)} {share_text(figures.share(count))}",
            is_short=key in over,
        )
        for key, count in figures.largest
    ]
    said = _("；").join(f"{bar.name} {bar.figure}" for bar in lines)
    return bars(lines, title=_("人数最多的单位"), desc=said)


def list_heading(found: Behind) -> str:
    """Return what a list shows."""
    days = found.manual.health.term_days
    return {
        HealthList.ENDING: _("聘期已满或 %(days)s 天内届满的专家", days=days),
        HealthList.UNDRAWN: _("%(day)s以来没有抽中的专家", day=long_date(found.day)),
        HealthList.REFUSING: _(
            "一年内谢绝达到 %(n)s 次的专家", n=found.manual.standing.refusals_a_year
        ),
        HealthList.BUSY: _(
            "%(year)s 年参加评审 %(n)s 次以上的专家", year=found.day.year, n=BUSY_FROM
        ),
        HealthList.EMPLOYER: _("%(name)s的在库专家", name=found.name),
    }[found.subject]


def list_rule(found: Behind) -> str:
    """Return why somebody stands on a list, in a sentence."""
    return {
        HealthList.ENDING: _("按聘期先后排列。续聘前先作评价。"),
        HealthList.UNDRAWN: _(
            "按编号排列，只列在此日以前已经入库的人。抽取是随机的，没有抽中不说明本人有任何问题。"
        ),
        HealthList.REFUSING: _(
            "按编号排列，不排名次。手册要求查看有无正当理由，是否暂停由您逐人决定。"
        ),
        HealthList.BUSY: _("按编号排列，不排名次。抽取不看次数，次数只供安排工作参考。"),
        HealthList.EMPLOYER: _("按编号排列。单位名称写法不同的一并列出。"),
    }[found.subject]

"""What the own sheet amounts to: what is missing, where the factors lie, what may not be done."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import url_for

from riskassess.charts.matrix import MatrixLabels, MatrixPoint, factor_matrix
from riskassess.domain.comparison_pairs import COMPARISON
from riskassess.domain.levels import level_of_share
from riskassess.domain.sheet_lists import list_of
from riskassess.domain.sheet_values import CHOICES, OVERALL, Gap
from riskassess.domain.vocabulary import Moment, RefusalReason
from riskassess.filters import local
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.messages import explain
from riskassess.web.expert.fields import CHOICE_WORDS, ONE, PART_WORDS
from riskassess.web.expert.lists import NAMES
from riskassess.web.expert.room import Part, Room, places_of


def gap_lines(room: Room) -> list[dict[str, str]]:
    """Return what is missing, one line per screen with its link, then the comparisons."""
    lines = [
        {"name": part.name, "url": part.url, "what": _gap_words(room, part)}
        for part in room.parts
        if part.missing
    ]
    if room.awaits_first:
        url = url_for("expert.confirm_first_estimates", member_id=room.seat.member.id)
        lines.append({"name": _("首次估计"), "url": url, "what": _("还没有保存")})
    if pairs := sum(gap.field == COMPARISON for gap in room.gaps):
        url = url_for("expert.show_comparisons", member_id=room.seat.member.id)
        what = _("还差 %(n)s 对", n=pairs)
        lines.append({"name": _("两两比较"), "url": url, "what": what})
    return lines


def _gap_words(room: Room, part: Part) -> str:
    gaps = [gap for gap in room.gaps if gap.place in places_of(part)]
    fields = [gap.field for gap in gaps]
    if part.factor is not None and len(fields) == len(room.form.score_fields):
        return _("还没有评分")
    if part.items:
        return _item_gaps(part, fields)
    if part.quality:
        return _("还差 %(n)s 项", n=len(fields))
    named = [_field_words(gap.field) for gap in gaps if list_of(gap.place) is None]
    return _("、").join([*named, *_line_gaps(part, gaps)])


def _line_gaps(part: Part, gaps: list[Gap]) -> list[str]:
    """Return which lines of the growing list are not finished, by their number on the page."""
    if part.growing is None:
        return []
    unfinished = {gap.place for gap in gaps}
    return [
        _("%(list)s第 %(n)s 条没有写完", list=NAMES[part.growing.prefix], n=number)
        for number, place in enumerate(part.growing.places, 1)
        if place in unfinished
    ]


def _item_gaps(part: Part, fields: list[str]) -> str:
    lines = [line for item in part.items for line in (*item.before, *item.after)]
    if len(fields) == len(lines):
        return _("还没有扣分")
    return _("、").join(item.name for item in part.items if item.missing)


def _field_words(name: str) -> str:
    if name in CHOICES:
        return str(CHOICE_WORDS[name])
    if name == OVERALL:
        return _("总体意见")
    moment, _sep, part = name.partition("_")
    return f"{label(Moment(moment))}{PART_WORDS[part]}"


def own_matrix(room: Room) -> Any:
    """Return the factor matrix with the own values only, or None before the first pair.

    Its limits are curves of the product; under a matrix of levels `own_grid` takes its place.
    """
    if room.manual.degrees.matrix_in_use is not None:
        return None
    points = [point for part in room.factor_parts if (point := _point(room, part))]
    if not points:
        return None
    steps = room.manual.degrees.steps
    labels = MatrixLabels(
        title=_("我的评分：风险矩阵"),
        desc=_("横轴为发生概率，纵轴为影响程度，单位百分数；只含您自己填写的因素。"),
        probability=_("发生概率（%）"),
        impact=_("影响程度（%）"),
        before=_("措施前"),
        after=_("措施后"),
        degrees=[step.name(current_locale()) for step in steps],
    )
    limits = [step.above for step in steps if step.above is not None]
    return factor_matrix(points, limits=limits, labels=labels)


def _point(room: Room, part: Part) -> MatrixPoint | None:
    values = room.content.scores.get(part.factor.id, {})
    pairs = []
    for moment in Moment:
        pair = [values.get(f"{moment}_{name}") for name in ("probability", "impact")]
        shares = [Decimal(value) / ONE for value in pair if isinstance(value, int)]
        pairs.append((shares[0], shares[1]) if len(shares) == len(pair) else None)
    before, after = pairs
    return None if before is None else MatrixPoint(part.name, before, after)


def own_grid(room: Room) -> list[dict[str, Any]] | None:
    """Return the manual's matrix of degrees, highest impact first, with the own factors in it."""
    matrix = room.manual.degrees.matrix_in_use
    if matrix is None or not room.manual.asks_scores:
        return None
    spots = _spots(room)
    names = {step.degree: step.name(current_locale()) for step in room.manual.degrees.steps}
    levels = room.manual.scales.probability
    return [
        {
            "impact": level.name(current_locale()),
            "cells": [
                {
                    "degree": (degree := matrix.degree(column.level, level.level)).value,
                    "word": names[degree],
                    **spots.get((column.level, level.level), {}),
                }
                for column in levels
            ],
        }
        for level in reversed(room.manual.scales.impact)
    ]


def _spots(room: Room) -> dict[tuple[int, int], dict[str, list[str]]]:
    """Return the codes of the own factors by levels of probability and impact, and moment."""
    scales = room.manual.scales
    found: dict[tuple[int, int], dict[str, list[str]]] = {}
    for part in room.factor_parts:
        values = room.content.scores.get(part.factor.id, {})
        for moment in Moment:
            pair = [values.get(f"{moment}_{name}") for name in ("probability", "impact")]
            shares = [value for value in pair if isinstance(value, int)]
            if len(shares) < len(pair):
                continue
            spot = (
                level_of_share(scales.probability, shares[0]),
                level_of_share(scales.impact, shares[1]),
            )
            found.setdefault(spot, {}).setdefault(str(moment), []).append(part.factor.code)
    return found


def refusal_words(reason: RefusalReason | None) -> tuple[str, str] | None:
    """Return why something may not be done now, in words, or None."""
    return None if reason is None else explain(reason, {"missing": ""})


def saved_text(sheet: Any, *, now: datetime) -> str | None:
    """Return when the sheet was last saved: the time today, day and time before; None if never."""
    if sheet is None or sheet.saved_at is None:
        return None
    moment = local(sheet.saved_at)
    return moment.strftime("%H:%M" if moment.date() == local(now).date() else "%m-%d %H:%M")

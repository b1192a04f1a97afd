"""The fields of a sheet as the templates get them: name, label, written value, and what may stand.

Every field has a `kind`: `weight` and `share` are numbers, `level` and `options` are choices,
`points` is a number of points, `text` and `choice` belong to the opinions.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import PointItem
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.sheet_form import SheetForm, item_place, print_points
from riskassess.domain.sheet_values import SHEET_PLACE, Stored, print_value
from riskassess.domain.vocabulary import Moment
from riskassess.i18n import LazyText, _, _l, current_locale

ONE = 10_000
Line = dict[str, Any]
Values = Mapping[str, Stored]
PART_WORDS: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("发生概率"),
    "impact": _l("影响程度"),
    "points": _l("扣分"),
}
CHOICE_WORDS: dict[str, LazyText] = {
    "conclusion": _l("评审结论"),
    "initial_grade": _l("建议的初始等级（措施前）"),
    "expected_grade": _l("建议的预期等级（措施后）"),
}


def _line(form: SheetForm, place: str, name: str, stored: Stored) -> Line:
    written = form.write(place, name, stored) or ""
    return {"place": place, "field": name, "value": written, "base": written}


def score_line(form: SheetForm, factor_id: int, name: str, stored: Stored) -> Line:
    """Return a figure of a factor: a weight, a share with the manual's word, or a level."""
    part = name.partition("_")[2]
    line = _line(form, str(factor_id), name, stored) | {
        "part": part,
        "label": str(PART_WORDS[part]),
        "word": word_of(form.manual, part, stored),
        "kind": "weight" if part == "weight" else "share",
    }
    if form.scale(name) is not None:
        line |= {"kind": "level", "options": levels_view(form.manual, part)}
    return line


def own_lines(form: SheetForm, own: Any) -> dict[str, Any]:
    """Return the sponsor's own estimate of a factor, by moment, and its reason."""
    found: dict[str, Any] = {"reason": own.reason}
    for moment in Moment:
        names = [f"{moment}_{part}" for part in ("probability", "impact")]
        found[moment.value] = [
            score_line(form, own.factor_id, name, getattr(own, name)) for name in names
        ]
    return found


def levels_of(manual: Manual, part: str) -> tuple[ScaleLevel, ...]:
    """Return the manual's levels of probability or impact."""
    return manual.scales.probability if part == "probability" else manual.scales.impact


def levels_view(manual: Manual, part: str) -> list[dict[str, str]]:
    """Return the levels to choose from, each with its word and meaning."""
    return [
        {
            "value": str(level.level),
            "word": level.name(current_locale()),
            "meaning": level.meaning(current_locale()),
        }
        for level in levels_of(manual, part)
    ]


def word_of(manual: Manual, part: str, stored: Stored) -> str:
    """Return the manual's word for a stored share; empty for weights and unanswered ones."""
    if part == "weight" or not isinstance(stored, int):
        return ""
    share = Decimal(stored) / ONE
    found = next(level for level in levels_of(manual, part) if share <= level.up_to)
    return found.name(current_locale())


def bands_of(manual: Manual, part: str) -> list[dict[str, Any]]:
    """Return the manual's bands in percent, for the buttons that open their steps."""
    return [
        {
            "number": level.level,
            "word": level.name(current_locale()),
            "meaning": level.meaning(current_locale()),
            "low": print_value("before_impact", int(level.above * ONE)),
            "high": print_value("before_impact", int(level.up_to * ONE)),
        }
        for level in levels_of(manual, part)
    ]


def points_line(form: SheetForm, item: PointItem, name: str, stored: Stored) -> Line:
    """Return the points of an item: its options, mildest first, or a number up to its maximum."""
    line = _line(form, item_place(item.code), name, stored) | {
        "part": "points",
        "label": str(PART_WORDS["points"]),
        "kind": "options" if item.options else "points",
        "most": print_points(int(item.maximum * ONE)),
        "item": item.name(current_locale()),
    }
    options = sorted(item.options, key=lambda option: option.points)
    line["options"] = [
        {"value": print_points(int(option.points * ONE)), "word": option.name(current_locale())}
        for option in options
    ]
    return line


def text_line(place: str, name: str, words: str, stored: Stored) -> Line:
    """Return a text field."""
    value = print_value(name, stored) or ""
    return {
        "place": place, "field": name, "kind": "text", "label": words, "value": value,
        "base": value,
    }  # fmt: skip


def choice_line(manual: Manual, name: str, stored: Stored) -> Line:
    """Return the choice of a conclusion or a grade."""
    if name == "conclusion":
        options = [(row.conclusion.value, row.name(current_locale())) for row in manual.conclusions]
    else:
        options = [(row.grade.value, row.name(current_locale())) for row in manual.grades]
    value = str(stored) if stored else ""
    return {
        "place": SHEET_PLACE, "field": name, "kind": "choice", "label": str(CHOICE_WORDS[name]),
        "value": value, "base": value, "options": options,
    }  # fmt: skip


def intensity_words(manual: Manual) -> str:
    """Return the manual's intensities of opposition with what each counts."""
    rows = manual.deduction.intensities if manual.deduction else ()
    return _("、").join(
        f"{row.name(current_locale())} {print_points(int(row.value * ONE))}" for row in rows
    )

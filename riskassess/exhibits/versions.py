"""Two versions of a sheet side by side: what was changed, in the words of its manual."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from riskassess.domain.comparison_pairs import COMPARISON, KEPT
from riskassess.domain.manual import Manual
from riskassess.domain.sheet_document import FACTOR
from riskassess.domain.sheet_form import ITEM, POINT_FIELDS, SheetForm, print_points
from riskassess.domain.sheet_lists import MUST_FIX_LIST, POINTS, QUALITY, RISK
from riskassess.domain.sheet_values import (
    CHOICES,
    COMMENT,
    MUST_FIX,
    OPINION_PLACE,
    OVERALL,
    SCORE_FIELDS,
    SHEET_PLACE,
)
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import label

Places = Mapping[str, Mapping[str, Any]]
FIELD_WORDS: dict[str, LazyText] = {
    "before_weight": _l("措施前·权重"),
    "before_probability": _l("措施前·发生概率"),
    "before_impact": _l("措施前·影响程度"),
    "after_weight": _l("措施后·权重"),
    "after_probability": _l("措施后·发生概率"),
    "after_impact": _l("措施后·影响程度"),
    "before_points": _l("措施前·扣分"),
    "after_points": _l("措施后·扣分"),
    COMMENT: _l("理由"),
    COMPARISON: _l("两两比较"),
    KEPT: _l("保留比较的理由"),
    POINTS: _l("评分"),
    "conclusion": _l("评审结论"),
    "initial_grade": _l("建议的初始等级（措施前）"),
    "expected_grade": _l("建议的预期等级（措施后）"),
    OVERALL: _l("总体意见"),
    MUST_FIX: _l("必须修改的问题"),
    "heading": _l("所属标题"),
    "text": _l("内容"),
    "pages": _l("页码"),
    "category": _l("风险类型"),
    "stage": _l("阶段"),
    "name": _l("名称"),
    "reason": _l("理由"),
}


class VersionChange(NamedTuple):
    """One field that two versions say otherwise; empty text for nothing."""

    place: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionWords:
    """Names of the places of a sheet: factors by code, headings of the report's quality."""

    manual: Manual
    factors: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)

    def place(self, place: str) -> str:
        """Return the name of a place."""
        if place.startswith(FACTOR):
            code = place.removeprefix(FACTOR)
            return f"{code} {self.factors.get(code, '')}".strip()
        if place.startswith(ITEM):
            items = SheetForm(self.manual).items
            return items[place].name(current_locale()) if place in items else place
        if place.startswith(QUALITY):
            heading = place.removeprefix(QUALITY)
            return _("报告质量：%(heading)s", heading=self.headings.get(heading, heading))
        if place.startswith((MUST_FIX_LIST, RISK)):
            return _("必须修改") if place.startswith(MUST_FIX_LIST) else _("提出的风险")
        if place in (OPINION_PLACE, SHEET_PLACE):
            return _("意见和结论")
        return " / ".join(place.split(":")[-2:])

    def field(self, name: str) -> str:
        """Return the name of a field."""
        if name in FIELD_WORDS:
            return str(FIELD_WORDS[name])
        names = {row.code: row.name(current_locale()) for row in self.manual.opinions}
        return names.get(name, name)

    def value(self, place: str, name: str, stored: Any) -> str:
        """Return a value as people read it; nothing for a missing one."""
        if stored is None:
            return ""
        if name in CHOICES:
            return str(label(CHOICES[name](stored)))
        if place.startswith(QUALITY) or name in POINT_FIELDS:
            return print_points(stored)
        form = SheetForm(self.manual)
        written = form.write(place, name, stored) or ""
        is_share = name in SCORE_FIELDS and not name.endswith("weight") and not form.scale(name)
        return f"{written}%" if is_share else written


def version_changes(before: Places, after: Places, words: VersionWords) -> list[VersionChange]:
    """Return every field that two versions say otherwise, in the order of the places."""
    return [
        VersionChange(
            words.place(place), words.field(name), words.value(place, name, old),
            words.value(place, name, new),
        )
        for place, name, old, new in _differing(before, after)
    ]  # fmt: skip


def _differing(before: Places, after: Places) -> Iterator[tuple[str, str, Any, Any]]:
    for place in sorted({*before, *after}):
        one, other = before.get(place, {}), after.get(place, {})
        for name in _ordered({*one, *other}):
            if one.get(name) != other.get(name):
                yield place, name, one.get(name), other.get(name)


def _ordered(names: set[str]) -> Sequence[str]:
    known = list(FIELD_WORDS)
    return sorted(names, key=lambda name: (known.index(name) if name in known else 0, name))

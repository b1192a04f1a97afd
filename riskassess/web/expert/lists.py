"""Growing lists of the sheet on pages: what must be mended, and risks that an expert raises.

Each line has a place of its own. After the lines that there are comes one empty line, which a
browser without script fills and from which the script makes new ones.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_lists import FIELDS, MUST_FIX_LIST, NEEDED, RISK, list_of
from riskassess.domain.sheet_values import OVERALL
from riskassess.domain.vocabulary import Stage
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import label
from riskassess.queries.sheet_contents import SheetContent
from riskassess.web.expert.fields import Line

Typed = Mapping[tuple[str, str], str]
ORDER = {MUST_FIX_LIST: ("heading", "pages", "text"), RISK: ("category", "stage", "name", "reason")}
KINDS = {"heading": "select", "category": "select", "stage": "select", "pages": "short",
         "name": "short"}  # fmt: skip
WORDS: dict[tuple[str, str], LazyText] = {
    (MUST_FIX_LIST, "heading"): _l("属于哪一部分"),
    (MUST_FIX_LIST, "text"): _l("问题和要求"),
    (MUST_FIX_LIST, "pages"): _l("报告页码"),
    (RISK, "category"): _l("风险类型"),
    (RISK, "stage"): _l("阶段"),
    (RISK, "name"): _l("风险名称"),
    (RISK, "reason"): _l("理由"),
}
HINTS: dict[tuple[str, str], LazyText] = {
    (MUST_FIX_LIST, "pages"): _l("如 12、35-37"),
    (RISK, "reason"): _l("为什么可能发生，影响哪些人；有依据的写明材料和页码。"),
}
NAMES: dict[str, LazyText] = {MUST_FIX_LIST: _l("必须修改的问题"), RISK: _l("列出的风险")}


@dataclass
class Entry:
    """One line of a growing list with its fields; the empty one at the end is the pattern."""

    place: str
    lines: list[Line]
    is_pattern: bool = False


@dataclass
class GrowingList:
    """The lines of a list, and the empty one."""

    prefix: str
    entries: list[Entry]
    pattern: Entry
    lines: list[Line] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = [line for entry in [*self.entries, self.pattern] for line in entry.lines]

    @property
    def places(self) -> list[str]:
        """Return the places of the lines that there are."""
        return [entry.place for entry in self.entries]


def growing_list(
    prefix: str, form: SheetForm, content: SheetContent, *, typed: Typed, now: datetime
) -> GrowingList:
    """Return a list as the page shows it; lines that a refused form sent are kept."""
    sent = {place for place, _field in typed if list_of(place) == prefix}
    places = sorted({*content.document.places(prefix), *sent})
    options = _options(form)
    entries = [_entry(prefix, place, content, options) for place in places]
    pattern = _entry(prefix, f"{prefix}{_new_key(now)}", content, options)
    pattern.is_pattern = True
    return GrowingList(prefix, entries, pattern)


def _new_key(now: datetime) -> str:
    """Return a key for a new line; keys sort in the order in which they were made."""
    return f"{int(now.timestamp() * 1000):012x}{secrets.token_hex(4)}"


def _entry(
    prefix: str, place: str, content: SheetContent, options: Mapping[str, list[tuple[str, str]]]
) -> Entry:
    values = content.document.at(place)
    return Entry(place, [_line(prefix, place, name, values, options) for name in ORDER[prefix]])


def _line(
    prefix: str,
    place: str,
    name: str,
    values: Mapping[str, Any],
    options: Mapping[str, list[tuple[str, str]]],
) -> Line:
    value = str(values.get(name) or "")
    hint = HINTS.get((prefix, name))
    return {
        "place": place, "field": name, "kind": KINDS.get(name, "text"),
        "label": str(WORDS[prefix, name]), "hint": str(hint) if hint else "",
        "value": value, "base": value, "options": options.get(name, []),
        "required": name in NEEDED[prefix],
    }  # fmt: skip


def _options(form: SheetForm) -> dict[str, list[tuple[str, str]]]:
    manual, locale = form.manual, current_locale()
    return {
        "heading": [
            *((row.code, row.name(locale)) for row in manual.opinions), (OVERALL, _("报告总体")),
        ],
        "category": [(row.code, row.name(locale)) for row in manual.categories],
        "stage": [(stage.value, label(stage)) for stage in Stage],
    }  # fmt: skip


def typed_lines(form: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return what a form without script sends for lines of growing lists, by place and field."""
    found = {}
    for name, value in form.items():
        place, _dot, field_name = name.rpartition(".")
        prefix = list_of(place)
        if prefix and field_name in FIELDS[prefix]:
            found[place, field_name] = value
    begun = {place for (place, _name), value in found.items() if value.strip()}
    return {key: value for key, value in found.items() if key[0] in begun}

"""The difference of two manuals in words: for pages and the command line alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from riskassess.domain.manual.difference import Change, ChangeKind, Section, Step
from riskassess.exhibits.manual_values import code_word, key_word, value_text
from riskassess.exhibits.manual_words import SECTION_WORDS
from riskassess.i18n import LazyText, _, _l, current_locale

KIND_WORDS: dict[ChangeKind, LazyText] = {
    ChangeKind.ADDED: _l("新增"),
    ChangeKind.REMOVED: _l("删去"),
    ChangeKind.CHANGED: _l("改动"),
}
KIND_SHAPES = {ChangeKind.ADDED: "＋", ChangeKind.REMOVED: "－", ChangeKind.CHANGED: "～"}
LONG = 60  # characters; a longer value is folded


@dataclass(frozen=True)
class ChangeLine:
    """One change: what, where, the old and the new value; `where` is the key path."""

    kind: str
    word: str
    shape: str
    what: str
    where: str
    old: str
    new: str

    @property
    def is_long(self) -> bool:
        """Return whether a value is too long for a line."""
        return max(len(self.old), len(self.new)) > LONG


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one section."""

    code: str
    title: str
    lines: list[ChangeLine] = field(default_factory=list)


def change_groups(changes: Iterable[Change]) -> list[ChangeGroup]:
    """Return changes by section, in words of the language in use."""
    return [
        ChangeGroup(section, str(SECTION_WORDS[section]), [_line(change) for change in found])
        for section, found in groupby(changes, key=lambda change: change.section)
    ]


def change_text(group: ChangeGroup, line: ChangeLine) -> str:
    """Return a change as one line of text, as the command line prints it."""
    what = f"{line.shape} {group.title} · {line.what}"
    values = {
        ChangeKind.ADDED: _("%(name)s：%(value)s", name=what, value=line.new),
        ChangeKind.REMOVED: _("%(name)s：%(value)s", name=what, value=line.old),
    }
    return values.get(
        ChangeKind(line.kind), _("%(name)s：%(value)s", name=what, value=f"{line.old} → {line.new}")
    )


def _line(change: Change) -> ChangeLine:
    key = change.path[0].key if change.section is Section.RECOMMENDATION else _last_key(change)
    return ChangeLine(
        kind=change.kind,
        word=str(KIND_WORDS[change.kind]),
        shape=KIND_SHAPES[change.kind],
        what=_path_text(change.path),
        where=change.where,
        old="" if change.kind is ChangeKind.ADDED else _shown(change.old, key),
        new="" if change.kind is ChangeKind.REMOVED else _shown(change.new, key),
    )


def _last_key(change: Change) -> str:
    keys = [step.key for step in change.path if not step.is_row]
    return keys[-1] if keys else ""


def _shown(value: Any, key: str) -> str:
    """Return a value in words; of a row only what its path does not say already."""
    if isinstance(value, Mapping) and "name" in value and "code" in value:
        value = {inner: given for inner, given in value.items() if inner not in {"code", "name"}}
    return value_text(value, key)


def _path_text(path: tuple[Step, ...]) -> str:
    if len(path) == 1 and path[0].key in SECTION_WORDS:
        return _("整节")
    steps, under = [], ""
    for place, step in enumerate(path):
        # The section's own title says the first key where it bears the section's name.
        if place or step.key not in SECTION_WORDS:
            steps.append(_step_text(step, under))
        under = under if step.is_row else step.key
    return " · ".join(steps)


def _step_text(step: Step, under: str) -> str:
    if not step.is_row:
        return key_word(step.key)
    name = step.en if current_locale().startswith("en") and step.en else step.zh
    if name:
        return f"{step.key} {name}" if step.key[-1:].isdigit() else name
    singular = {"rows": "impact", "steps": "degree", "coefficients": "degree"}.get(under, under)
    word = code_word(singular, step.key)
    return word if word != step.key else f"{key_word(singular)} {step.key}"

"""What is otherwise in one manual than in another: changes of plain data, row by row.

Rows of a list are the same row when they have the same code (or degree, level, grade …), wherever
they stand; a list whose rows have no such key is compared place by place. A text in two languages
and a limit are each one value, so that "above 0.5" becomes "at least 0.33" in one change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from riskassess.domain.manual.manual import Manual

# Keys that name a row within its list; the first that all rows of both lists have decides.
ROW_KEYS = (
    "code", "key", "degree", "level", "grade", "decision", "stage", "conclusion", "impact",
    "value", "points",
)  # fmt: skip
ONE_VALUE = (
    frozenset({"zh", "en"}),
    frozenset({"above", "at_least", "counts"}),
    frozenset({"id", "version", "digest"}),
)
ORDER = "order"


class Section(StrEnum):
    """Part of a manual that a reader looks at together."""

    IDENTITY = "identity"
    SCALES = "scales"
    ESTIMATES = "estimates"
    WEIGHTS = "weights"
    DEGREES = "degrees"
    INDEX = "index"
    CRITERIA = "criteria"
    RECOMMENDATION = "recommendation"
    DEDUCTION = "deduction"
    IMPROVEMENT = "improvement"
    SURVEY = "survey"
    FACTORS = "factors"
    PROCEDURES = "procedures"
    PANEL = "panel"
    OPINIONS = "opinions"
    CLOCKS = "clocks"
    KINDS = "kinds"
    DOCUMENTS = "documents"


# Keys at the top of a manual that do not bear the name of their section.
SECTION_OF: dict[str, Section] = {
    **dict.fromkeys(("grades", "combine"), Section.CRITERIA),
    "decisions": Section.RECOMMENDATION,
    "categories": Section.FACTORS,
    **dict.fromkeys(("stages", "levels", "modes"), Section.PROCEDURES),
    "professions": Section.PANEL,
    **dict.fromkeys(("conclusions", "conclusion_rule"), Section.OPINIONS),
    "holidays": Section.CLOCKS,
    "kind_groups": Section.KINDS,
    **dict.fromkeys(("media", "retention"), Section.DOCUMENTS),
    **{section.value: section for section in Section},
}


class ChangeKind(StrEnum):
    """What happened to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Step(NamedTuple):
    """One step into the plain data: a key, or a row with its name in two languages if any."""

    key: str
    is_row: bool = False
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Change:
    """One value that is otherwise; `old` or `new` is None where there is none."""

    section: Section
    path: tuple[Step, ...]
    kind: ChangeKind
    old: Any
    new: Any

    @property
    def where(self) -> str:
        """Return the key path, with the names of rows instead of their places."""
        return ".".join(step.key for step in self.path)


def difference(old: Manual, new: Manual) -> tuple[Change, ...]:
    """Return what is otherwise in `new` than in `old`.

    Parameters
    ----------
    old, new : Manual
        Two manuals, or two versions of one.

    Returns
    -------
    tuple of Change
        By section in the order of `Section`, within it in the order of the manual's fields; empty
        for manuals that say the same.

    Examples
    --------
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> difference(builtin_manual("cn-default"), builtin_manual("cn-default"))
    ()
    """
    return difference_of_plain(old.plain, new.plain)


def difference_of_plain(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what is otherwise in plain data of a manual; see `difference`.

    Examples
    --------
    >>> old = {"criteria": [{"code": "opposition", "high": {"above": "0.5"}}]}
    >>> new = {"criteria": [{"code": "opposition", "high": {"above": "0.33"}}]}
    >>> [(each.where, each.old, each.new) for each in difference_of_plain(old, new)]
    [('criteria.opposition.high', {'above': '0.5'}, {'above': '0.33'})]
    """
    found = list(_between(old, new, ()))
    sections = {section: place for place, section in enumerate(Section)}
    keys = {field.name: place for place, field in enumerate(fields(Manual))}

    def rank(change: Change) -> tuple[int, int]:
        return sections[change.section], keys.get(change.path[0].key, 0) if change.path else 0

    return tuple(sorted(found, key=rank))


def _between(old: Any, new: Any, path: tuple[Step, ...]) -> Iterator[Change]:
    if _is_same(old, new):
        return
    if _is_open(old) and _is_open(new):
        yield from _of_keys(old, new, path)
    elif _is_rows(old) and _is_rows(new):
        yield from _of_rows(old, new, path)
    else:
        yield _change(path, ChangeKind.CHANGED, old, new)


def _of_keys(
    old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[Step, ...]
) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        step = (*path, Step(str(key)))
        if key not in new:
            yield _change(step, ChangeKind.REMOVED, old[key], None)
        elif key not in old:
            yield _change(step, ChangeKind.ADDED, None, new[key])
        else:
            yield from _between(old[key], new[key], step)


def _of_rows(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], path: tuple[Step, ...]
) -> Iterator[Change]:
    name = _row_key(old, new)
    before, after = _by_name(old, name), _by_name(new, name)
    for key in dict.fromkeys((*before, *after)):
        row = after.get(key, before.get(key))
        step = (*path, _row_step(key, row))
        if key not in after:
            yield _change(step, ChangeKind.REMOVED, before[key], None)
        elif key not in before:
            yield _change(step, ChangeKind.ADDED, None, after[key])
        else:
            yield from _between(before[key], after[key], step)
    kept = [key for key in before if key in after]
    placed = [key for key in after if key in before]
    if kept != placed:
        yield _change((*path, Step(ORDER)), ChangeKind.CHANGED, list(before), list(after))


def _row_key(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> str | None:
    for key in ROW_KEYS:
        if all(_names_rows(key, rows) for rows in (old, new)):
            return key
    return None


def _names_rows(key: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    names = [str(row[key]) for row in rows if isinstance(row.get(key), str | int | Decimal)]
    return len(names) == len(rows) == len(set(names))


def _by_name(rows: Sequence[Mapping[str, Any]], name: str | None) -> dict[str, Mapping[str, Any]]:
    return {str(row[name] if name else place): row for place, row in enumerate(rows, start=1)}


def _row_step(key: str, row: Any) -> Step:
    name = row.get("name") if isinstance(row, Mapping) else None
    if isinstance(name, Mapping):
        return Step(key, True, str(name.get("zh", "")), str(name.get("en", "")))
    return Step(key, True)


def _is_open(value: Any) -> bool:
    """Return whether a mapping is compared key by key."""
    return isinstance(value, Mapping) and not any(set(value) <= keys for keys in ONE_VALUE)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(_is_open(row) for row in value)


def _is_same(old: Any, new: Any) -> bool:
    """Return whether two values say the same; 0.5 and "0.5" do, 1 and true do not."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return set(old) == set(new) and all(_is_same(old[key], new[key]) for key in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(_is_same, old, new))
    return _scalar(old) == _scalar(new)


def _scalar(value: Any) -> tuple[str, str]:
    if isinstance(value, bool) or value is None:
        return "word", str(value)
    return "text", str(value)


def _change(path: tuple[Step, ...], kind: ChangeKind, old: Any, new: Any) -> Change:
    section = SECTION_OF.get(path[0].key, Section.IDENTITY) if path else Section.IDENTITY
    return Change(section, path, kind, old, new)

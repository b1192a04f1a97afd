"""Reads the form of a deduction score: a manual's items and limits, or those of the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from riskassess.domain.deduction import (
    DeductionItem,
    DeductionLimits,
    OppositionClass,
    items_of,
    limits_of,
)
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Condition, Manual
from riskassess.domain.methods.inputs import Inputs
from riskassess.domain.problem import Path

FindManual = Callable[[str], Manual]
OWN_FORM = ("items", "limits", "opposition_item")
# The published form gives this many points to opposition and to nothing else (handbook 5.8).
OPPOSITION_MAXIMUM = 35


@dataclass(frozen=True)
class Form:
    """Items, limits and allowed intensities; none allowed means any from 0 to 1."""

    items: tuple[DeductionItem, ...] = ()
    limits: DeductionLimits | None = None
    intensities: tuple[Decimal, ...] = ()
    manual: Manual | None = None


def read_form(given: Inputs, find: FindManual | None) -> Form:
    """Return the form; what is wrong with it is noted."""
    if not given.has("manual"):
        return Form(_items(given), _limits(given))
    for key in OWN_FORM:
        if given.value(key, required=False) is not None:
            given.add((key,), "deduction_manual_decides", key=key)
    manual = _manual(given, find)
    rule = manual.deduction if manual else None
    limits = limits_of(manual) if manual else None
    if manual is None:
        return Form()
    if rule is None or limits is None:
        given.add(("manual",), "deduction_manual_without", value=manual.id)
        return Form()
    intensities = tuple(each.value for each in rule.intensities)
    return Form(items_of(rule), limits, intensities, manual)


def _manual(given: Inputs, find: FindManual | None) -> Manual | None:
    code = given.value("manual")
    try:
        if isinstance(code, str) and find is not None:
            return find(code)
    except NotFound:
        pass
    given.add(("manual",), "manual_unknown", value=str(code))
    return None


def _items(given: Inputs) -> tuple[DeductionItem, ...]:
    items: list[DeductionItem] = []
    for place, row in enumerate(given.rows("items")):
        path: Path = ("items", place)
        item = _item(given, given.as_mapping(row, path), path)
        if any(item.code == each.code for each in items):
            given.add((*path, "code"), "deduction_item_repeated", value=item.code)
        items.append(item)
    return _with_opposition(given, items)


def _item(given: Inputs, row: Mapping[str, Any], path: Path) -> DeductionItem:
    maximum = given.as_number(row.get("max"), (*path, "max"), low=0)
    if maximum == 0:
        given.add((*path, "max"), "deduction_maximum_zero")
    options = given.as_vector(row["options"], (*path, "options"), low=0) if "options" in row else []
    for place, option in enumerate(options):
        if maximum is not None and option > maximum:
            facts = {"value": str(option), "maximum": str(maximum)}
            given.add((*path, "options", place), "deduction_points_above", **facts)
    code, test = (_word(given, row, (*path, key)) for key in ("code", "test"))
    return DeductionItem(code, test, maximum or Decimal(0), tuple(options))


def _word(given: Inputs, row: Mapping[str, Any], path: Path) -> str:
    key = str(path[-1])
    value = row.get(key)
    if value is None or value == "":
        given.add(path, "file_missing", key=key)
    elif isinstance(value, bool) or not isinstance(value, str | int):
        given.add(path, "file_wrong_type", expected="text")
    return str(value)


def _with_opposition(given: Inputs, items: list[DeductionItem]) -> tuple[DeductionItem, ...]:
    asked = given.value("opposition_item", required=False)
    if asked is None:
        found = [item.code for item in items if item.maximum == OPPOSITION_MAXIMUM]
        code = found[0] if len(found) == 1 else None
    else:
        code = str(asked)
        if code not in [item.code for item in items]:
            allowed = ", ".join(item.code for item in items)
            given.add(("opposition_item",), "file_unknown_word", value=code, allowed=allowed)
    return tuple(replace(item, by_opposition=item.code == code) for item in items)


def _limits(given: Inputs) -> DeductionLimits | None:
    value = given.value("limits")
    if value is None:
        return None
    rows = given.as_mapping(value, ("limits",))
    for key in rows:
        if key not in ("medium", "high"):
            facts = {"value": str(key), "allowed": "medium, high"}
            given.add(("limits", str(key)), "file_unknown_word", **facts)
    if rows.get("medium") is None:
        given.add(("limits", "medium"), "file_missing", key="medium")
        return None
    medium = _limit(given, rows["medium"], ("limits", "medium"))
    high = rows.get("high")
    high_limit = None if high is None else _limit(given, high, ("limits", "high"))
    if medium and high_limit and _value(high_limit) <= _value(medium):
        facts = {"value": str(_value(high_limit)), "medium": str(_value(medium))}
        given.add(("limits", "high"), "deduction_limits_order", **facts)
    return DeductionLimits(medium, high_limit) if medium else None


def _limit(given: Inputs, value: object, path: Path) -> Condition | None:
    if not isinstance(value, Mapping):
        number = given.as_number(value, path, low=0)
        return None if number is None else Condition(at_least=number)
    keys = [str(key) for key, limit in value.items() if limit is not None]
    if keys not in (["above"], ["at_least"]):
        given.add(path, "deduction_one_limit")
        return None
    number = given.as_number(value[keys[0]], (*path, keys[0]), low=0)
    if number is None:
        return None
    return Condition(above=number) if keys == ["above"] else Condition(at_least=number)


def _value(limit: Condition) -> Decimal:
    value = limit.at_least if limit.above is None else limit.above
    return Decimal(0) if value is None else value


def read_scores(given: Inputs) -> dict[str, Decimal | None]:
    """Return the points by code; null stays None, so that it is reported as not scored."""
    value = given.value("scores")
    rows = {} if value is None else given.as_mapping(value, ("scores",))
    return {
        str(code): None if points is None else given.as_number(points, ("scores", str(code)))
        for code, points in rows.items()
    }


def read_opposition(given: Inputs, intensities: tuple[Decimal, ...]) -> list[OppositionClass]:
    """Return the classes of opposition with shares of 1 and allowed intensities."""
    classes = []
    for place, row in enumerate(given.rows("opposition", required=False)):
        path: Path = ("opposition", place)
        values = given.as_mapping(row, path)
        share = given.as_share(values.get("share"), (*path, "share"))
        intensity = given.as_share(values.get("intensity"), (*path, "intensity"))
        if intensity is not None and intensities and intensity not in intensities:
            facts = {"value": str(intensity), "allowed": ", ".join(map(str, intensities))}
            given.add((*path, "intensity"), "deduction_intensity", **facts)
        classes.append(OppositionClass(share or Decimal(0), intensity or Decimal(0)))
    return classes

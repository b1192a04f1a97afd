"""Points of a deduction score in an assessment file, and the classes of opposition."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from riskassess.domain.assessment_file.records import (
    UNIT,
    OppositionCount,
    PointSheet,
    SurveyCounts,
)
from riskassess.domain.assessment_file.values import FileReader
from riskassess.domain.manual.estimates import DeductionRule, PointItem
from riskassess.domain.problem import Path

CLASSES = "opposition_classes"


def read_point_sheets(
    reader: FileReader,
    rows: Sequence[Any],
    key: str,
    *,
    experts: Sequence[str],
    items: Sequence[PointItem],
) -> tuple[PointSheet, ...]:
    """Return the sheets in the file's order; every expert gives every item points.

    Parameters
    ----------
    reader : FileReader
        Collects the problems.
    rows : sequence
        The sheets as plain data.
    key : str
        `points_before` or `points_after`.
    experts : sequence of str
        Who must have a sheet.
    items : sequence of PointItem
        What must be given points.
    """
    sheets: dict[str, PointSheet] = {}
    for position, row in enumerate(rows):
        path: Path = (key, position)
        entry = reader.mapping(row, path)
        expert = reader.text(entry, (*path, "expert"), required=True)
        if expert and expert not in experts:
            reader.problems.add((*path, "expert"), "file_unknown_expert", value=expert)
        elif expert in sheets:
            reader.problems.add((*path, "expert"), "file_duplicate", value=expert)
        points = _read_points(reader, entry, path, items)
        missing = [item.code for item in items if item.code not in points]
        if missing:
            listed = ", ".join(missing)
            reader.problems.add(
                (*path, "points"), "file_sheet_incomplete", expert=expert, value=listed
            )
        sheets.setdefault(expert, PointSheet(expert, points))
    for expert in experts:
        if expert not in sheets:
            reader.problems.add((key,), "file_expert_without_sheet", value=expert)
    return tuple(sheets.values())


def _read_points(
    reader: FileReader, entry: Mapping[str, Any], path: Path, items: Sequence[PointItem]
) -> dict[str, int]:
    known = {item.code: item for item in items}
    found: dict[str, int] = {}
    for position, row in enumerate(reader.rows(entry, (*path, "points"), required=True)):
        place = (*path, "points", position)
        given = reader.mapping(row, place)
        code = reader.text(given, (*place, "item"), required=True)
        if code not in known:
            reader.problems.add((*place, "item"), "file_item_unknown", value=code)
        elif code in found:
            reader.problems.add((*place, "item"), "file_duplicate", value=code)
        else:
            found[code] = _points(reader, given, (*place, "points"), known[code])
    return found


def _points(reader: FileReader, given: Mapping[str, Any], path: Path, item: PointItem) -> int:
    points = reader.weight(given, path, (Decimal(0), item.maximum))
    allowed = [int(option.points * UNIT) for option in item.options]
    if allowed and points not in allowed:
        listed = ", ".join(str(option.points) for option in item.options)
        reader.problems.add(
            path, "file_points_not_offered", value=str(given.get("points")), allowed=listed
        )
    return points


def read_classes(
    reader: FileReader, given: Mapping[str, Any], rule: DeductionRule, survey: SurveyCounts
) -> tuple[OppositionCount, ...]:
    """Return how many object with each intensity; together as many as object."""
    offered = {int(row.value * UNIT): row for row in rule.intensities}
    found: dict[int, OppositionCount] = {}
    for position, row in enumerate(reader.rows(given, (CLASSES,), required=False)):
        path: Path = (CLASSES, position)
        entry = reader.mapping(row, path)
        intensity = reader.share(entry, (*path, "intensity"))
        count = reader.count(entry, (*path, "count"))
        if intensity not in offered:
            listed = ", ".join(str(each.value) for each in rule.intensities)
            value = str(entry.get("intensity"))
            reader.problems.add(
                (*path, "intensity"), "file_unknown_word", value=value, allowed=listed
            )
        elif intensity in found:
            value = str(entry.get("intensity"))
            reader.problems.add((*path, "intensity"), "file_duplicate", value=value)
        elif count is None:
            reader.problems.add((*path, "count"), "file_missing", key="count")
        else:
            found[intensity] = OppositionCount(intensity, count)
    total = sum(row.count for row in found.values())
    if found and total != survey.oppose:
        oppose = "null" if survey.oppose is None else survey.oppose
        reader.problems.add((CLASSES,), "file_classes_differ", value=total, oppose=oppose)
    return tuple(found.values())

"""What the experts gave, by what the manual asks of them: scores, comparisons, or points."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from riskassess.domain.assessment_file.judgements import KEY as COMPARISONS
from riskassess.domain.assessment_file.judgements import read_comparisons
from riskassess.domain.assessment_file.points import read_classes, read_point_sheets
from riskassess.domain.assessment_file.records import (
    AssessedFactor,
    ComparisonSheet,
    OppositionCount,
    PanelExpert,
    PointSheet,
    ScoreSheet,
    SurveyCounts,
)
from riskassess.domain.assessment_file.scores import read_sheets
from riskassess.domain.assessment_file.values import FileReader
from riskassess.domain.comparison_sets import comparison_sets, pairs_of
from riskassess.domain.manual import Manual
from riskassess.domain.problem import Path

Plain = Mapping[str, Any]


class Gathered(TypedDict, total=False):
    """Fields of an Assessment that experts fill."""

    before: tuple[ScoreSheet, ...]
    after: tuple[ScoreSheet, ...] | None
    comparisons: tuple[ComparisonSheet, ...]
    points_before: tuple[PointSheet, ...]
    points_after: tuple[PointSheet, ...] | None
    opposition_classes: tuple[OppositionCount, ...]


def gather(
    reader: FileReader,
    given: Plain,
    manual: Manual,
    experts: Sequence[PanelExpert],
    factors: Sequence[AssessedFactor],
    survey: SurveyCounts,
) -> Gathered:
    """Return what the experts gave; notes what is missing and what the manual does not ask for."""
    names = [expert.id for expert in experts]
    _note_not_asked(reader, given, manual)
    if manual.deduction is not None:
        return _points(reader, given, manual, names, survey)
    found: Gathered = {
        "before": _scores(reader, given, "scores_before", manual, names, factors) or (),
        "after": _scores(reader, given, "scores_after", manual, names, factors),
    }
    # Sets need every factor's type; a wrong factor has been noted and is left to be mended first.
    if manual.asks_comparisons and not reader.problems.found:
        found["comparisons"] = _comparisons(reader, given, manual, names, factors)
    return found


def _note_not_asked(reader: FileReader, given: Plain, manual: Manual) -> None:
    asked = {
        "scores_before": manual.asks_scores,
        "scores_after": manual.asks_scores,
        COMPARISONS: manual.asks_comparisons,
        "points_before": manual.asks_points,
        "points_after": manual.asks_points,
        "opposition_classes": manual.asks_points,
    }
    for key, is_asked in asked.items():
        if not is_asked and given.get(key):
            reader.problems.add((key,), "file_not_asked", key=key, manual=manual.id)


def _scores(
    reader: FileReader,
    given: Plain,
    key: str,
    manual: Manual,
    experts: Sequence[str],
    factors: Sequence[AssessedFactor],
) -> tuple[ScoreSheet, ...] | None:
    required = key == "scores_before" or given.get(key) is not None
    rows = reader.rows(given, (key,), required=required)
    if not required:
        return None
    codes = [factor.code for factor in factors]
    return read_sheets(reader, rows, (key,), experts=experts, factors=codes, manual=manual)


def _comparisons(
    reader: FileReader,
    given: Plain,
    manual: Manual,
    experts: Sequence[str],
    factors: Sequence[AssessedFactor],
) -> tuple[ComparisonSheet, ...]:
    pairs = [
        (within, *pair)
        for within, codes in comparison_sets(factors, manual).items()
        for pair in pairs_of(codes)
    ]
    rows = reader.rows(given, (COMPARISONS,), required=bool(pairs))
    return read_comparisons(reader, rows, experts=experts, pairs=pairs)


def _points(
    reader: FileReader,
    given: Plain,
    manual: Manual,
    experts: Sequence[str],
    survey: SurveyCounts,
) -> Gathered:
    rule = manual.deduction
    assert rule is not None  # noqa: S101 - asked for by the caller
    classes = read_classes(reader, given, rule, survey)
    # Classes of opposition give that item's points before measures; nobody is asked again.
    before = [item for item in rule.items if not (classes and item.by_opposition)]
    found: Gathered = {"opposition_classes": classes, "points_after": None}
    rows = reader.rows(given, ("points_before",), required=True)
    found["points_before"] = read_point_sheets(
        reader, rows, "points_before", experts=experts, items=before
    )
    path: Path = ("points_after",)
    if given.get("points_after") is not None:
        rows = reader.rows(given, path, required=True)
        found["points_after"] = read_point_sheets(
            reader, rows, "points_after", experts=experts, items=rule.items
        )
    return found

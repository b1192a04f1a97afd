"""Score sheets of an assessment file: one complete sheet for every expert, or a problem."""

from collections.abc import Mapping, Sequence
from typing import Any

from riskassess.domain.assessment_file.records import Score, ScoreSheet
from riskassess.domain.assessment_file.values import FileReader
from riskassess.domain.manual import Manual
from riskassess.domain.problem import Path


def read_sheets(
    reader: FileReader,
    rows: Sequence[Any],
    path: Path,
    *,
    experts: Sequence[str],
    factors: Sequence[str],
    manual: Manual,
) -> tuple[ScoreSheet, ...]:
    """Return the sheets in the file's order; notes missing, double and unknown ones.

    Parameters
    ----------
    reader : FileReader
        Collects the problems.
    rows : sequence
        The sheets as plain data.
    path : tuple
        Place of the sheets in the file.
    experts, factors : sequence of str
        Who must have a sheet, and for what.
    manual : Manual
        Says whether weight scores are asked for, within which limits, and shares or levels.
    """
    sheets: dict[str, ScoreSheet] = {}
    for position, row in enumerate(rows):
        place = (*path, position)
        sheet = reader.mapping(row, place)
        expert = reader.text(sheet, (*place, "expert"), required=True)
        if expert and expert not in experts:
            reader.problems.add((*place, "expert"), "file_unknown_expert", value=expert)
        elif expert in sheets:
            reader.problems.add((*place, "expert"), "file_duplicate", value=expert)
        scores = _read_scores(reader, sheet, place, factors, manual)
        sheets.setdefault(expert, ScoreSheet(expert, scores))
    if rows:
        _note_gaps(reader, path, sheets, experts=experts, factors=factors)
    return tuple(sheets.values())


def _read_scores(
    reader: FileReader,
    sheet: Mapping[str, Any],
    place: Path,
    factors: Sequence[str],
    manual: Manual,
) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for position, row in enumerate(reader.rows(sheet, (*place, "scores"), required=True)):
        path = (*place, "scores", position)
        entry = reader.mapping(row, path)
        code = reader.text(entry, (*path, "factor"), required=True)
        if code in scores:
            reader.problems.add((*path, "factor"), "file_duplicate", value=code)
        elif code and code not in factors:
            reader.problems.add((*path, "factor"), "file_factor_not_listed", value=code)
        scores[code] = _read_score(reader, entry, path, manual)
    return scores


def _read_score(reader: FileReader, entry: Mapping[str, Any], path: Path, manual: Manual) -> Score:
    limits = (manual.weights.minimum, manual.weights.maximum)
    weight = (
        reader.weight(entry, (*path, "weight_score"), limits) if manual.asks_weight_scores else 0
    )
    if manual.asks_levels:
        return Score(
            weight,
            reader.level(entry, (*path, "probability_level"), manual.scales.probability),
            reader.level(entry, (*path, "impact_level"), manual.scales.impact),
        )
    return Score(
        weight, reader.share(entry, (*path, "probability")), reader.share(entry, (*path, "impact"))
    )


def _note_gaps(
    reader: FileReader,
    path: Path,
    sheets: Mapping[str, ScoreSheet],
    *,
    experts: Sequence[str],
    factors: Sequence[str],
) -> None:
    for expert in experts:
        if expert not in sheets:
            reader.problems.add(path, "file_expert_without_sheet", value=expert)
    unscored = [
        code for code in factors if not any(code in sheet.scores for sheet in sheets.values())
    ]
    for code in unscored:
        reader.problems.add(path, "file_factor_unscored", value=code)
    for position, sheet in enumerate(sheets.values()):
        missing = [code for code in factors if code not in sheet.scores and code not in unscored]
        if missing:
            reader.problems.add(
                (*path, position, "scores"),
                "file_sheet_incomplete",
                expert=sheet.expert,
                value=", ".join(missing),
            )

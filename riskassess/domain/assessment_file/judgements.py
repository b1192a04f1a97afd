"""Pairwise judgements of an assessment file: every expert judges every pair, once."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.assessment_file.records import ComparisonSheet, Judgement
from riskassess.domain.assessment_file.values import FileReader
from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import Path

KEY = "comparisons"
STRONGEST = 9
SCALE = {
    **{Fraction(value): str(value) for value in range(1, STRONGEST + 1)},
    **{Fraction(1, value): f"1/{value}" for value in range(2, STRONGEST + 1)},
}
Pair = tuple[str, str, str]


def read_comparisons(
    reader: FileReader,
    rows: Sequence[Any],
    *,
    experts: Sequence[str],
    pairs: Sequence[Pair],
) -> tuple[ComparisonSheet, ...]:
    """Return the judgements in the file's order; notes missing, double and unknown ones.

    Parameters
    ----------
    reader : FileReader
        Collects the problems.
    rows : sequence
        The list of `comparisons` as plain data.
    experts : sequence of str
        Who must have judged.
    pairs : sequence of (within, first, second)
        What must be judged; a pair may stand in either order.
    """
    sheets: dict[str, ComparisonSheet] = {}
    for position, row in enumerate(rows):
        path: Path = (KEY, position)
        entry = reader.mapping(row, path)
        expert = reader.text(entry, (*path, "expert"), required=True)
        if expert and expert not in experts:
            reader.problems.add((*path, "expert"), "file_unknown_expert", value=expert)
        elif expert in sheets:
            reader.problems.add((*path, "expert"), "file_duplicate", value=expert)
        found = _read_judgements(reader, entry, path, pairs)
        for within, first, second in pairs:
            if (within, first, second) not in found:
                reader.problems.add(
                    (*path, "judgements"),
                    "file_pair_missing",
                    expert=expert,
                    first=first,
                    second=second,
                )
        sheets.setdefault(expert, ComparisonSheet(expert, tuple(found.values())))
    for expert in experts:
        if pairs and expert not in sheets:
            reader.problems.add((KEY,), "file_expert_without_sheet", value=expert)
    return tuple(sheets.values())


def _read_judgements(
    reader: FileReader, entry: Mapping[str, Any], path: Path, pairs: Sequence[Pair]
) -> dict[Pair, Judgement]:
    asked = set(pairs)
    found: dict[Pair, Judgement] = {}
    for position, row in enumerate(reader.rows(entry, (*path, "judgements"), required=True)):
        place = (*path, "judgements", position)
        given = reader.mapping(row, place)
        within = reader.text(given, (*place, "within"))
        first = reader.text(given, (*place, "first"), required=True)
        second = reader.text(given, (*place, "second"), required=True)
        value = _value(reader, given, (*place, "value"))
        pair, turned = (within, first, second), (within, second, first)
        if pair not in asked and turned in asked:
            pair, value = turned, 1 / value
        if pair not in asked:
            reader.problems.add(place, "file_pair_unknown", first=first, second=second)
        elif pair in found:
            reader.problems.add(place, "file_duplicate", value=f"{first}, {second}")
        else:
            found[pair] = Judgement(*pair, value)
    return {pair: found[pair] for pair in pairs if pair in found}


def _value(reader: FileReader, given: Mapping[str, Any], path: Path) -> Fraction:
    raw = given.get("value")
    value: Fraction | None = None
    if isinstance(raw, str):
        value = next((each for each, text in SCALE.items() if text == raw.strip()), None)
    else:
        number: Decimal | None = exact_number(raw)
        # Compared as decimals: a fraction of a number with a huge exponent would take for ever.
        is_near = number is not None and 0 < number <= STRONGEST
        value = Fraction(number) if number is not None and is_near else None
    if value not in SCALE:
        reader.problems.add(path, "file_not_on_scale", value=str(raw))
        return Fraction(1)
    return value

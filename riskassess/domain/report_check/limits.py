"""Limits that a report prints itself, in a table or a sentence; they go before the manual's."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from riskassess.domain.report_check.figures import normalised
from riskassess.domain.report_check.headings import match
from riskassess.domain.report_check.layout import Grid
from riskassess.domain.report_check.rules import (
    GRADES,
    Band,
    ReportRules,
    Scale,
    points_scale,
    with_printed,
)
from riskassess.domain.report_check.words import (
    AGAINST_TEXTS_TO_READ,
    CHANCE_TEXTS_TO_READ,
    CRITERION_TEXTS_TO_READ,
    CRITICAL_TEXTS_TO_READ,
    DEGREE_TEXTS_TO_READ,
    GRADE_TEXTS_TO_READ,
    HIGH_TEXTS_TO_READ,
    IMPACT_TEXTS_TO_READ,
    LEVEL_TEXTS_TO_READ,
    MEDIUM_TEXTS_TO_READ,
    NUMBER,
    PEOPLE_TEXTS_TO_READ,
    RANGE_TEXTS_TO_READ,
    SENTENCE_ENDS_TO_READ,
)

DEGREES = ("negligible", "minor", "moderate", "major", "severe")
LEVELS = ("1", "2", "3", "4", "5")
_RANGES = [(ends, re.compile(pattern.format(n=NUMBER))) for ends, pattern in RANGE_TEXTS_TO_READ]


def read_band(name: str, text: str) -> Band | None:
    """Return the band that a text of limits describes.

    >>> read_band("medium", "0.36≤T＜0.64")
    Band(name='medium', low=Decimal('0.36'), high=Decimal('0.64'), takes_low=True, takes_high=False)
    >>> read_band("high", "反对率大于50%").low
    Decimal('0.5')
    """
    clean = normalised(text)
    for ends, pattern in _RANGES:
        found = pattern.search(clean)
        if found:
            numbers = [_number(each) for each in found.groups() if each]
            percent = any(each.endswith("%") for each in found.groups() if each)
            if percent:
                numbers = [each / 100 if each > 1 else each for each in numbers]
            return _band(name, ends, numbers)
    return None


def _number(text: str) -> Decimal:
    value = Decimal(text.rstrip("%"))
    return value / 100 if text.endswith("%") else value


def _band(name: str, ends: str, numbers: Sequence[Decimal]) -> Band:
    takes = {"[": True, "]": True, "(": False, ")": False}
    first = takes.get(ends[0])
    if ends[1] == "+":
        return Band(name, numbers[0], None, first, None)
    if ends[1] == "-":
        return Band(name, None, numbers[0], None, first)
    return Band(name, numbers[0], numbers[1], first, takes.get(ends[1]))


def as_scale(bands: Iterable[Band], order: Sequence[str]) -> Scale | None:
    """Return printed bands as a scale without gaps, or None when they are too few or cross.

    Below the limits of medium and high lies low, also where the report does not print it.

    Bands such as 61–80 and 81–100 leave a gap; what lies in it is right under both names.
    """
    rows = sorted({band.name: band for band in bands}.values(), key=lambda b: order.index(b.name))
    if len(rows) < 2:
        return None
    if order is GRADES and rows[0].name == GRADES[1] and rows[0].low is not None:
        rows.insert(0, Band(GRADES[0], None, rows[0].low, None, _unless(rows[0].takes_low)))
    filled = []
    for place, band in enumerate(rows):
        low, takes_low = band.low, band.takes_low
        high, takes_high = band.high, band.takes_high
        if place and (below := rows[place - 1].high) is not None and (low is None or below < low):
            low, takes_low = below, None
        above = rows[place + 1].low if place + 1 < len(rows) else None
        if above is not None and (high is None or high < above):
            high, takes_high = above, None
        filled.append(Band(band.name, None if place == 0 else low, high, takes_low, takes_high))
    if rows[-1].low is not None:  # the worst band has no upper end
        last = filled[-1]
        filled[-1] = Band(last.name, last.low, None, last.takes_low, None)
    lows = [band.low for band in filled[1:]]
    if any(low is None for low in lows) or lows != sorted(lows, key=lambda x: x or Decimal(0)):
        return None
    return Scale(tuple(filled), printed=True)


def _unless(takes: bool | None) -> bool | None:
    return None if takes is None else not takes


def limits_of_grid(grid: Grid) -> dict[str, Scale]:
    """Return the scales that a table of limits prints."""
    return {**_by_rows(grid), **_by_columns(grid)}


def _by_rows(grid: Grid) -> dict[str, Scale]:
    """Read limits with one grade, degree or level in a row."""
    text = normalised(grid.title + "".join(column.head for column in grid.columns)).lower()
    scales: dict[str, Scale] = {}
    for name, words, order in _vocabularies(text):
        bands: dict[str, list[Band]] = {}
        for row in grid.rows:
            texts = [normalised(cell.text).lower() for cell in row.cells if not cell.merged]
            word = next((hit for each in texts if (hit := match(each, words))), "")
            if not word:
                continue
            band = next((read for each in texts if (read := read_band(word, each))), None)
            if band:
                kind = _kind_of_limit("".join(texts), text) if name == "grade" else name
                bands.setdefault(kind, []).append(band)
        for kind, found in bands.items():
            scale = as_scale(found, order) if len(found) >= 2 else None
            if scale and (which := kind if kind != "grade" else _grade_scale(text, scale)):
                scales[which] = scale
    return scales


def _kind_of_limit(row: str, table: str) -> str:
    """Return what the limit of a row bounds: opposition, people, or whatever the table says."""
    for text in (row, table):
        if re.search(AGAINST_TEXTS_TO_READ, text):
            return "opposition"
        if re.search(PEOPLE_TEXTS_TO_READ, text):
            return "headcount"
    return "grade" if "%" not in row else ""


def _vocabularies(text: str) -> list[tuple[str, Iterable[tuple[str, str]], Sequence[str]]]:
    rows: list[tuple[str, Iterable[tuple[str, str]], Sequence[str]]] = []
    is_chance = re.search(CHANCE_TEXTS_TO_READ, text)
    is_impact = re.search(IMPACT_TEXTS_TO_READ, text)
    if is_chance and not is_impact:
        rows.append(("probability", LEVEL_TEXTS_TO_READ["probability"], LEVELS))
    elif is_impact and not is_chance:
        rows.append(("impact", LEVEL_TEXTS_TO_READ["impact"], LEVELS))
    else:
        rows.append(("degrees", DEGREE_TEXTS_TO_READ, DEGREES))
    rows.append(("grade", GRADE_TEXTS_TO_READ, GRADES))
    return rows


def _grade_scale(text: str, scale: Scale) -> str:
    ends = [band.low for band in scale.bands if band.low is not None]
    if re.search(AGAINST_TEXTS_TO_READ, text):
        return "opposition"
    if re.search(PEOPLE_TEXTS_TO_READ, text):
        return "headcount"
    return "points" if ends and max(ends) > 1 else "index"


def _by_columns(grid: Grid) -> dict[str, Scale]:
    """Read limits with the grades side by side and one criterion in a row."""
    grades = [
        (column, grade)
        for column in grid.columns
        if (grade := match(normalised(column.head).lower(), GRADE_TEXTS_TO_READ))
    ]
    found: dict[str, Scale] = {}
    if len({grade for _column, grade in grades}) < 2:
        return found
    for row in grid.rows:
        criterion = match(normalised(row.label).lower(), CRITERION_TEXTS_TO_READ)
        bands = [
            band
            for column, grade in grades
            if (band := read_band(grade, row.cells[column.index].text))
        ]
        scale = as_scale(bands, GRADES)
        if scale and criterion in {"index", "opposition", "headcount"}:
            found[criterion] = scale
    return found


def limits_of_sentence(text: str) -> dict[str, Scale]:
    """Return the scales that a sentence prints, such as 中风险临界值为21分."""
    clean = normalised(text)
    critical = dict(re.findall(CRITICAL_TEXTS_TO_READ.format(n=NUMBER), clean))
    if critical:
        return _critical(critical)
    bands = []
    for part in re.split(SENTENCE_ENDS_TO_READ, clean):
        words = {name for name, pattern in GRADE_TEXTS_TO_READ if re.search(pattern, part)}
        if len(words) == 1 and (band := read_band(words.pop(), part)):
            bands.append(band)
    scale = as_scale(bands, GRADES) if len({band.name for band in bands}) >= 2 else None
    kind = _kind_of_limit(clean, "")
    if scale is None or not kind:
        return {}
    if kind != "grade":
        several = re.search(AGAINST_TEXTS_TO_READ, clean) and re.search(PEOPLE_TEXTS_TO_READ, clean)
        return {} if several else {kind: scale}
    return {_grade_scale(clean, scale): scale}


def _critical(limits: dict[str, str]) -> dict[str, Scale]:
    values = {word: _number(text) for word, text in limits.items()}
    medium, high = values.get(MEDIUM_TEXTS_TO_READ), values.get(HIGH_TEXTS_TO_READ)
    if medium is None:
        return {}
    if medium > 1:
        return {"points": points_scale(medium, high)}
    bands = [Band("low", None, medium), Band("medium", medium, high)]
    return {"index": Scale((*bands, Band("high", high)) if high else tuple(bands), printed=True)}


def printed_rules(
    rules: ReportRules, grids: Iterable[Grid], sentences: Iterable[str]
) -> ReportRules:
    """Return the rules with every limit that the report prints itself."""
    scales: dict[str, Scale] = {}
    for sentence in sentences:
        scales.update(limits_of_sentence(sentence))
    for grid in grids:
        scales.update(limits_of_grid(grid))
    return with_printed(rules, **scales)

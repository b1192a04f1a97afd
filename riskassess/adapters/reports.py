"""Tables and paragraphs of a Word or Excel report as plain records, each with its place.

Nothing is reckoned here. A formula of which the workbook holds no result is unreadable, never 0;
figures of a workbook are read as its number format shows them.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, BinaryIO

from riskassess.adapters.documents import DocumentRefused, MediaType, Source, open_source, sniff
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.report_extent import require_extent
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual import Manual
from riskassess.domain.report_check import (
    Cell,
    ReportFindings,
    ReportRules,
    ReportTable,
    check_report,
    rules_of,
)

MANUAL, POINTS_MANUAL = "cn-default", "js-4013"
CELLS_LIMIT = 400_000
"""Cells of one file: beyond, it is data and no report."""
CAPTION_LENGTH = 120
SHOWN_DIGITS = 10
PLACES_LIMIT = 30
"""Places of a number format that are shown; Excel itself knows no more."""
CAPTION_TEXTS_TO_READ = r"^\s*(?:附?表|样表|Table|续表)\s*[\d一二三四五六七八九十.\-—–]*"
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True)
class ReadReport:
    """All tables and paragraphs of a file."""

    tables: tuple[ReportTable, ...]
    paragraphs: tuple[str, ...]


def read_report(source: Source) -> ReadReport:
    """Return the tables and paragraphs of a .docx or .xlsx file.

    Raises DocumentRefused: `not_a_report` for other kinds of file, `bomb`, `encrypted`, `broken`,
    `empty`, `macros`, `legacy_office` as `documents.sniff` says, `too_many_cells`.
    """
    kind = sniff(source)
    readers = {MediaType.DOCX: _read_docx, MediaType.XLSX: _read_xlsx}
    if kind not in readers:
        raise DocumentRefused("not_a_report", str(kind or ""))
    with open_source(source) as stream:
        try:
            require_extent(stream, CELLS_LIMIT)
            return readers[kind](stream)
        except DocumentRefused:
            raise
        except RecursionError as problem:  # merged or nested deeper than any printed table
            raise DocumentRefused("too_many_cells", str(problem)) from problem
        except (KeyError, ValueError, OSError, SyntaxError, AttributeError, IndexError, TypeError,
                ArithmeticError, zipfile.BadZipFile) as problem:  # fmt: skip
            raise DocumentRefused("broken", str(problem)) from problem


@lru_cache(maxsize=1)
def report_rules() -> ReportRules:
    """Return the limits of the manuals that come with the product."""
    return rules_of(builtin_manual(MANUAL), points=builtin_manual(POINTS_MANUAL))


def rules_of_case(manual: Manual) -> ReportRules:
    """Return the limits of the manual that a case is bound to.

    Points are graded by it when it has a deduction sheet, else by the manual of deduction that
    comes with the product.
    """
    return rules_of(manual, points=manual if manual.deduction else builtin_manual(POINTS_MANUAL))


def check_file(source: Source, manual: Manual | None = None) -> ReportFindings:
    """Read a report and reckon it again, by the manual of its case if one is given.

    Raises InvalidInput `report_<reason>` with a reason of `read_report`, or `report_not_reckoned`.
    """
    try:
        report = read_report(source)
    except DocumentRefused as refused:
        raise InvalidInput(f"report_{refused.reason}", where="file") from refused
    rules = rules_of_case(manual) if manual else report_rules()
    try:
        return check_report(report.tables, report.paragraphs, rules)
    except (ArithmeticError, ValueError) as problem:  # a figure that nobody reckoned with
        raise InvalidInput("report_not_reckoned", where="file") from problem


def _counted(cells: int) -> None:
    if cells > CELLS_LIMIT:
        raise DocumentRefused("too_many_cells", str(cells))


def _read_docx(stream: BinaryIO) -> ReadReport:
    import docx  # a third of a second that only a check needs
    from docx.text.paragraph import Paragraph

    paragraphs: list[str] = []
    tables: list[ReportTable] = []
    cells = 0
    for block in docx.Document(stream).iter_inner_content():
        if isinstance(block, Paragraph):
            if block.text.strip():
                paragraphs.append(block.text.strip())
            continue
        for rows in _tables_in(block):
            cells += sum(len(row) for row in rows)
            _counted(cells)
            title = _title(paragraphs)
            tables.append(ReportTable(len(tables) + 1, title, rows, "", len(paragraphs)))
    return ReadReport(tuple(tables), tuple(paragraphs))


def _title(paragraphs: Sequence[str]) -> str:
    """Return the caption above a table: the nearest of three paragraphs, else the last one."""
    for text in reversed(paragraphs[-3:]):
        if re.match(CAPTION_TEXTS_TO_READ, text) and len(text) <= CAPTION_LENGTH:
            return text
    return paragraphs[-1][:CAPTION_LENGTH] if paragraphs else ""


def _tables_in(table: Any) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    """Yield a table and those that stand inside its cells."""
    rows: list[tuple[Cell, ...]] = []
    texts: dict[Any, str] = {}  # a merged cell is read once, however far it reaches
    inner = []
    for row in table.rows:
        cells = [Cell("")] * row.grid_cols_before
        for cell in row.cells:
            key = cell._tc
            merged = key in texts
            if not merged:
                texts[key] = cell.text.strip()
                inner.extend(cell.tables)
            cells.append(Cell(texts[key], merged))
        cells += [Cell("")] * row.grid_cols_after
        rows.append(tuple(cells))
    yield _squared(rows)
    for each in inner:
        yield from _tables_in(each)


def _squared(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    width = max((len(row) for row in rows), default=0)
    return tuple((*row, *([Cell("")] * (width - len(row)))) for row in rows)


def _read_xlsx(stream: BinaryIO) -> ReadReport:
    import openpyxl

    tables: list[ReportTable] = []
    paragraphs: list[str] = []
    formulas = openpyxl.load_workbook(stream, data_only=False)
    stream.seek(0)
    cells = 0
    with closing(formulas), closing(openpyxl.load_workbook(stream, data_only=True)) as book:
        for sheet in book.worksheets:
            cells += sheet.max_row * sheet.max_column
            _counted(cells)
            for block in _blocks(_sheet_rows(sheet, formulas[sheet.title])):
                _add_block(block, sheet.title, tables, paragraphs)
    return ReadReport(tuple(tables), tuple(paragraphs))


Block = tuple[int, int, list[tuple[Cell, ...]]]


def _sheet_rows(sheet: Any, formulas: Any) -> list[tuple[Cell, ...]]:
    """Return all cells of a sheet as they are shown; merged ones repeat their first cell's text."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        merged.update({at: first for at in _cells_of(area) if at != first})
    rows = []
    for row in range(1, sheet.max_row + 1):
        cells = []
        for column in range(1, sheet.max_column + 1):
            at = merged.get((row, column), (row, column))
            cell = sheet.cell(*at)
            text = shown_value(cell.value, cell.number_format)
            readable = cell.value is not None or formulas.cell(*at).data_type != "f"
            cells.append(Cell(text, (row, column) in merged, readable))
        rows.append(tuple(cells))
    return rows


def _cells_of(area: Any) -> Iterator[tuple[int, int]]:
    for row in range(area.min_row, area.max_row + 1):
        for column in range(area.min_col, area.max_col + 1):
            yield row, column


def _blocks(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Block]:
    """Yield the parts of a sheet between empty rows, without the empty columns beside them."""
    start = 0
    for at in range(len(rows) + 1):
        is_empty = at == len(rows) or not any(cell.text or not cell.readable for cell in rows[at])
        if is_empty:
            if at > start:
                yield _trimmed(start, rows[start:at])
            start = at + 1


def _trimmed(start: int, rows: Sequence[tuple[Cell, ...]]) -> Block:
    used = [
        at
        for at in range(len(rows[0]))
        if any(row[at].text or not row[at].readable for row in rows)
    ]
    first, last = used[0], used[-1]
    return start + 1, first + 1, [row[first : last + 1] for row in rows]


def _add_block(block: Block, sheet: str, tables: list[ReportTable], paragraphs: list[str]) -> None:
    """Keep a block as a table; lines of one cell are paragraphs, above a table its title."""
    from openpyxl.utils import get_column_letter

    row, column, rows = block
    if max(len([cell for cell in each if cell.text and not cell.merged]) for each in rows) < 2:
        paragraphs.extend(each[0].text for each in rows if each[0].text)
        return
    last = paragraphs[-1] if paragraphs else ""
    title = last if re.match(CAPTION_TEXTS_TO_READ, last) and len(last) <= CAPTION_LENGTH else sheet
    if len(rows) > 1 and _is_line(rows[0]):
        title, row, rows = rows[0][0].text, row + 1, rows[1:]
    ends = f"{get_column_letter(column + len(rows[0]) - 1)}{row + len(rows) - 1}"
    place = f"{sheet}!{get_column_letter(column)}{row}:{ends}"
    tables.append(ReportTable(len(tables) + 1, title, tuple(rows), place, len(paragraphs), row))


def _is_line(cells: Sequence[Cell]) -> bool:
    return bool(cells[0].text) and all(cell.merged or not cell.text for cell in cells[1:])


def shown_value(value: Any, number_format: str) -> str:
    """Return a cell's value as its number format shows it.

    >>> shown_value(0.42000000000000004, "General"), shown_value(0.105, "0.0%")
    ('0.42', '10.5%')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return _shown_number(Decimal(str(value)), number_format)
    return str(value).strip()


def _shown_number(value: Decimal, number_format: str) -> str:
    section = _FORMAT_NOISE.sub("", (number_format or "General").split(";")[0])
    if not value.is_finite() or ("#" not in section and "0" not in section):
        return _general(value)
    percent = "%" in section
    found = re.search(r"\.([0#?]+)", section)
    places = found.group(1) if found else ""
    shown = value * 100 if percent else value
    text = f"{_to_places(shown, min(len(places), PLACES_LIMIT)):f}"
    if "#" in places and "." in text:
        whole, fraction = text.split(".")
        kept = max(len(fraction.rstrip("0")), places.count("0"))
        text = whole + (f".{fraction[:kept]}" if kept else "")
    return f"{text}%" if percent else text


def _to_places(value: Decimal, places: int) -> Decimal:
    """Return a number rounded to places, in as many digits as that takes."""
    digits = Context(prec=max(value.adjusted(), 0) + places + SHOWN_DIGITS)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, digits)


def _general(value: Decimal) -> str:
    """Return a number without a format: at most ten digits, without closing noughts."""
    if not value.is_finite():
        return str(value)
    text = f"{Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_UP).plus(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Tables of experts in workbooks: read as texts by openpyxl, written by XlsxWriter."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Protocol

from riskassess.adapters.documents import DocumentRefused, MediaType, Source, open_source, sniff

ROWS_LIMIT = 20_000
COLUMNS_LIMIT = 60
HEAD_ROWS = 10
"""The line of the columns' names is looked for so far from the top."""
NO_RESULT = "\0"
"""Stands in a cell whose formula has no stored result."""
BROKEN = (
    KeyError, ValueError, OSError, SyntaxError, AttributeError, IndexError, TypeError,
    ArithmeticError, zipfile.BadZipFile,
)  # fmt: skip
"""What the reading of a broken workbook may raise."""
_SIXTEEN_BITS = (b"\xff\xfe", b"\xfe\xff")
_NARROW, _WIDE = 8, 48


class TableRefused(Exception):
    """A workbook is not read; `reason` as `DocumentRefused` says, or one of these.

    `not_xlsx`, `too_many_cells`, `no_sheet`, `two_sheets`, `column_twice`, `column_missing`;
    `facts` hold what the text mentions.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True)
class ReadTable:
    """The rows under the columns' names: number of the row in the file, text by field.

    `ignored` are columns that nobody asked for; their cells were not kept.
    """

    sheet: str
    rows: list[tuple[int, dict[str, str]]]
    ignored: tuple[str, ...] = ()
    places: Mapping[int, str] = field(default_factory=dict)


class Sheet(Protocol):
    """A table to write, as `riskassess.exhibits.tables.TableSheet` is one."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str]
    choices: Mapping[int, tuple[str, int, int]]


def read_table(
    source: Source, columns: Mapping[str, str], *, needed: Sequence[str] = ()
) -> ReadTable:
    """Return the table whose columns have these names (name → field); raises TableRefused.

    The sheet is the one with all names of `needed` fields in one of its first rows. Numbers come
    as they are written without a format, days as ISO texts; a formula gives its stored result, and
    `NO_RESULT` when there is none.
    """
    import openpyxl

    try:
        if sniff(source) is not MediaType.XLSX:
            raise TableRefused("not_xlsx")
        with open_source(source) as stream:
            is_reckoned = has_formulas(stream)
            with closing(openpyxl.load_workbook(stream, read_only=True, data_only=True)) as book:
                found = _found(book, columns, needed)
            return _without_results(stream, found) if is_reckoned else found
    except DocumentRefused as refused:
        raise TableRefused(refused.reason) from refused
    except BROKEN as problem:
        raise TableRefused("broken") from problem


def has_formulas(stream: BinaryIO) -> bool:
    """Return whether any sheet has a formula; refuse parts that define words of their own."""
    found = False
    with zipfile.ZipFile(stream) as package:
        for name in package.namelist():
            if not name.lower().endswith((".xml", ".rels", ".vml")):
                continue
            part = package.read(name)  # `sniff` has limited its size
            if b"<!" in part[:512].replace(b"<!--", b"") or part[:2] in _SIXTEEN_BITS:
                raise TableRefused("broken")  # no program that writes tables does that
            if name.startswith("xl/worksheets/"):
                found = found or b"<f>" in part or b"<f " in part
    stream.seek(0)
    return found


def _without_results(stream: BinaryIO, found: ReadTable) -> ReadTable:
    """Mark the cells whose formula has no stored result: they are not empty, they are unknown."""
    import openpyxl

    stream.seek(0)
    rows = dict(found.rows)
    with closing(openpyxl.load_workbook(stream, read_only=True)) as book:
        for line in book[found.sheet].iter_rows():
            for cell in line:
                texts = rows.get(getattr(cell, "row", 0))
                name = found.places.get(getattr(cell, "column", 0) - 1)
                if texts and name and cell.data_type == "f" and not texts[name]:
                    texts[name] = NO_RESULT
    return found


def _found(book: Any, columns: Mapping[str, str], needed: Sequence[str]) -> ReadTable:
    """Return the table of the one sheet that has one."""
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file claims of its size is not believed
        if head := _head(sheet, columns, needed):
            sheets.append((sheet, *head))
    if len(sheets) > 1:
        raise TableRefused("two_sheets", sheets="、".join(each[0].title for each in sheets))
    if not sheets:
        names = [name for name, field in columns.items() if field in needed]
        raise TableRefused("no_sheet", needed="、".join(names))
    sheet, at, places, ignored = sheets[0]
    return ReadTable(sheet.title, _rows(sheet, at, places), ignored, places)


def _head(
    sheet: Any, columns: Mapping[str, str], needed: Sequence[str]
) -> tuple[int, dict[int, str], tuple[str, ...]] | None:
    """Return the row of the names, field by place, and the names nobody asked for."""
    for at, row in enumerate(sheet.iter_rows(max_row=HEAD_ROWS, values_only=True), start=1):
        if len(row) > COLUMNS_LIMIT:
            raise TableRefused("too_many_cells", rows=ROWS_LIMIT, columns=COLUMNS_LIMIT)
        texts = [_text(value).rstrip("*＊ ").strip() for value in row]
        places = {place: columns[text] for place, text in enumerate(texts) if text in columns}
        if not set(needed) <= set(places.values()):
            continue
        for name, field_name in columns.items():
            if list(places.values()).count(field_name) > 1:
                raise TableRefused("column_twice", column=name)
        return at, places, tuple(text for text in texts if text and text not in columns)
    return None


def _rows(sheet: Any, head: int, places: Mapping[int, str]) -> list[tuple[int, dict[str, str]]]:
    found = []
    wanted = list(places.items())
    for number, row in enumerate(sheet.iter_rows(min_row=head + 1, values_only=True), head + 1):
        if number > ROWS_LIMIT + head or len(row) > COLUMNS_LIMIT:
            raise TableRefused("too_many_cells", rows=ROWS_LIMIT, columns=COLUMNS_LIMIT)
        texts = {name: _text(row[at]) if at < len(row) else "" for at, name in wanted}
        if any(texts.values()):
            found.append((number, texts))
    return found


def _text(value: Any) -> str:
    if type(value) is str:  # nearly every cell
        text = value.strip()
        return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_tables(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of the tables; each text stays a text, whatever it begins with."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"author": "", "comments": ""})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        note = book.add_format({"font_color": "#52606d"})
        text = book.add_format({"num_format": "@", "valign": "top"})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, head=head, note=note, text=text)
    return out.getvalue()


def _write(page: Any, sheet: Sheet, *, head: Any, note: Any, text: Any) -> None:
    for at, line in enumerate(sheet.notes):
        page.write_string(at, 0, line, note)
    first = len(sheet.notes)
    for place, name in enumerate(sheet.columns):
        page.write_string(first, place, name, head)
        width = min(_WIDE, max(_NARROW, 2 * len(name), *(_width(row, place) for row in sheet.rows)))
        page.set_column(place, place, width, text)
    for at, row in enumerate(sheet.rows, start=first + 1):
        for place, value in enumerate(row):
            _put(page, at, place, value, text)
    page.freeze_panes(first + 1, 0)
    for place, (other, column, rows) in sheet.choices.items():
        letter = chr(ord("A") + column)
        source = f"='{other}'!${letter}$2:${letter}${rows + 1}"
        page.data_validation(
            first + 1, place, ROWS_LIMIT, place, {"validate": "list", "source": source}
        )


def _width(row: Sequence[Any], place: int) -> int:
    """Return about how wide a cell is; Chinese characters count twice."""
    text = str(row[place]) if place < len(row) and row[place] is not None else ""
    return sum(2 if ord(char) > 255 else 1 for char in text[:_WIDE]) + 1


def _put(page: Any, row: int, place: int, value: Any, text: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int) and not isinstance(value, bool):
        page.write_number(row, place, value)
    else:
        page.write_string(row, place, _plain(str(value).replace("\r\n", "\n")), text)


def _plain(text: str) -> str:
    """Return a text that stays one when it is saved as CSV and opened again.

    >>> _plain("=1+1"), _plain("张三"), _plain("+86 138")
    ("'=1+1", '张三', '+86 138')
    """
    return f"'{text}" if _is_risky(text) else text


def _is_risky(text: str) -> bool:
    """Return whether a program that opens a CSV file would take the text for a formula."""
    if text[:1] in {"+", "-"}:
        return not text[1:].replace(" ", "").replace("-", "").isdigit()
    return text[:1] in {"=", "@", "\t", "\r"}

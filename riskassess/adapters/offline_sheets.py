"""The offline sheet as a workbook: written by XlsxWriter with locked cells, read by openpyxl.

A page has `name` and `lines`: rows of texts and of inputs with `text` and `spec` (see
`riskassess.domain.offline_sheet`). The form stands in a hidden sheet, cut to what a cell holds.
"""

import io
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from riskassess.adapters.documents import DocumentRefused, MediaType, Source, open_source, sniff
from riskassess.adapters.expert_tables import BROKEN, NO_RESULT, TableRefused, has_formulas

FORM_SHEET, LIST_SHEET = "form", "lists"
CHUNK = 30_000
"""A cell holds 32,767 characters."""
ROWS_LIMIT, COLUMNS_LIMIT = 2_000, 40
_NARROW, _WIDE = 10, 44
_DECIMAL_PLACES = 4


@dataclass(frozen=True)
class ReadBook:
    """What a workbook says: its form with the code, and the texts of each sheet from the top."""

    form: str
    code: str
    pages: Mapping[str, list[list[str]]]


def write_offline_sheet(pages: Sequence[Any], *, form: str, code: str) -> bytes:
    """Return the workbook; only inputs can be written in, as long as the sheets stay locked."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"author": "", "comments": ""})
        looks = _looks(book)
        lists = _Lists()
        for page in pages:
            _write(book.add_worksheet(page.name), page, looks, lists)
        _write_lists(book.add_worksheet(LIST_SHEET), lists)
        hidden = book.add_worksheet(FORM_SHEET)
        hidden.write_string(0, 0, code)
        for at, start in enumerate(range(0, len(form), CHUNK), start=1):
            hidden.write_string(at, 0, form[start : start + CHUNK])
        for sheet in book.worksheets():
            sheet.protect("", {"format_columns": True, "format_rows": True})
            if sheet.name in (LIST_SHEET, FORM_SHEET):
                sheet.very_hidden()
    return out.getvalue()


class _Lists:
    """The options of drop-downs, each list once, in a column of its own."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, ...], int] = {}

    def source(self, words: tuple[str, ...]) -> str:
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(self.columns.setdefault(words, len(self.columns)))
        return f"={LIST_SHEET}!${letter}$1:${letter}${len(words)}"


def _looks(book: Any) -> dict[str, Any]:
    cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#c8d0d8"}
    soft = {**cell, "bg_color": "#f2f5f8"}
    return {
        "note": book.add_format({"font_color": "#52606d"}),
        "head": book.add_format({**soft, "bold": True}),
        "fixed": book.add_format(soft),
        "input": book.add_format({**cell, "locked": False, "bg_color": "#fffdf0"}),
        "text": book.add_format({**cell, "locked": False, "bg_color": "#fffdf0",
                                 "num_format": "@"}),
        "number": book.add_format({**cell, "locked": False, "bg_color": "#fffdf0",
                                   "num_format": "0.####"}),
    }  # fmt: skip


def _write(sheet: Any, page: Any, looks: Mapping[str, Any], lists: _Lists) -> None:
    first = len(page.notes)
    for at, head in enumerate(page.heads):
        sheet.set_column(at, at, _width(page, at, head))
    for number, line in enumerate(page.lines):
        look = looks["note" if number < first else "head" if number == first else "fixed"]
        for at, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(number, at, cell, look)
            else:
                _write_input(sheet, number, at, cell, looks, lists)
    sheet.freeze_panes(first + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_input(
    sheet: Any, row: int, column: int, slot: Any, looks: Mapping[str, Any], lists: _Lists
) -> None:
    spec = slot.spec
    if spec.options:
        words = tuple(word for _value, word in spec.options)
        rule: dict[str, Any] = {"validate": "list", "source": lists.source(words)}
    elif spec.high is not None:
        rule = {"validate": "decimal", "criteria": "between", "minimum": float(spec.low),
                "maximum": float(spec.high)}  # fmt: skip
    else:
        rule = {}
    look = looks["input" if spec.options else "number" if spec.high is not None else "text"]
    if rule:
        sheet.data_validation(row, column, row, column, {**rule, "error_type": "stop"})
    if slot.text and spec.high is not None and not spec.options:
        sheet.write_number(row, column, float(slot.text), look)
    elif slot.text:
        sheet.write_string(row, column, slot.text, look)
    else:
        sheet.write_blank(row, column, None, look)


def _width(page: Any, column: int, head: str) -> int:
    texts = [line[column] for line in page.rows if column < len(line)]
    fixed = [text for text in texts if isinstance(text, str)]
    if any(not isinstance(cell, str) and _is_text(cell) for cell in texts):
        return _WIDE
    widest = max(sum(2 if ord(char) > 255 else 1 for char in text) for text in (head, *fixed))
    return min(_WIDE, max(_NARROW, widest + 2))


def _is_text(slot: Any) -> bool:
    return not slot.spec.options and slot.spec.high is None


def _write_lists(sheet: Any, lists: _Lists) -> None:
    for words, column in lists.columns.items():
        for row, word in enumerate(words):
            sheet.write_string(row, column, word)


def read_offline_sheet(source: Source) -> ReadBook:
    """Return what a workbook says; raises TableRefused, with `no_form` for one without our form."""
    import openpyxl

    try:
        if sniff(source) is not MediaType.XLSX:
            raise TableRefused("not_xlsx")
        with open_source(source) as stream:
            unknown = has_formulas(stream)
            with closing(openpyxl.load_workbook(stream, read_only=True, data_only=True)) as book:
                texts = {sheet.title: _texts(sheet) for sheet in book.worksheets}
            if unknown:
                stream.seek(0)
                with closing(openpyxl.load_workbook(stream, read_only=True)) as book:
                    _mark_formulas(book, texts)
    except DocumentRefused as refused:
        raise TableRefused(refused.reason) from refused
    except BROKEN as problem:
        raise TableRefused("broken") from problem
    hidden = [line[0] if line else "" for line in texts.pop(FORM_SHEET, [])]
    if len(hidden) < 2:
        raise TableRefused("no_form")
    return ReadBook("".join(hidden[1:]), hidden[0], texts)


def _texts(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()  # what a file claims of its size is not believed
    found: list[list[str]] = []
    for number, line in enumerate(sheet.iter_rows()):
        if number >= ROWS_LIMIT or len(line) > COLUMNS_LIMIT:
            raise TableRefused("too_many_cells", rows=ROWS_LIMIT, columns=COLUMNS_LIMIT)
        found.append([_text(cell) for cell in line])
    return found


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    is_share = "%" in (cell.number_format or "")  # the program took "70%" for 0.7
    plain = f"{round(value * (100 if is_share else 1), _DECIMAL_PLACES):.{_DECIMAL_PLACES}f}"
    return plain.rstrip("0").rstrip(".")


def _mark_formulas(book: Any, texts: Mapping[str, list[list[str]]]) -> None:
    """Mark cells whose formula has no stored result: they are not empty, they are unknown."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for line, known in zip(sheet.iter_rows(), texts.get(sheet.title, []), strict=False):
            for at, cell in enumerate(line):
                if cell.data_type == "f" and at < len(known) and not known[at]:
                    known[at] = NO_RESULT

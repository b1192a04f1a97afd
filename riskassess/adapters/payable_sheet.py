"""Writes the payable list of fees as XLSX; its sums are formulas that recompute."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
import xlsxwriter.utility

HUNDRED = 100
_WIDEST = 48
_AMOUNT_WIDTH = 14
WIDE_FROM = 0x2E7F  # the first block of Chinese characters and signs


class Payable(NamedTuple):
    """One line: the texts of the first columns, the amount in fen, the day, the voucher."""

    texts: tuple[str, ...]
    fen: int
    paid_on: date | None
    voucher: str


class PayableWords(NamedTuple):
    """What the sheet says: its name, heading, notes below it, columns, and the line of the sum."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    total: str


def payable_sheet(words: Sequence[Any], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return the workbook; `words` and `rows` hold the fields of PayableWords and Payable.

    The columns are those of the texts, then amount, day of payment and voucher. Every text is
    written as text, so that none is taken for a formula; the sum is one over the amounts.
    """
    return _book(PayableWords(*words), [Payable(*row) for row in rows])


def _book(words: PayableWords, rows: Sequence[Payable]) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(words.name)
    forms = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "sum": book.add_format({"bold": True, "top": 1}),
        "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "money_sum": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    sheet.write_string(0, 0, words.title, forms["title"])
    for number, note in enumerate(words.notes, start=1):
        sheet.write_string(number, 0, note)
    first = len(words.notes) + 2
    _write_head(sheet, words, first, rows, forms["head"])
    for number, row in enumerate(rows, start=first + 1):
        _write_row(sheet, number, row, forms)
    _write_sum(sheet, words, first, rows, forms)
    sheet.freeze_panes(first + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)
    book.close()
    return buffer.getvalue()


def _write_head(
    sheet: Any, words: PayableWords, first: int, rows: Sequence[Payable], form: Any
) -> None:
    for column, name in enumerate(words.columns):
        sheet.write_string(first, column, name, form)
        texts = [row.texts[column] for row in rows] if column < len(words.columns) - 3 else []
        width = max((_width(text) for text in [name, *texts]), default=0)
        sheet.set_column(column, column, min(max(width + 2, _AMOUNT_WIDTH), _WIDEST))


def _write_row(sheet: Any, number: int, row: Payable, forms: Mapping[str, Any]) -> None:
    for column, text in enumerate(row.texts):
        sheet.write_string(number, column, text, forms["text"])
    last = len(row.texts)
    sheet.write_number(number, last, row.fen / HUNDRED, forms["money"])
    if row.paid_on is not None:
        sheet.write_datetime(number, last + 1, row.paid_on, forms["day"])
    sheet.write_string(number, last + 2, row.voucher, forms["text"])


def _write_sum(
    sheet: Any,
    words: PayableWords,
    first: int,
    rows: Sequence[Payable],
    forms: Mapping[str, Any],
) -> None:
    amount, line = len(words.columns) - 3, first + 1 + len(rows)
    for column in range(len(words.columns)):
        sheet.write_string(line, column, words.total if column == 0 else "", forms["sum"])
    letter = xlsxwriter.utility.xl_col_to_name(amount)
    total = sum(row.fen for row in rows) / HUNDRED
    formula = f"=SUM({letter}{first + 2}:{letter}{line})" if rows else "=0"
    sheet.write_formula(line, amount, formula, forms["money_sum"], total)


def _width(text: str) -> int:
    """Return how wide a text is in columns of digits; Chinese counts twice."""
    return max(sum(2 if ord(each) > WIDE_FROM else 1 for each in line) for line in text.split("\n"))

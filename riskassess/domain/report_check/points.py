"""Deduction sheets, one table at a time: sums, maxima, what rises, the grade of the total."""

import re
from decimal import Decimal

from riskassess.domain.report_check.changes import check_change
from riskassess.domain.report_check.figures import Figure, normalised
from riskassess.domain.report_check.findings import Book, Sheet
from riskassess.domain.report_check.grades import grade_in, hold_grade
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.sums import check_totals
from riskassess.domain.report_check.words import SCORES, TEST_TEXTS_TO_READ


def is_points(grid: Grid) -> bool:
    """Say whether a table lists points of items or of the tests."""
    return bool(grid.columns_with(*SCORES)) and bool(
        grid.columns_with("points_max")
        or any(test_of_row(row) for row in grid.rows)
        or (grid.columns_with("points_lost") and any(row.kind == "total" for row in grid.rows))
    )


def test_of(text: str) -> str:
    """Return the test that a text names.

    >>> test_of("一、合法性（10分）")
    '合法性'
    """
    found = re.search(TEST_TEXTS_TO_READ, normalised(text))
    return found.group(0) if found else ""


def test_of_row(row: Row) -> str:
    """Return the test that a row names in one of its cells, or nothing."""
    return next((hit for cell in row.cells if (hit := test_of(cell.text))), "")


def score_columns(grid: Grid) -> dict[str, Column]:
    """Return the column of points of each moment: of points lost, if it has one."""
    found: dict[str, Column] = {}
    for column in (*grid.columns_with("points_lost"), *grid.columns_with(*SCORES)):
        found.setdefault(column.moment or grid.moment, column)
    return found


def check_points(sheet: Sheet, book: Book) -> None:
    """Check sums, maxima, grade and changes of a table of points."""
    grid, columns = sheet.grid, sheet.columns
    for column in grid.columns_with("points_max", *SCORES):
        check_totals(grid, column, grid.rows, book)
    for column in columns.values():
        _check_maxima(grid, column, book)
    _check_moments(sheet, book)
    for moment in columns:
        _check_total_grade(sheet, moment, book)


def _check_maxima(grid: Grid, column: Column, book: Book) -> None:
    most = grid.column("points_max", column.moment)
    for row in grid.items:
        limit, points = grid.figure(row, most), grid.figure(row, column)
        if limit is None or points is None:
            continue
        book.compared += 1
        if points.value > limit.value:
            book.slip(
                grid.place(row, column), "report_points_above", printed=points.text, most=limit.text
            )


def _check_moments(sheet: Sheet, book: Book) -> None:
    """Note points lost that grow, points kept that shrink, and changes that are said wrongly."""
    grid = sheet.grid
    first, second = sheet.columns.get("before"), sheet.columns.get("after")
    if first is None or second is None:
        return
    change = next(iter(grid.columns_with("change")), None)
    for row in grid.rows:
        before, after = grid.figure(row, first), grid.figure(row, second)
        if before is None or after is None:
            continue
        note_worse(sheet, row, second, (before, after), book)
        if change:
            check_change(grid, row, change, (as_marks(before), as_marks(after)), book)


def as_marks(figure: Figure) -> Figure:
    """Return points as they were given: whole ones and tenths are exact."""
    return figure.exact() if figure.unit >= 1 else figure


def note_worse(
    sheet: Sheet, row: Row, column: Column, pair: tuple[Figure, Figure], book: Book
) -> None:
    """Note points of a row that are worse after the measures."""
    before, after = pair
    book.compared += 1
    kept = sheet.kind == "kept"
    if after.value < before.value if kept else after.value > before.value:
        place = sheet.grid.place(row, column)
        book.slip(place, "report_rises", printed=after.text, before=before.text)


def _check_total_grade(sheet: Sheet, moment: str, book: Book) -> None:
    """Hold the grade in the total's row, or below it, against the total of points lost."""
    grid, column = sheet.grid, sheet.columns[moment]
    total = next((row for row in grid.rows if row.kind == "total"), None)
    value = grid.figure(total, column) if total else None
    if total is None or value is None or sheet.kind == "kept":
        return
    book.note(("points", moment), value, grid.place(total, column), grid.title)
    for row in grid.rows:
        if row.kind not in {"total", "verdict"}:
            continue
        for each in grid.columns:
            cell = row.cells[each.index]
            is_other = each.moment and (each.moment or grid.moment) != moment
            if cell.merged or is_other or cell.text.strip() == row.label:
                continue
            if grade_in(cell.text):
                hold_grade(
                    book,
                    grid.place(row, each),
                    word=cell.text.strip(),
                    value=value,
                    scale=book.rules.points,
                    rule="report_points_grade",
                )


def as_points(printed: Figure, right: Decimal) -> Figure:
    """Return printed points as exact when the right ones need no rounding (87.5 is not 88)."""
    is_short = right == right.quantize(Decimal("0.1"))
    return printed.exact() if is_short else printed

"""Small tables of results: the index, and below it the grade, moment by moment."""

from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.grades import grade_in, hold_grade
from riskassess.domain.report_check.layout import Grid, Row


def is_results(grid: Grid) -> bool:
    """Say whether a table prints indexes below which, or beside which, grades stand."""
    return any(_indexes(grid, row) for row in grid.rows if row.kind == "index")


def _indexes(grid: Grid, row: Row) -> list[int]:
    return [
        column.index
        for column in grid.columns
        if (figure := grid.figure(row, column)) and 0 <= figure.value <= 1
    ]


def check_results(grid: Grid, book: Book) -> None:
    """Hold the grade of each column against the index in it; the index must not rise."""
    for row in grid.rows:
        if row.kind == "index":
            for at in _indexes(grid, row):
                _check_column(grid, row, at, book)
            _check_rise(grid, row, book)


def _check_column(grid: Grid, row: Row, at: int, book: Book) -> None:
    column = grid.columns[at]
    index = grid.figure(row, column)
    if index is None:
        return
    moment = column.moment or grid.moment
    book.note(("index", moment), index, grid.place(row, column))
    for other in grid.rows:
        text = other.cells[at].text.strip()
        if other.kind == "verdict" and grade_in(text):
            hold_grade(
                book,
                grid.place(other, column),
                word=text,
                value=index,
                scale=book.rules.index,
                rule="report_index_grade",
            )


def _check_rise(grid: Grid, row: Row, book: Book) -> None:
    by_moment = {
        column.moment: (column, figure)
        for column in grid.columns
        if (figure := grid.figure(row, column)) and column.moment
    }
    if {"before", "after"} <= set(by_moment):
        (_first, before), (column, after) = by_moment["before"], by_moment["after"]
        book.compared += 1
        if after.span.low > before.span.high:
            place = grid.place(row, column)
            book.slip(place, "report_rises", printed=after.text, before=before.text)

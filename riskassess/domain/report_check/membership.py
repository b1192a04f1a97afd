"""Fuzzy evaluation: the result B against weights and membership matrix."""

import re
from decimal import Decimal

from riskassess.domain.report_check.figures import (
    Span,
    allowance_of,
    normalised,
    total_of,
)
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.weights import weight_sum_fits
from riskassess.domain.report_check.words import LEVEL_ROW_TEXTS_TO_READ, RESULT_ROW_TEXTS_TO_READ

GRADE_HEADS = ("", "degree")


def membership_columns(grid: Grid) -> list[Column]:
    """Return the columns of a membership matrix: beside the weights, each row summing to 1."""
    if not grid.columns_with("weight"):
        return []
    columns = [column for column in grid.columns if column.role in GRADE_HEADS]
    rows = _factors(grid)
    usable = [
        column for column in columns if rows and all(grid.figure(row, column) for row in rows)
    ]
    if len(usable) < 3 or not rows:
        return []
    sums = [[each for column in usable if (each := grid.figure(row, column))] for row in rows]
    good = sum(abs(total_of(each) - 1) <= Decimal("0.05") for each in sums)
    return usable if good * 3 >= len(rows) * 2 else []


def _factors(grid: Grid) -> list[Row]:
    return [
        row
        for row in grid.items
        if not _is(row, RESULT_ROW_TEXTS_TO_READ) and not _is(row, LEVEL_ROW_TEXTS_TO_READ)
    ]


def _is(row: Row, pattern: str) -> bool:
    return bool(re.search(pattern, normalised(row.label).lower()))


def check_membership(grid: Grid, book: Book) -> None:
    """Check row sums, the weights, the result vector and its level."""
    columns = membership_columns(grid)
    weight = grid.columns_with("weight")[0]
    rows = _factors(grid)
    weights = [figure for row in rows if (figure := grid.figure(row, weight))]
    if len(weights) == len(rows) and not weight_sum_fits(weights, book):
        right = weights[0].printed(Decimal(1))
        total = weights[0].printed(total_of(weights))
        place = grid.place(None, weight)
        book.slip(place, "report_weight_sum", printed=total, right=right, count=len(weights))
    for row in rows:
        _check_row(grid, row, columns, book)
    for row in grid.rows:
        if _is(row, RESULT_ROW_TEXTS_TO_READ):
            _check_result(grid, row, (weight, columns, rows), book)
            _check_level(grid, row, columns, book)


def _check_row(grid: Grid, row: Row, columns: list[Column], book: Book) -> None:
    figures = [figure for column in columns if (figure := grid.figure(row, column))]
    book.compared += 1
    if abs(total_of(figures) - 1) > allowance_of(figures):
        total = figures[0].printed(total_of(figures))
        right = figures[0].printed(Decimal(1))
        book.slip(grid.place(row), "report_membership_row", printed=total, right=right)


def _check_result(
    grid: Grid, row: Row, given: tuple[Column, list[Column], list[Row]], book: Book
) -> None:
    weight, columns, rows = given
    pairs = [(row_, figure) for row_ in rows if (figure := grid.figure(row_, weight))]
    if len(pairs) != len(rows):
        return
    for column in columns:
        printed = grid.figure(row, column)
        span, value = Span(Decimal(0), Decimal(0)), Decimal(0)
        for factor, w in pairs:
            member = grid.figure(factor, column)
            if member:
                low = max(member.span.low, Decimal(0))
                span += w.span * Span(low, member.span.high)
                value += w.value * member.value
        if printed and not book.holds(printed, span):
            book.slip(
                grid.place(row, column),
                "report_membership",
                printed=printed.text,
                right=printed.printed(value),
                exact=f"{value.normalize():f}",
            )


def _check_level(grid: Grid, row: Row, columns: list[Column], book: Book) -> None:
    """Hold a printed level against the grades 1, 2, 3 … weighted with the result."""
    level = next((each for each in grid.rows if _is(each, LEVEL_ROW_TEXTS_TO_READ)), None)
    parts = [grid.figure(row, column) for column in columns]
    grades = [column.head.strip() for column in columns]
    if level is None or not all(parts) or not all(each.isdigit() for each in grades):
        return
    found = [figure for column in grid.columns if (figure := grid.figure(level, column))]
    if not found:
        return
    total, largest = Decimal(0), Decimal(0)
    for grade, part in zip(grades, parts, strict=True):
        total += int(grade) * (part.value if part else Decimal(0))
        largest += int(grade) * (part.half if part else Decimal(0))
    if not book.holds(found[0], Span(total - largest, total + largest)):
        book.slip(
            grid.place(level), "report_level", printed=found[0].text, right=found[0].printed(total)
        )

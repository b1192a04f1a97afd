"""Points of opposition, 35 × share × strength: each class, their sum, the item of the sheet."""

import re

from riskassess.domain.report_check.figures import Figure, Span, normalised, shown_sum, total_of
from riskassess.domain.report_check.findings import Book, Sheet
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid
from riskassess.domain.report_check.sums import check_totals
from riskassess.domain.report_check.words import OPPOSED_HEAD_TEXTS_TO_READ, SCORES


def is_opinion(grid: Grid) -> bool:
    """Say whether a table reckons the opinion points 35 × a × b."""
    return bool(
        grid.columns_with("strength")
        and _share_columns(grid)
        and grid.columns_with(*SCORES, "points_opinion")
    )


def _share_columns(grid: Grid) -> list[Column]:
    return grid.columns_with("share") or [
        column
        for column in grid.columns
        if re.search(OPPOSED_HEAD_TEXTS_TO_READ, normalised(column.head))
    ]


def check_opinion(grid: Grid, book: Book) -> None:
    """Hold every class of opposition against 35 × share × strength, and their sum."""
    for points in grid.columns_with(*SCORES, "points_opinion")[:1]:
        _check_classes(grid, points, book)
        check_totals(grid, points, grid.rows, book)
        moment = points.moment or grid.moment
        figures = [figure for row in grid.items if (figure := grid.figure(row, points))]
        if figures:
            half = sum((each.half for each in figures), total_of([]))
            total = Figure(shown_sum(figures), total_of(figures), half)
            book.note(("opinion points", moment), total, grid.place(None, points))


def _check_classes(grid: Grid, points: Column, book: Book) -> None:
    share, strength = _share_columns(grid)[0], grid.columns_with("strength")[0]
    for row in grid.items:
        a, b, printed = (grid.figure(row, each) for each in (share, strength, points))
        most = book.rules.opinion_points
        if a is None or b is None or printed is None or most is None:
            continue
        a = a if a.percent or a.value <= 1 else a.as_percent()
        right = a.value * b.value * most
        if not book.holds(printed, Span(right, right)):
            book.slip(
                grid.place(row, points),
                "report_opinion_points",
                printed=printed.text,
                right=printed.printed_finely(right),
                a=a.text,
                b=b.text,
            )


def check_opinion_item(sheet: Sheet, book: Book) -> None:
    """Hold the item of a sheet against the sum of the classes of opposition."""
    for moment, (figure, place) in sheet.opinion.items():
        for key in (("opinion points", moment), ("opinion points", "")):
            found = book.quantities.get(key)
            if not found or (key[1] == "" and moment == "after"):
                continue
            total = found[-1]
            if not book.holds(figure, total.figure.span):
                book.slip(
                    place,
                    "report_opinion_item",
                    printed=figure.text,
                    right=total.figure.text,
                    table=total.place.number,
                )
            break

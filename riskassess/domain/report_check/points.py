"""Deduction sheets: points lost by item, totals, opinion points; points kept mixed with lost."""

import re
from collections.abc import Sequence
from decimal import Decimal

from riskassess.domain.report_check.figures import Figure, Span, normalised, total_of
from riskassess.domain.report_check.findings import Book, Sheet
from riskassess.domain.report_check.grades import grade_in, hold_grade
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.sums import check_totals
from riskassess.domain.report_check.words import (
    KEPT_FORMULA_TEXTS_TO_READ,
    OPINION_TEXTS_TO_READ,
    OPPOSED_HEAD_TEXTS_TO_READ,
    TEST_TEXTS_TO_READ,
)

SCORES = ("points_lost", "points_kept", "points")


def is_points(grid: Grid) -> bool:
    """Say whether a table lists points of items or of the tests."""
    return bool(grid.columns_with(*SCORES)) and bool(
        grid.columns_with("points_max") or _tests(grid)
    )


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


def _tests(grid: Grid) -> set[str]:
    return {hit for row in grid.rows if (hit := test_of(row.label))}


def test_of(text: str) -> str:
    """Return the test that a text names.

    >>> test_of("一、合法性（10分）")
    '合法性'
    """
    found = re.search(TEST_TEXTS_TO_READ, normalised(text))
    return found.group(0) if found else ""


def check_points(grid: Grid, book: Book) -> None:
    """Check sums, maxima, grade and rise of a table of points; keep it for the comparison."""
    for column in grid.columns_with("points_max", *SCORES):
        check_totals(grid, column, grid.rows, book)
    columns = score_columns(grid)
    for column in columns.values():
        _check_maxima(grid, column, book)
    _check_rise(grid, columns, book)
    for moment, column in columns.items():
        _check_total_grade(grid, moment, column, book)
    book.sheets.append(read_sheet(grid, columns))


def score_columns(grid: Grid) -> dict[str, Column]:
    """Return the column of points of each moment."""
    found: dict[str, Column] = {}
    for column in grid.columns_with(*SCORES):
        found.setdefault(column.moment or grid.moment, column)
    return found


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


def _check_rise(grid: Grid, columns: dict[str, Column], book: Book) -> None:
    """Note points lost that grow, and points kept that shrink, after the measures."""
    first, second = columns.get("before"), columns.get("after")
    if first is None or second is None:
        return
    kept = _keeps(grid, columns)
    for row in grid.rows:
        before, after = grid.figure(row, first), grid.figure(row, second)
        if before is None or after is None:
            continue
        book.compared += 1
        worse = after.value < before.value if kept else after.value > before.value
        if worse:
            book.slip(
                grid.place(row, second), "report_rises", printed=after.text, before=before.text
            )


def _keeps(grid: Grid, columns: dict[str, Column]) -> bool:
    """Say whether a table lists points kept: so high that nothing else can be meant."""
    if any(column.role == "points_lost" for column in columns.values()):
        return False
    most = grid.column("points_max")
    pairs = [
        (points.value, limit.value)
        for column in columns.values()
        for row in grid.items
        if (points := grid.figure(row, column)) and (limit := grid.figure(row, most))
    ]
    if not pairs:
        return False
    kept = sum((points for points, _limit in pairs), Decimal(0))
    return kept * 2 > sum((limit for _points, limit in pairs), Decimal(0))


def _check_total_grade(grid: Grid, moment: str, column: Column, book: Book) -> None:
    """Hold the grade in the total's row, or below it, against the total of points lost."""
    total = next((row for row in grid.rows if row.kind == "total"), None)
    value = grid.figure(total, column) if total else None
    if total is None or value is None or _keeps(grid, {moment: column}):
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


def read_sheet(grid: Grid, columns: dict[str, Column]) -> Sheet:
    """Return the points of a table by test."""
    most_column = grid.column("points_max")
    most: dict[str, Decimal] = {}
    points: dict[str, dict[str, Decimal]] = {moment: {} for moment in columns}
    opinion = {}
    current = ""
    for row in grid.rows:
        if row.kind in {"total", "note", "verdict", "index", "subtotal"}:
            continue
        current = _test_of_row(row) or current
        _add(most, current, grid.figure(row, most_column))
        for moment, column in columns.items():
            figure = grid.figure(row, column)
            _add(points[moment], current, figure)
            if figure and re.search(OPINION_TEXTS_TO_READ, normalised(row.label)):
                opinion[moment] = (figure, grid.place(row, column))
    kind = "kept" if _keeps(grid, columns) else "lost"
    return Sheet(grid, most, points, kind, opinion)


def _test_of_row(row: Row) -> str:
    for cell in row.cells:
        if hit := test_of(cell.text):
            return hit
    return ""


def _add(sums: dict[str, Decimal], key: str, figure: Figure | None) -> None:
    if figure and key:
        sums[key] = sums.get(key, Decimal(0)) + figure.value


def check_opinion(grid: Grid, book: Book) -> None:
    """Hold every class of opposition against 35 × share × strength, and their sum."""
    share = _share_columns(grid)[0]
    strength = grid.columns_with("strength")[0]
    for points in grid.columns_with(*SCORES, "points_opinion")[:1]:
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
                    right=printed.printed(right),
                    a=a.text,
                    b=b.text,
                )
        check_totals(grid, points, grid.rows, book)
        moment = points.moment or grid.moment
        figures = [figure for row in grid.items if (figure := grid.figure(row, points))]
        if figures:
            total = Figure(str(total_of(figures)), total_of(figures), sum_half(figures))
            book.note(("opinion points", moment), total, grid.place(None, points))


def sum_half(figures: Sequence[Figure]) -> Decimal:
    """Return how far the sum can be off by rounding of its terms."""
    return sum((each.half for each in figures), Decimal(0))


def check_mixing(book: Book) -> None:
    """Compare the sheets: points lost of one against what another lists, test by test."""
    sheets = [sheet for sheet in book.sheets if len(sheet.grid.items) >= 2]
    source = max(
        (sheet for sheet in sheets if sheet.kind == "lost"),
        key=lambda sheet: len(sheet.grid.items),
        default=None,
    )
    if source is None:
        return
    _check_opinion_item(source, book)
    for sheet in sheets:
        if sheet is not source:
            _compare(source, sheet, book)


def as_points(printed: Figure, right: Decimal) -> Figure:
    """Return printed points as exact when the right ones need no rounding (87.5 is not 88)."""
    is_short = right == right.quantize(Decimal("0.1"))
    return printed.exact() if is_short else printed


def _check_opinion_item(sheet: Sheet, book: Book) -> None:
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


def _compare(source: Sheet, sheet: Sheet, book: Book) -> None:
    """Hold a table by test against the sheet by item, in the way of counting that it uses."""
    text = normalised(sheet.grid.title + "".join(each.head for each in sheet.grid.columns))
    explained = re.search(KEPT_FORMULA_TEXTS_TO_READ, text)
    if sheet.kind == "kept" and source.most and not explained:
        book.slip(
            sheet.grid.place(),
            "report_points_mixed",
            table=source.grid.table.number,
        )
    columns = score_columns(sheet.grid)
    for moment, lost in source.lost.items():
        if moment in columns and lost:
            _compare_moment(source, sheet, moment, columns[moment], book)


def _compare_moment(source: Sheet, sheet: Sheet, moment: str, column: Column, book: Book) -> None:
    grid = sheet.grid
    lost, most = source.lost[moment], source.most
    for row in grid.rows:
        test, printed = test_of(row.label), grid.figure(row, column)
        if printed is None or (row.kind != "total" and (not test or test not in lost)):
            continue
        taken = lost[test] if row.kind != "total" else sum(lost.values(), Decimal(0))
        whole = most.get(test) if row.kind != "total" else sum(most.values(), Decimal(0))
        if sheet.kind == "kept" and whole is None:
            continue
        right = (whole or Decimal(0)) - taken if sheet.kind == "kept" else taken
        if not book.holds(as_points(printed, right), Span(right, right)):
            book.slip(
                grid.place(row, column),
                "report_points_differ",
                printed=printed.text,
                right=f"{right.normalize():f}",
                table=source.grid.table.number,
                lost=f"{taken.normalize():f}",
            )

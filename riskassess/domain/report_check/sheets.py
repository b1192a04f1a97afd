"""All deduction sheets of a report together: which list points lost, which points kept.

Where a table does not say it, it is taken from its maxima, from the sheet of items beside it, and
last from the way its points move; the words 得分 and 评分 stand for either.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from riskassess.domain.report_check.figures import Figure, Span, normalised, plain
from riskassess.domain.report_check.findings import Book, Sheet
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.opinion import check_opinion_item
from riskassess.domain.report_check.points import (
    as_points,
    note_worse,
    score_columns,
    test_of,
    test_of_row,
)
from riskassess.domain.report_check.words import (
    KEPT_FORMULA_TEXTS_TO_READ,
    KEPT_TEXTS_TO_READ,
    LOST_RULE_TEXTS_TO_READ,
    MANY_POINTS,
    OPINION_TEXTS_TO_READ,
)

TOTAL = ""
"""Key of the whole beside those of the tests."""
ZERO = Decimal(0)


def note_sheets(grids: Iterable[Grid], book: Book) -> None:
    """Read all tables of points and settle whether they list points lost or kept."""
    book.sheets = [read_sheet(grid, book) for grid in grids]
    for sheet in book.sheets:
        sheet.kind = _own_kind(sheet)
    known = [sheet for sheet in book.sheets if sheet.kind == "lost"]
    for sheet in book.sheets:
        if not sheet.kind:
            sheet.kind = _kind_beside(sheet, known) or _kind_alone(sheet)


def read_sheet(grid: Grid, book: Book) -> Sheet:
    """Return the points of a table by test."""
    sheet = Sheet(grid, score_columns(grid))
    sheet.points = {moment: {} for moment in sheet.columns}
    most_column = grid.column("points_max")
    current = ""
    for row in grid.rows:
        if row.kind in {"total", "note", "verdict", "index", "subtotal"}:
            continue
        current = test_of_row(row) or current
        most = grid.figure(row, most_column)
        _add(sheet.most, current, most)
        for moment, column in sheet.columns.items():
            figure = grid.figure(row, column)
            _add(sheet.points[moment], current, figure)
            if figure and _is_opinion(row, most, book):
                sheet.opinion[moment] = (figure, grid.place(row, column))
    return sheet


def _is_opinion(row: Row, most: Figure | None, book: Book) -> bool:
    whole = book.rules.opinion_points
    by_points = most is not None and whole is not None and most.value == whole
    return by_points or bool(re.search(OPINION_TEXTS_TO_READ, normalised(row.label)))


def _add(sums: dict[str, Decimal], key: str, figure: Figure | None) -> None:
    if figure:
        sums[TOTAL] = sums.get(TOTAL, ZERO) + figure.value
        if key:
            sums[key] = sums.get(key, ZERO) + figure.value


def _own_kind(sheet: Sheet) -> str:
    """Return `lost` or `kept` where the table itself says it, else nothing."""
    grid = sheet.grid
    if any(column.role == "points_lost" for column in sheet.columns.values()):
        return "lost"
    if re.search(KEPT_TEXTS_TO_READ, _head_text(grid)):
        return "kept"
    texts = [normalised("".join(cell.text for cell in row.cells)) for row in grid.items]
    said = sum(bool(re.search(LOST_RULE_TEXTS_TO_READ, text)) for text in texts)
    if said * 2 > len(texts):
        return "lost"
    most = grid.column("points_max")
    pairs = [
        (points.value, limit.value)
        for column in sheet.columns.values()
        for row in grid.items
        if (points := grid.figure(row, column)) and (limit := grid.figure(row, most))
    ]
    if not pairs:
        return ""
    given = sum((first for first, _limit in pairs), ZERO)
    return "kept" if given * 2 > sum((limit for _first, limit in pairs), ZERO) else "lost"


def _head_text(grid: Grid) -> str:
    return normalised(grid.title + "".join(column.head for column in grid.columns))


def _kind_beside(sheet: Sheet, known: Sequence[Sheet]) -> str:
    """Return the kind that comes nearer to the sheets of items, or nothing."""
    distances = {"lost": ZERO, "kept": ZERO}
    for moment, points in sheet.points.items():
        source = _source(known, moment) or (known[0] if known and not moment else None)
        if source is None or not source.most:
            continue
        lost = next(iter(source.points.values())) if not moment else source.points[moment]
        for test in set(points) & set(lost) & set(source.most) - {TOTAL}:
            distances["lost"] += abs(points[test] - lost[test])
            distances["kept"] += abs(points[test] - source.most[test] + lost[test])
    if distances["lost"] == distances["kept"]:
        return ""
    return min(distances, key=lambda kind: distances[kind])


def _kind_alone(sheet: Sheet) -> str:
    """Return the kind that the way of the points tells: they rise, or they are many."""
    totals = [points.get(TOTAL, ZERO) for points in sheet.points.values()]
    many = bool(totals) and min(totals) >= MANY_POINTS
    rises, falls = _moves(sheet)
    if rises == falls:
        return "kept" if many else "lost"
    return "kept" if rises > falls and (many or rises > 1) else "lost"


def _moves(sheet: Sheet) -> tuple[int, int]:
    first, second = sheet.columns.get("before"), sheet.columns.get("after")
    pairs = [
        (before.value, after.value)
        for row in sheet.grid.items
        if (before := sheet.grid.figure(row, first)) and (after := sheet.grid.figure(row, second))
    ]
    return sum(b > a for a, b in pairs), sum(b < a for a, b in pairs)


def sheet_of(grid: Grid, book: Book) -> Sheet:
    """Return the sheet that was read from a table."""
    return next(sheet for sheet in book.sheets if sheet.grid is grid)


def _source(sheets: Sequence[Sheet], moment: str) -> Sheet | None:
    """Return the sheet of points lost with most items for a moment, or None."""
    usable = [sheet for sheet in sheets if moment in sheet.points and len(sheet.grid.items) >= 2]
    return max(usable, key=lambda sheet: len(sheet.grid.items), default=None)


def check_mixing(book: Book) -> None:
    """Compare the sheets: points lost by item against what other tables list, test by test."""
    lost = [sheet for sheet in book.sheets if sheet.kind == "lost"]
    sources = {
        moment: found for moment in ("before", "after", "") if (found := _source(lost, moment))
    }
    for sheet in lost:
        check_opinion_item(sheet, book)
    for sheet in book.sheets:
        others = {moment: source for moment, source in sources.items() if source is not sheet}
        if others and len(sheet.grid.items) >= 2:
            _compare(others, sheet, book)
    _check_rise(sources.get("before"), sources.get("after"), book)


def _check_rise(before: Sheet | None, after: Sheet | None, book: Book) -> None:
    """Hold two sheets of the same items against each other: nothing is worse after measures."""
    if before is None or after is None or before is after:
        return
    first, second = before.columns["before"], after.columns["after"]
    known = {_key(row): figure for row in before.grid.rows if (figure := before.figure(row, first))}
    for row in after.grid.rows:
        figure, earlier = after.figure(row, second), known.get(_key(row))
        if figure and earlier:
            note_worse(after, row, second, (earlier, figure), book)


def _key(row: Row) -> tuple[str, str]:
    return ("total", "") if row.kind == "total" else (test_of_row(row), normalised(row.label))


def _compare(sources: dict[str, Sheet], sheet: Sheet, book: Book) -> None:
    """Hold a table by test against the sheet by item, in the way of counting that it uses."""
    first = next(iter(sources.values()))
    explained = re.search(KEPT_FORMULA_TEXTS_TO_READ, _head_text(sheet.grid))
    if sheet.kind == "kept" and not explained:
        number = first.grid.table.number
        book.slip(sheet.grid.place(), "report_points_mixed", table=number)
    for moment, column in sheet.columns.items():
        candidates = [sources[moment]] if moment in sources else []
        if not moment and not candidates and sheet not in sources.values():
            candidates = list(sources.values())
        results = [_differences(source, sheet, column, moment) for source in candidates]
        if not results:
            continue
        held, wrong = min(results, key=lambda result: len(result[1]))
        if moment not in sources and len(wrong) * 2 > held:
            continue  # it names no moment and hardly agrees: it is about something else
        book.compared += held
        for row, printed, right, taken, number in wrong:
            book.slip(
                sheet.grid.place(row, column),
                "report_points_differ",
                printed=printed.text,
                right=plain(right),
                table=number,
                lost=plain(taken),
            )


Difference = tuple[Row, Figure, Decimal, Decimal, int]


def _differences(
    source: Sheet, sheet: Sheet, column: Column, moment: str
) -> tuple[int, list[Difference]]:
    """Return how many rows were held against the source, and those that differ."""
    lost = source.points.get(moment) or next(iter(source.points.values()))
    held, wrong = 0, []
    for row in sheet.grid.rows:
        key = TOTAL if row.kind == "total" else test_of(row.label)
        printed = sheet.figure(row, column)
        if printed is None or key not in lost or (key == TOTAL and row.kind != "total"):
            continue
        whole = source.most.get(key, sheet.most.get(key))
        if sheet.kind == "kept" and whole is None:
            continue
        right = (whole or ZERO) - lost[key] if sheet.kind == "kept" else lost[key]
        held += 1
        if not as_points(printed, right).span.meets(Span(right, right)):
            wrong.append((row, printed, right, lost[key], source.grid.table.number))
    return held, wrong

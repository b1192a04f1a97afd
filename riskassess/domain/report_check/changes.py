"""Before and after measures: what rises, what is said to fall, what is said to have changed."""

from decimal import Decimal

from riskassess.domain.report_check.figures import Figure, Span, normalised
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import Column, match
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.limits import DEGREES
from riskassess.domain.report_check.risk import Part
from riskassess.domain.report_check.sums import index_figures
from riskassess.domain.report_check.tables import Place
from riskassess.domain.report_check.words import CHANGE_TEXTS_TO_READ

VALUES = ("risk", "term")


def check_changes(before: Part, after: Part, book: Book) -> None:
    """Compare the two moments of one table."""
    check_lines(before, after, book)
    _check_weights(before, after, book)
    _check_index(before, after, book)
    _check_change_column(before, after, book)


def check_lines(before: Part, after: Part, book: Book) -> None:
    """Note every factor whose risk or degree is worse after the measures."""
    matched = {line.row.number: line for line in after.lines}
    for line in before.lines:
        later = matched.get(line.row.number)
        if later is None:
            continue
        for role in VALUES:
            first, second = getattr(line, role), getattr(later, role)
            if first and second:
                place = after.grid.place(later.row, after.column(role))
                if _rose(first, second, place, book):
                    break
        else:
            _check_degrees(after, later.row, line.degree, later.degree, book)


def _rose(first: Figure, second: Figure, place: Place, book: Book) -> bool:
    """Note a value that is higher after the measures than rounding can explain."""
    book.compared += 1
    if second.span.low <= first.span.high:
        return False
    book.slip(place, "report_rises", printed=second.text, before=first.text)
    return True


def _check_degrees(after: Part, row: Row, first: str, second: str, book: Book) -> None:
    if not first or not second:
        return
    book.compared += 1
    if DEGREES.index(second) > DEGREES.index(first):
        column = after.column("degree")
        word = after.grid.word(row, column)
        book.slip(after.grid.place(row, column), "report_degree_rises", printed=word, before=first)


def _check_weights(before: Part, after: Part, book: Book) -> None:
    """Remark on weights that change: lawful, but the reason has to be written."""
    matched = {line.row.number: line for line in after.lines}
    changed = []
    for line in before.lines:
        later = matched.get(line.row.number)
        if later and line.weight and later.weight and line.weight.value != later.weight.value:
            changed.append(line.row.label)
    if changed:
        place = after.grid.place(None, after.column("weight"))
        book.remark(place, "report_weights_change", rows="、".join(changed[:5]), count=len(changed))


def _check_index(before: Part, after: Part, book: Book) -> None:
    first, second = index_figures(before), index_figures(after)
    if first and second:
        row, column, figure = second[-1]
        _rose(first[-1][2], figure, after.grid.place(row, column), book)


def _check_change_column(before: Part, after: Part, book: Book) -> None:
    """Hold a column of changes, in words or figures, against the two moments."""
    grid = before.grid
    column = next(iter(grid.columns_with("change")), None)
    if column is None:
        return
    earlier = {line.row.number: line.risk for line in before.lines}
    later = {line.row.number: line.risk for line in after.lines}
    earlier |= {row.number: figure for row, _column, figure in index_figures(before)}
    later |= {row.number: figure for row, _column, figure in index_figures(after)}
    for row in grid.rows:
        first, second = earlier.get(row.number), later.get(row.number)
        if first and second:
            check_change(grid, row, column, (first, second), book)


def check_change(
    grid: Grid, row: Row, column: Column, pair: tuple[Figure, Figure], book: Book
) -> None:
    """Hold what a column of changes prints, a word or a figure, against the two moments."""
    first, second = pair
    change = grid.figure(row, column)
    if change:
        _check_difference(grid, row, column, pair, change, book)
        return
    said = match(normalised(row.cells[column.index].text), CHANGE_TEXTS_TO_READ)
    if not said:
        return
    book.compared += 1
    is_true = {
        "falls": second.span.low < first.span.high,
        "rises": second.span.high > first.span.low,
        "same": first.span.meets(second.span),
    }[said]
    if not is_true:
        text = row.cells[column.index].text.strip()
        book.slip(
            grid.place(row, column),
            "report_change_word",
            printed=text,
            before=first.text,
            after=second.text,
        )


def _check_difference(
    grid: Grid,
    row: Row,
    column: Column,
    pair: tuple[Figure, Figure],
    change: Figure,
    book: Book,
) -> None:
    first, second = pair
    down = Span(first.span.low - second.span.high, first.span.high - second.span.low)
    up = Span(-down.high, -down.low)
    rights = [down, up]
    if change.percent and first.value > 0 and (share := down.divided(first.span)):
        rights += [share, Span(-share.high, -share.low)]
    book.compared += 1
    if any(change.span.meets(right) for right in rights):
        return
    value = first.value - second.value
    if change.percent and first.value > 0:
        value = value / first.value
    book.slip(
        grid.place(row, column),
        "report_difference",
        printed=change.text,
        right=_shown_change(change, min(value, -value, key=lambda each: abs(each - change.value))),
        before=first.text,
        after=second.text,
    )


def _shown_change(change: Figure, value: Decimal) -> str:
    return change.printed(value) if change.percent else change.printed_finely(value)

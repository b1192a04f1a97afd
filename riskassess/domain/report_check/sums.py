"""Sums: weights, totals, subtotals, the index of a risk table."""

from collections.abc import Sequence
from decimal import Decimal

from riskassess.domain.report_check.exactness import weights_are_exact
from riskassess.domain.report_check.figures import (
    Figure,
    Span,
    allowance_of,
    sum_allowance,
    total_of,
)
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.grades import check_index_grade
from riskassess.domain.report_check.headings import Column, moment_of
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.risk import Part, shown, weights_of

ONE = Decimal(1)
TENTH = Decimal("0.1")


def check_weights(part: Part, book: Book) -> None:
    """Hold the sum of the weights against 1 (100 %)."""
    pairs = weights_of(part)
    column = part.column("weight")
    if len(pairs) < 2 or column is None or any(each.value > 1 for _line, each in pairs):
        return
    weights = [each for _line, each in pairs]
    total = total_of(weights)
    if not weight_sum_fits(weights, book):
        book.slip(
            part.grid.place(None, column),
            "report_weight_sum",
            printed=shown(weights[0], total),
            right=shown(weights[0], ONE),
            count=len(weights),
        )


def weight_sum_fits(weights: Sequence[Figure], book: Book) -> bool:
    """Count a comparison and say whether weights can sum to 1 before rounding."""
    book.compared += 1
    return weights_fit(weights)


def weights_fit(weights: Sequence[Figure]) -> bool:
    """Say whether weights can sum to 1 before rounding."""
    return abs(total_of(weights) - 1) <= allowance_of(weights)


def check_totals(grid: Grid, column: Column, rows: Sequence[Row], book: Book) -> None:
    """Hold every total and subtotal of a column against the rows above it."""
    open_rows: list[Row] = []
    items: list[Row] = []
    everything = [row for row in rows if row.kind == "item"]
    for row in rows:
        figure = grid.figure(row, column)
        if row.kind == "item":
            open_rows.append(row)
            items.append(row)
        elif row.kind == "subtotal":
            _check_sum(grid, column, row, open_rows, book)
            open_rows = []
        elif row.kind == "total" and figure:
            _check_sum(grid, column, row, items or everything, book)


def _check_sum(grid: Grid, column: Column, row: Row, items: Sequence[Row], book: Book) -> None:
    printed = grid.figure(row, column)
    figures = [figure for each in items if (figure := grid.figure(each, column))]
    if printed is None or len(figures) < 2:
        return
    total = total_of(figures)
    is_points = column.role.startswith("points")
    are_marks = column.role.startswith("weight") and weights_are_exact(figures)
    allowed = Decimal(0) if is_points or are_marks else _sum_allowance(figures)
    is_exact = are_marks or (is_points and total == total.quantize(TENTH))
    held = printed.exact() if is_exact else printed
    if not book.holds(held, Span(total - allowed, total + allowed)):
        book.slip(
            grid.place(row, column),
            "report_sum",
            printed=printed.text,
            right=shown(printed, total),
            count=len(figures),
        )


def _sum_allowance(figures: Sequence[Figure]) -> Decimal:
    """Return the tolerance of a sum: none where all figures are counts or points."""
    if all(each.is_whole for each in figures):
        return Decimal(0)
    return allowance_of(figures)


def check_index(part: Part, book: Book) -> None:
    """Hold the index of a risk table against its terms, and its grade against the index."""
    for row, column, printed in index_figures(part):
        rights = index_spans(part)
        book.compared += 1
        if rights and not any(printed.span.meets(span) for _value, span in rights):
            book.slip(
                part.grid.place(row, column),
                "report_index",
                printed=printed.text,
                right=shown(printed, rights[0][0]),
                count=len(part.lines),
            )
        key = ("index", part.moment)
        book.note(key, printed, part.grid.place(row, column), part.grid.title)
        check_index_grade(part, row, printed, book)


def index_figures(part: Part) -> list[tuple[Row, Column, Figure]]:
    """Return the printed index of a moment: in an index row, or under the terms in the total."""
    grid, found = part.grid, []
    for row in grid.rows:
        if row.kind not in {"index", "total"} or moment_of(row.label) not in {"", part.moment}:
            continue
        place = _index_column(part, row)
        if place:
            found.append((row, *place))
    return found


def _index_column(part: Part, row: Row) -> tuple[Column, Figure] | None:
    grid = part.grid
    for role in ("term", "index", "risk"):
        column = part.columns.get(role) or grid.column(role, part.moment)
        figure = grid.figure(row, column)
        if figure and column and (row.kind == "index" or role != "risk"):
            return column, _as_share(figure, part)
    if row.kind != "index":
        return None
    others = [(column, grid.figure(row, column)) for column in grid.columns]
    usable = [
        (column, figure)
        for column, figure in others
        if figure and column.moment in {"", part.moment} and column.role != "weight"
    ]
    if not usable:
        return None
    return usable[-1][0], _as_share(usable[-1][1], part)


def _as_share(figure: Figure, part: Part) -> Figure:
    """Return an index of a table that prints percentages without their sign as a share."""
    terms = [each for line in part.lines if (each := line.term or line.risk) and not each.percent]
    is_scaled = any(each.value != Decimal(each.text) for each in terms)
    if is_scaled and figure.value > 1:
        return Figure(figure.text, figure.value / 100, figure.half / 100)
    return figure


def index_spans(part: Part) -> list[tuple[Decimal, Span]]:
    """Return what the index can be: the sum of the printed terms, and that of weight × risk."""
    found = []
    terms = [line.term for line in part.lines if line.term]
    if terms and len(terms) == len(part.lines):
        found.append(_around(total_of(terms), allowance_of(terms)))
    pairs = weights_of(part)
    risks = [(weight, line.risk_span(), line) for line, weight in pairs]
    if pairs and len(pairs) == len(part.lines) and all(span for _w, span, _l in risks):
        found.append(_weighted(risks))
        products = [(weight, line.product_span(), None) for line, weight in pairs]
        if all(span for _w, span, _l in products):
            found.append(_weighted(products))
    return found


def _weighted(risks: Sequence[tuple[Figure, Span | None, object]]) -> tuple[Decimal, Span]:
    total, terms = Decimal(0), []
    for place, (weight, span, line) in enumerate(risks):
        if span is None:
            continue
        printed = getattr(line, "risk", None)
        middle = (span.low + span.high) / 2
        value = printed.value if printed and span.low <= printed.value <= span.high else middle
        total += weight.value * value
        terms.append((value, weight))
        terms.append((weight.value, Figure(f"risk {place}", value, (span.high - span.low) / 2)))
    return _around(total, sum_allowance(terms))


def _around(value: Decimal, allowed: Decimal) -> tuple[Decimal, Span]:
    return value, Span(value - allowed, value + allowed)


def check_group_weights(grid: Grid, book: Book) -> None:
    """Hold local weights against 1 in each group, and global ones against group × local."""
    group, local = grid.column("weight_group"), grid.column("weight_local")
    whole = grid.column("weight")
    if group is None:
        return
    heads = [figure for row in grid.items if (figure := grid.figure(row, group))]
    if len(heads) > 1 and not weight_sum_fits(heads, book):
        _weight_slip(grid, group, heads, book)
    if local is None:
        return
    for head, rows in _groups(grid, group):
        weights = [figure for row in rows if (figure := grid.figure(row, local))]
        if len(weights) > 1 and not weight_sum_fits(weights, book):
            _weight_slip(grid, local, weights, book, rows[0])
        for row in rows:
            _check_global(grid, row, head, (local, whole), book)


def _groups(grid: Grid, column: Column) -> list[tuple[Figure, list[Row]]]:
    found: list[tuple[Figure, list[Row]]] = []
    for row in grid.items:
        if figure := grid.figure(row, column):
            found.append((figure, []))
        if found:
            found[-1][1].append(row)
    return found


def _check_global(
    grid: Grid, row: Row, head: Figure, columns: tuple[Column, Column | None], book: Book
) -> None:
    local, whole = grid.figure(row, columns[0]), grid.figure(row, columns[1])
    if local and whole and not book.holds(whole, head.span * local.span):
        book.slip(
            grid.place(row, columns[1]),
            "report_global_weight",
            printed=whole.text,
            right=shown(whole, head.value * local.value),
            group=head.text,
            local=local.text,
        )


def _weight_slip(
    grid: Grid, column: Column, weights: Sequence[Figure], book: Book, row: Row | None = None
) -> None:
    book.slip(
        grid.place(row, column),
        "report_weight_sum",
        printed=shown(weights[0], total_of(weights)),
        right=shown(weights[0], ONE),
        count=len(weights),
    )

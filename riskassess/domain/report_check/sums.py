"""Sums: totals, subtotals, the index of a risk table."""

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
from riskassess.domain.report_check.weights import weights_fit

TENTH = Decimal("0.1")


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
    fits = book.holds(held, Span(total - allowed, total + allowed))
    if row.kind == "total" and column.role == "weight" and weights_fit(figures):
        fits = fits and (printed.value == 1 or printed.span.meets(Span(total, total)))
    if not fits:
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
        if place and (row.kind == "index" or _is_weighted(part, place)):
            found.append((row, *place))
    return found


def _index_column(part: Part, row: Row) -> tuple[Column, Figure] | None:
    grid = part.grid
    for role in ("term", "index", "risk"):
        column = part.columns.get(role) or grid.column(role, part.moment)
        figure = grid.figure(row, column)
        if figure and column:
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


def _is_weighted(part: Part, place: tuple[Column, Figure]) -> bool:
    """Say whether a total under the risk values is their weighted sum, not the plain one."""
    column, figure = place
    if column.role != "risk":
        return True
    risks = [line.risk for line in part.lines if line.risk]
    spans = index_spans(part) if weights_of(part) else []
    if not spans or not risks:
        return False
    total = total_of(risks)
    others = (total, total / len(risks))
    nearest = min(abs(figure.value - value) for value, _span in spans)
    return all(nearest < abs(figure.value - other) for other in others)


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
    if _are_products(part):
        terms = [term.exact() for term in terms]
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


def _are_products(part: Part) -> bool:
    """Say whether every term is weight × risk to the last place: then none was rounded."""
    return len(part.lines) > 1 and all(
        line.term
        and line.weight
        and line.risk
        and line.term.value == _share_of(line.weight, part) * line.risk.value
        for line in part.lines
    )


def _share_of(weight: Figure, part: Part) -> Decimal:
    return next(share.value for line, share in weights_of(part) if line.weight is weight)


def check_risk_totals(part: Part, book: Book) -> None:
    """Hold a total under the risk values against their sum, or their mean."""
    grid, column = part.grid, part.column("risk")
    indexes = {(row.number, at.index) for row, at, _figure in index_figures(part)}
    risks = [line.risk for line in part.lines if line.risk]
    for row in grid.rows:
        figure = grid.figure(row, column)
        if row.kind != "total" or column is None or figure is None or len(risks) < 2:
            continue
        if (row.number, column.index) in indexes or moment_of(row.label) not in {"", part.moment}:
            continue
        figure, allowed = _as_share(figure, part), allowance_of(risks)
        values = [risk.value for risk in risks]
        if not weights_of(part) and min(values) <= figure.value <= max(values):
            continue  # weighted by what another table prints
        sums = [total_of(risks), total_of(risks) / len(risks)]
        if not any(book.holds(figure, _around(value, allowed)[1]) for value in sums):
            book.slip(
                grid.place(row, column),
                "report_sum",
                printed=figure.text,
                right=shown(figure, sums[0]),
                count=len(risks),
            )


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

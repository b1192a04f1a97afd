"""Weights: their sum, in each group and over all; global weights against group × local."""

from collections.abc import Sequence
from decimal import Decimal

from riskassess.domain.report_check.figures import Figure, allowance_of, total_of
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.risk import Part, shown, weights_of

ONE = Decimal(1)


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

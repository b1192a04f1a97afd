"""Which column holds the maxima of the items, where the heads do not say it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid
from riskassess.domain.report_check.words import SCORES

WHOLE = Decimal(100)


def with_maxima(grid: Grid) -> Grid:
    """Return the table with its maxima named.

    Of two columns of points (评分 and 得分) the first is the maximum where no row of the second is
    higher; a column 权重 of 10, 25, 10, 55 beside points is one too.

    Notes
    -----
    The original form of DB32/T 4013 is headed 权重, 评分, 得分: weight of the test, most points of
    the item, points given.
    """
    if grid.columns_with("points_max"):
        return grid
    scores = grid.columns_with(*SCORES)
    for column in [each for each in scores if each.role == "points"]:
        others = [each for each in scores if each is not column]
        if not column.moment and others and _bounds(grid, column, others):
            return _named(grid, column)
    for column in grid.columns_with("weight"):
        is_whole = bool(scores) and not column.moment and _is_hundred(grid, column)
        if is_whole and _bounds(grid, column, scores):
            return _named(grid, column)
    return grid


def _named(grid: Grid, column: Column) -> Grid:
    named = replace(column, role="points_max")
    return replace(grid, columns=tuple(named if e is column else e for e in grid.columns))


def _bounds(grid: Grid, column: Column, others: Sequence[Column]) -> bool:
    """Say whether few points exceed those of the column, and some are lower."""
    pairs = [
        (most.value, points.value)
        for row in grid.items
        for other in others
        if (most := grid.figure(row, column)) and (points := grid.figure(row, other))
    ]
    above = sum(points > most for most, points in pairs)
    lower = any(points < most for most, points in pairs)
    return len(pairs) >= 2 and lower and above * 4 <= len(pairs)


def _is_hundred(grid: Grid, column: Column) -> bool:
    found = [figure.value for row in grid.items if (figure := grid.figure(row, column))]
    return len(found) >= 2 and sum(found) == WHOLE

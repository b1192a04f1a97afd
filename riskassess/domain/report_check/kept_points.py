"""Points lost and points kept in one table: together they are the maximum."""

from riskassess.domain.report_check.figures import Span
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.layout import Grid
from riskassess.domain.report_check.points import as_points


def check_kept(grid: Grid, book: Book) -> None:
    """Hold points kept against maximum less points lost, row by row."""
    for moment in grid.moments:
        most, lost, kept = (
            grid.column(role, moment) for role in ("points_max", "points_lost", "points_kept")
        )
        for row in grid.rows:
            whole, taken, printed = (grid.figure(row, each) for each in (most, lost, kept))
            if whole is None or taken is None or printed is None:
                continue
            right = whole.value - taken.value
            if not book.holds(as_points(printed, right), Span(right, right)):
                book.slip(
                    grid.place(row, kept),
                    "report_points_kept",
                    printed=printed.text,
                    right=f"{right.normalize():f}",
                    most=whole.text,
                    lost=taken.text,
                )

"""Rounds of expert scoring: coefficients of variation, shares of full marks."""

import re

from riskassess.domain.report_check.bases import Entry
from riskassess.domain.report_check.figures import normalised
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.layout import Grid
from riskassess.domain.report_check.survey import check_possible
from riskassess.domain.report_check.words import RESPONDENTS_TEXTS_TO_READ


def is_rounds(grid: Grid) -> bool:
    """Say whether a table gives means and deviations of scores."""
    roles = {column.role for column in grid.columns}
    return len(roles & {"mean", "sd", "cv", "full_mark"}) >= 2


def check_rounds(grid: Grid, book: Book) -> None:
    """Check each round of a table of scores."""
    for round_ in grid.rounds:
        _check_variation(grid, round_, book)
        _check_full_marks(grid, round_, book)


def _check_variation(grid: Grid, round_: str, book: Book) -> None:
    mean, sd, cv = (grid.column(role, "", round_) for role in ("mean", "sd", "cv"))
    for row in grid.items:
        m, s, printed = (grid.figure(row, each) for each in (mean, sd, cv))
        if not (m and s and printed):
            continue
        right = s.span.divided(m.span)
        if right is None or book.holds(printed, right):
            continue
        book.slip(
            grid.place(row, cv),
            "report_variation",
            printed=printed.text,
            right=printed.printed(s.value / m.value),
            sd=s.text,
            mean=m.text,
        )


def _check_full_marks(grid: Grid, round_: str, book: Book) -> None:
    column = grid.column("full_mark", "", round_)
    base = respondents_of(grid, round_, book)
    if column is None or not base:
        return
    entries = [
        Entry("full_mark", row.label, grid.place(row, column), share=figure)
        for row in grid.items
        if (figure := grid.figure(row, column))
    ]
    check_possible(entries, base, book)


def respondents_of(grid: Grid, round_: str, book: Book) -> int | None:
    """Return how many scored in a round: by the heads, the title, or the text of the report."""
    heads = " ".join(column.head for column in grid.columns if column.round == round_)
    for text in (heads, grid.title):
        found = re.findall(RESPONDENTS_TEXTS_TO_READ, normalised(text).lower())
        numbers = {int(each) for groups in found for each in groups if each}
        if len(numbers) == 1:
            return numbers.pop()
    return book.respondents.get(f"round {round_}")

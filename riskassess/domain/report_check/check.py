"""The whole check: every table to the rules of its kind, then what several places say together."""

import re
from collections.abc import Sequence

from riskassess.domain.report_check import answers, kept_points, membership, points, results, rounds
from riskassess.domain.report_check.agreement import check_quantities, check_rises, note_factors
from riskassess.domain.report_check.changes import check_changes
from riskassess.domain.report_check.comparisons import (
    check_matrix,
    consistency_figures,
    read_matrix,
)
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.grades import (
    check_criteria_table,
    check_verdict_rows,
    is_criteria_table,
)
from riskassess.domain.report_check.headings import moment_of
from riskassess.domain.report_check.layout import Grid, read_grid
from riskassess.domain.report_check.limits import limits_of_grid, printed_rules
from riskassess.domain.report_check.risk import (
    Part,
    check_degrees,
    check_levels,
    check_products,
    check_terms,
    read_part,
)
from riskassess.domain.report_check.rules import ReportRules
from riskassess.domain.report_check.sentences import (
    check_sentences,
    note_respondents,
    sentences_of,
)
from riskassess.domain.report_check.sums import (
    check_group_weights,
    check_index,
    check_totals,
    check_weights,
)
from riskassess.domain.report_check.tables import (
    ReportFindings,
    ReportTable,
    TableNotRead,
    TableRead,
)
from riskassess.domain.report_check.words import COMBINING_TEXTS_TO_READ

NEIGHBOURS = 3
"""Paragraphs after a judgement matrix that may print its consistency."""


def check_report(
    tables: Sequence[ReportTable], paragraphs: Sequence[str], rules: ReportRules
) -> ReportFindings:
    """Reckon the tables and short statements of a report again.

    Parameters
    ----------
    tables : sequence of ReportTable
        All tables of the report, in order.
    paragraphs : sequence of str
        Its paragraphs, in order; `ReportTable.position` counts in them.
    rules : ReportRules
        Limits of the manual; limits that the report prints go before them.

    Returns
    -------
    ReportFindings
        Slips, remarks, and for each table whether it was read and as what. A table that is not
        understood is listed, never passed over.

    Notes
    -----
    A printed figure is right when some values inside the rounding intervals of the printed inputs
    give it (handbook 5, 10.4; `docs/method/report-check.md`).
    """
    titles = [table.title for table in tables]
    sentences = sentences_of(["" if each in titles else each for each in paragraphs])
    grids = {table.number: read_grid(table, moment_of(table.title)) for table in tables}
    usable = [grid for grid in grids.values() if grid]
    book = Book(printed_rules(rules, usable, [*titles, *(each.text for each in sentences)]))
    book.takes_worst = _names_other_criteria(tables, paragraphs)
    note_respondents(sentences, book)
    if sum(read_matrix(table) is not None for table in tables) == 1:
        book.consistency = " ".join(text for text in paragraphs if consistency_figures(text))
    read: list[TableRead] = []
    unread: list[TableNotRead] = []
    parts: list[Part] = []
    for table in tables:
        _check_table(table, grids[table.number], paragraphs, (book, read, unread, parts))
    count = check_sentences(sentences, book)
    points.check_mixing(book)
    note_factors(parts, book)
    check_quantities(book)
    check_rises(book)
    return ReportFindings(tuple(book.slips), tuple(book.remarks), tuple(read), tuple(unread), count)


def _names_other_criteria(tables: Sequence[ReportTable], paragraphs: Sequence[str]) -> bool:
    texts = [*paragraphs, *(cell.text for table in tables for row in table.rows for cell in row)]
    return any(re.search(COMBINING_TEXTS_TO_READ, text) for text in texts)


def _check_table(
    table: ReportTable,
    grid: Grid | None,
    paragraphs: Sequence[str],
    given: tuple[Book, list[TableRead], list[TableNotRead], list[Part]],
) -> None:
    book, read, unread, parts = given
    before = book.compared
    matrix = read_matrix(table)
    if matrix:
        near = " ".join(paragraphs[table.position : table.position + NEIGHBOURS])
        check_matrix(matrix, book, text=near if consistency_figures(near) else book.consistency)
        kind = "comparisons"
    else:
        kind = _check_grid(grid, book, parts) if grid else ""
    if book.compared == before and kind != "limits":
        kind = ""  # nothing in it could be compared: it is not checked
    title = grid.title if grid else table.title
    if grid:
        for row, column in grid.unreadable():
            where = f"{grid.place(row).row} {column.head}"
            unread.append(TableNotRead(title, table.number, table.place, "formula", where))
    if kind:
        read.append(TableRead(title, table.number, table.place, kind, book.compared - before))
    else:
        unread.append(TableNotRead(title, table.number, table.place, _reason(grid)))


def _reason(grid: Grid | None) -> str:
    if grid is None:
        return "no_head"
    return "no_rule" if any(grid.figures.values()) else "no_figures"


def _check_grid(grid: Grid, book: Book, parts: list[Part]) -> str:
    """Check a table by the rules of its kind; return the kind, or nothing."""
    if membership.membership_columns(grid):
        membership.check_membership(grid, book)
        return "membership"
    if rounds.is_rounds(grid):
        rounds.check_rounds(grid, book)
        return "rounds"
    if points.is_opinion(grid):
        points.check_opinion(grid, book)
        return "opinion"
    if points.is_points(grid):
        points.check_points(grid, book)
        kept_points.check_kept(grid, book)
        return "points"
    if is_risk(grid):
        parts += _check_risk(grid, book)
        return "risk"
    return _check_other(grid, book)


def is_risk(grid: Grid) -> bool:
    """Say whether a table estimates factors."""
    roles = {column.role for column in grid.columns}
    estimates = roles & {"probability", "impact", "risk", "term"}
    with_figures = any(
        grid.figure(row, column)
        for row in grid.rows
        for column in grid.columns_with("probability", "impact", "risk", "term", "weight")
    )
    return with_figures and bool(
        len(estimates) >= 2
        or (estimates and roles & {"weight", "degree", "factor"})
        or "weight" in roles
    )


def _check_risk(grid: Grid, book: Book) -> list[Part]:
    check_group_weights(grid, book)
    found = [read_part(grid, moment) for moment in grid.moments]
    for part in found:
        check_weights(part, book)
        check_products(part, book)
        check_levels(part, book)
        check_degrees(part, book)
        check_terms(part, book)
        check_index(part, book)
        check_verdict_rows(part, book)
    if weight := grid.column("weight"):
        check_totals(grid, weight, grid.rows, book)
    if len(found) == 2:
        check_changes(found[0], found[1], book)
    return found


def _check_other(grid: Grid, book: Book) -> str:
    if is_criteria_table(grid):
        check_criteria_table(grid, book)
        return "criteria"
    if limits_of_grid(grid):
        return "limits"
    if results.is_results(grid):
        results.check_results(grid, book)
        return "results"
    if answers.is_survey(grid):
        answers.check_survey(grid, book)
        return "survey"
    return ""

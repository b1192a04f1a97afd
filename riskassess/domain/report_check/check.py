"""The whole check: every table to the rules of its kind, then what several places say together."""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, localcontext

from riskassess.domain.report_check import (
    answers,
    kept_points,
    membership,
    opinion,
    points,
    results,
    rounds,
    sheets,
)
from riskassess.domain.report_check.agreement import check_quantities, check_rises, note_factors
from riskassess.domain.report_check.bounded import PRECISION, bounded_paragraphs, bounded_tables
from riskassess.domain.report_check.changes import check_changes
from riskassess.domain.report_check.comparisons import (
    check_matrix,
    consistency_figures,
    read_matrix,
)
from riskassess.domain.report_check.dividing import grids_of
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.grades import (
    check_criteria_table,
    check_verdict_rows,
    is_criteria_table,
)
from riskassess.domain.report_check.layout import Grid
from riskassess.domain.report_check.limits import limits_of_grid, printed_rules
from riskassess.domain.report_check.reckoned import check_reckoned
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
    check_index,
    check_risk_totals,
    check_totals,
)
from riskassess.domain.report_check.tables import (
    ReportFindings,
    ReportTable,
    TableNotRead,
    TableRead,
)
from riskassess.domain.report_check.weights import check_group_weights, check_weights
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
    kept, cut = bounded_tables(tables)
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)):
        return _findings(kept, bounded_paragraphs(paragraphs), rules, cut)


def _findings(
    tables: Sequence[ReportTable],
    paragraphs: Sequence[str],
    rules: ReportRules,
    cut: Sequence[TableNotRead],
) -> ReportFindings:
    titles = [table.title for table in tables]
    sentences = sentences_of(["" if each in titles else each for each in paragraphs])
    grids = [[] if read_matrix(table) else grids_of(table) for table in tables]
    usable = [grid for found in grids for grid in found]
    book = Book(printed_rules(rules, usable, [*titles, *(each.text for each in sentences)]))
    book.takes_worst = _names_other_criteria(tables, paragraphs)
    note_respondents(sentences, book)
    sheets.note_sheets([grid for grid in usable if _kind(grid) == "points"], book)
    if sum(read_matrix(table) is not None for table in tables) == 1:
        book.consistency = " ".join(text for text in paragraphs if consistency_figures(text))
    read: list[TableRead] = []
    unread: list[TableNotRead] = [*cut]
    parts: list[Part] = []
    for table, found in zip(tables, grids, strict=True):
        near = " ".join(paragraphs[table.position : table.position + NEIGHBOURS])
        _check_table(table, found, near, (book, read, unread, parts))
    count = check_sentences(sentences, book)
    sheets.check_mixing(book)
    note_factors(parts, book)
    check_quantities(book)
    check_reckoned(parts, book)
    check_rises(book)
    return ReportFindings(tuple(book.slips), tuple(book.remarks), tuple(read), tuple(unread), count)


def _names_other_criteria(tables: Sequence[ReportTable], paragraphs: Sequence[str]) -> bool:
    texts = [*paragraphs, *(cell.text for table in tables for row in table.rows for cell in row)]
    return any(re.search(COMBINING_TEXTS_TO_READ, text) for text in texts)


def _check_table(
    table: ReportTable,
    grids: Sequence[Grid],
    near: str,
    given: tuple[Book, list[TableRead], list[TableNotRead], list[Part]],
) -> None:
    """Check what one printed table holds; `near` is the text that follows it."""
    book, read, unread, parts = given
    title = next((grid.title for grid in grids), table.title)
    compared: dict[str, int] = {}
    matrix = read_matrix(table)
    if matrix:
        before = book.compared
        check_matrix(matrix, book, text=near if consistency_figures(near) else book.consistency)
        compared["comparisons"] = book.compared - before
    for grid in grids:
        before = book.compared
        kind = _check_grid(grid, book, parts)
        if book.compared == before and limits_of_grid(grid):
            kind = "limits"
        if kind and (book.compared > before or kind == "limits"):
            compared[kind] = compared.get(kind, 0) + book.compared - before
        unread += _formulas(grid, table)
    read += [
        TableRead(title, table.number, table.place, kind, count) for kind, count in compared.items()
    ]
    if not compared:  # nothing in it could be compared: it is not checked
        unread.append(TableNotRead(title, table.number, table.place, _reason(grids)))


def _formulas(grid: Grid, table: ReportTable) -> list[TableNotRead]:
    return [
        TableNotRead(
            grid.title,
            table.number,
            table.place,
            "formula",
            f"{grid.place(row).row} {column.head}",
        )
        for row, column in grid.unreadable()
    ]


def _reason(grids: Sequence[Grid]) -> str:
    if not grids:
        return "no_head"
    has_figures = any(any(grid.figures.values()) for grid in grids)
    return "no_rule" if has_figures else "no_figures"


def _kind(grid: Grid) -> str:
    """Return as what a table is read, or nothing."""
    recognised = (
        ("membership", membership.membership_columns),
        ("rounds", rounds.is_rounds),
        ("opinion", opinion.is_opinion),
        ("points", points.is_points),
        ("risk", is_risk),
        ("criteria", is_criteria_table),
        ("limits", limits_of_grid),
        ("results", results.is_results),
        ("survey", answers.is_survey),
    )
    return next((kind for kind, is_kind in recognised if is_kind(grid)), "")


def _check_grid(grid: Grid, book: Book, parts: list[Part]) -> str:
    """Check a table by the rules of its kind; return the kind, or nothing."""
    kind = _kind(grid)
    checks: dict[str, Callable[[Grid, Book], None]] = {
        "membership": membership.check_membership,
        "rounds": rounds.check_rounds,
        "opinion": opinion.check_opinion,
        "points": _check_points,
        "criteria": check_criteria_table,
        "results": results.check_results,
        "survey": answers.check_survey,
    }
    if kind in checks:
        checks[kind](grid, book)
    elif kind == "risk":
        parts += _check_risk(grid, book)
    return kind


def _check_points(grid: Grid, book: Book) -> None:
    points.check_points(sheets.sheet_of(grid, book), book)
    kept_points.check_kept(grid, book)


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
        check_risk_totals(part, book)
        check_verdict_rows(part, book)
    if weight := grid.column("weight"):
        check_totals(grid, weight, grid.rows, book)
    if len(found) == 2:
        check_changes(found[0], found[1], book)
    return found

"""One printed table that holds several: a second head inside it, blocks before and after."""

from collections.abc import Sequence
from dataclasses import replace

from riskassess.domain.report_check.figures import normalised, read_figures
from riskassess.domain.report_check.headings import Column, columns_of, header_rows, match, role_of
from riskassess.domain.report_check.headings import moment_of as moment_in
from riskassess.domain.report_check.layout import ITEM, Grid, Row, read_grid
from riskassess.domain.report_check.maxima import with_maxima
from riskassess.domain.report_check.tables import Cell, ReportTable
from riskassess.domain.report_check.words import MOMENT_CELL_TEXTS_TO_READ

BOTH = {"before", "after"}
WEAK = {"", "item", "factor", "category", "note", "serial", "stage", "degree", "limit", "index"}
"""Roles that rows of words have as well as heads."""


def grids_of(table: ReportTable) -> list[Grid]:
    """Return the tables that one printed table holds, each with its rows as they are numbered."""
    found: list[Grid] = []
    for part in _by_heads(table):
        grid = read_grid(part, moment_in(table.title))
        if grid:
            found += [with_maxima(each) for each in _by_moment(grid)]
    return found


def _by_heads(table: ReportTable) -> list[ReportTable]:
    """Cut a table before each row that is another head; the same head repeated is none."""
    rows = table.rows
    cuts, columns, heads = [0], None, {_texts(row) for row in rows[:1]}
    for at, cells in enumerate(rows):
        if columns is None:
            count = header_rows(rows[at:])
            if count and sum(bool(text) for text in _texts(cells)) > 1:
                columns = columns_of(rows[at : at + count])
                heads |= {_texts(row) for row in rows[at : at + count]}
        elif _texts(cells) not in heads and _is_head(cells, columns):
            cuts.append(at)
            columns = columns_of(rows[at : at + 1])
            heads.add(_texts(cells))
    ends = [*cuts[1:], len(rows)]
    return [
        replace(table, rows=rows[start:end], first_row=table.first_row + start)
        for start, end in zip(cuts, ends, strict=True)
    ]


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple("" if cell.merged else cell.text.strip() for cell in cells)


def _is_head(cells: Sequence[Cell], columns: Sequence[Column]) -> bool:
    texts = [text for text in _texts(cells) if text]
    if len(texts) < 2 or any(read_figures(text)[0] for text in texts):
        return False
    roles = [role_of(text) for text in _texts(cells)]
    strong = sum(role not in WEAK for role in roles)
    alike = sum(
        bool(role) and role == column.role for role, column in zip(roles, columns, strict=True)
    )
    known = sum(bool(role) for role in roles)
    return known * 3 >= len(texts) * 2 and (strong >= 2 or (strong == 1 and alike >= 2))


def _by_moment(grid: Grid) -> list[Grid]:
    """Part the rows of a table by the moment that its sections, or a column of it, name."""
    moments = _moments_of_sections(grid.rows) or _moments_of_cells(grid)
    if not set(moments.values()) >= BOTH:
        return [grid]
    parts = []
    for moment in ("", "before", "after"):
        rows = tuple(row for row in grid.rows if moments.get(row.number) == moment)
        if any(row.kind == ITEM for row in rows):
            parts.append(replace(grid, rows=rows, moment=moment or grid.moment))
    return parts


def _moments_of_sections(rows: Sequence[Row]) -> dict[int, str]:
    current, found = "", {}
    for row in rows:
        if row.kind == "section":
            current = moment_of_cell(row.label) or current
        found[row.number] = current
    return found if set(found.values()) >= BOTH else {}


def _moments_of_cells(grid: Grid) -> dict[int, str]:
    for column in grid.columns:
        found = {row.number: moment_of_cell(row.cells[column.index].text) for row in grid.rows}
        items = [found[row.number] for row in grid.items]
        if all(items) and set(items) >= BOTH:
            return _carried(grid.rows, found, items)
    return {}


def _carried(rows: Sequence[Row], found: dict[int, str], items: Sequence[str]) -> dict[int, str]:
    """Give totals that name no moment that of their block; where moments alternate, none."""
    changes = sum(one != other for one, other in zip(items, items[1:], strict=False))
    current = ""
    for row in rows:
        current = found[row.number] or current
        found[row.number] = found[row.number] or (current if changes == 1 else "unsaid")
    return found


def moment_of_cell(text: str) -> str:
    """Return the moment that a short text names by itself.

    >>> moment_of_cell("前"), moment_of_cell("一、采取措施后"), moment_of_cell("前期工作")
    ('before', 'after', '')
    """
    clean = normalised(text)
    return match(clean, MOMENT_CELL_TEXTS_TO_READ) or moment_in(clean)

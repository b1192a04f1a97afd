"""From a printed table to columns with roles and rows with kinds, whatever their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from riskassess.domain.report_check.figures import (
    Figure,
    normalised,
    read_figure,
    read_figures,
    read_inside,
)
from riskassess.domain.report_check.headings import Column, columns_of, header_rows, match
from riskassess.domain.report_check.tables import Cell, Place, ReportTable
from riskassess.domain.report_check.words import ROW_TEXTS_TO_READ

ITEM = "item"
LABELS = ("factor", "item")
NAMELESS = ("serial", "note", "stage", "degree", "probability_word", "impact_word", "change")


@dataclass(frozen=True)
class Row:
    """One row below the head: its number in the table, its name, what kind it is."""

    number: int
    label: str
    kind: str
    cells: tuple[Cell, ...]
    first: bool = True


@dataclass(frozen=True)
class Grid:
    """A table with columns and rows named."""

    table: ReportTable
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str
    moment: str = ""
    figures: dict[tuple[int, int], tuple[Figure, ...]] = field(default_factory=dict)
    words: dict[tuple[int, int], str] = field(default_factory=dict)

    def columns_with(self, *roles: str) -> list[Column]:
        """Return the columns of these roles, from left to right."""
        return [column for column in self.columns if column.role in roles]

    def column(self, role: str, moment: str = "", round_: str = "") -> Column | None:
        """Return the column of a role and moment, or the one that serves all moments."""
        found = self.columns_with(role)
        for wanted in ((moment, round_), ("", "")):
            for column in found:
                if (column.moment, column.round) == wanted:
                    return column
        return None

    def figure(self, row: Row, column: Column | None) -> Figure | None:
        """Return the one figure of a cell, in the column's unit; None where there is none."""
        if column is None:
            return None
        found = self.figures.get((row.number, column.index), ())
        return found[0] if found else None

    def word(self, row: Row, column: Column | None) -> str:
        """Return the words of a cell."""
        return "" if column is None else self.words.get((row.number, column.index), "")

    @cached_property
    def items(self) -> tuple[Row, ...]:
        """Return the rows that stand for themselves: no totals, notes or indexes."""
        return tuple(row for row in self.rows if row.kind == ITEM)

    @cached_property
    def moments(self) -> tuple[str, ...]:
        """Return the moments of the columns, or the one that the title names."""
        found = {column.moment for column in self.columns if column.moment}
        return tuple(each for each in ("before", "after") if each in found) or (self.moment,)

    @cached_property
    def rounds(self) -> tuple[str, ...]:
        """Return the rounds of scoring that the columns name."""
        return tuple(sorted({column.round for column in self.columns})) or ("",)

    def place(self, row: Row | None = None, column: Column | None = None) -> Place:
        """Return where a figure stands."""
        return Place(
            self.title,
            self.table.number,
            row_name(row) if row else "",
            column.head if column else "",
            self.table.place,
        )

    def unreadable(self) -> Iterator[tuple[Row, Column]]:
        """Yield the cells whose formula has no stored result."""
        for row in self.rows:
            for column in self.columns:
                if not row.cells[column.index].readable:
                    yield row, column


def row_name(row: Row) -> str:
    """Return a row's number in its table and its name."""
    return f"{row.number} {row.label}".strip()


def read_grid(table: ReportTable, moment: str = "") -> Grid | None:
    """Return a table's columns and rows, or None for a table without a head or rows."""
    rows, skipped = _without_title(table.rows)
    title = table.title or (_title_inside(table) if skipped else "")
    count = header_rows(rows)
    if not rows or count == 0 or count >= len(rows):
        return None
    columns = columns_of(rows[:count])
    grid = Grid(table, columns, (), title, moment)
    heads = tuple(cell.text for cell in rows[count - 1])
    names = _naming(grid, rows[count:])
    body = [
        _row(grid, cells, skipped + count + place + table.first_row - 1, names)
        for place, cells in enumerate(rows[count:], start=1)
        if tuple(cell.text for cell in cells) != heads
    ]
    grid = replace(grid, rows=tuple(body))
    return _read_cells(grid)


def _without_title(
    rows: Sequence[tuple[Cell, ...]],
) -> tuple[list[tuple[Cell, ...]], int]:
    """Leave out rows on top that are one cell over the whole width, and empty ones."""
    kept = list(rows)
    skipped = 0
    while len(kept) > 1 and len(kept[0]) > 1 and _is_spread(kept[0]):
        kept.pop(0)
        skipped += 1
    return kept, skipped


def _is_spread(cells: Sequence[Cell]) -> bool:
    texts = [cell.text.strip() for cell in cells if not cell.merged and cell.text.strip()]
    return len(texts) == 0 or (
        len(texts) == 1
        and bool(cells[0].text.strip())
        and all(cell.merged or not cell.text.strip() for cell in cells[1:])
    )


def _title_inside(table: ReportTable) -> str:
    return next((cell.text.strip() for cell in table.rows[0] if cell.text.strip()), "")


def _naming(grid: Grid, rows: Sequence[tuple[Cell, ...]]) -> list[Column]:
    """Return the columns that name the rows, best first: those that repeat themselves least."""

    def repeats(column: Column) -> int:
        texts = [cells[column.index].text.strip() for cells in rows]
        return sum(not two or one == two for one, two in zip(["", *texts], texts, strict=False))

    return [column for role in LABELS for column in sorted(grid.columns_with(role), key=repeats)]


def _row(grid: Grid, cells: tuple[Cell, ...], number: int, names: Sequence[Column]) -> Row:
    label, first = _label(grid, cells, names)
    return Row(number, label, _kind(label, cells), cells, first)


def _label(grid: Grid, cells: tuple[Cell, ...], names: Sequence[Column]) -> tuple[str, bool]:
    """Return the name of a row: factor or item, else its first cell with words."""
    first = next((cell for cell in cells if cell.text.strip()), Cell(""))
    if match(normalised(first.text).lower(), ROW_TEXTS_TO_READ):
        return first.text.strip(), True
    for column in names:
        text = cells[column.index].text.strip()
        if text and read_figure(text) is None:
            return text, True
    for column, cell in zip(grid.columns, cells, strict=True):
        text = cell.text.strip()
        is_text = text and not read_figures(text)[0]
        if is_text and not cell.merged and column.role not in NAMELESS:
            return text, True
    return first.text.strip(), False


def _kind(label: str, cells: Sequence[Cell]) -> str:
    clean = normalised(label).lower()
    kind = match(clean, ROW_TEXTS_TO_READ)
    if kind:
        return kind
    if _is_spread(cells):
        return "section"
    return ITEM


def _read_cells(grid: Grid) -> Grid:
    """Read every figure once, in its column's unit."""
    for row in grid.rows:
        for column in grid.columns:
            cell = row.cells[column.index]
            if cell.merged or column.role in {"serial", "note", "stage"}:
                continue
            figures, word = read_figures(cell.text)
            if column.role == "strength" and not figures:
                figures = read_inside(cell.text)
            grid.figures[(row.number, column.index)] = figures
            grid.words[(row.number, column.index)] = word
    return replace(grid, columns=tuple(_settled(grid, column) for column in grid.columns))


def _settled(grid: Grid, column: Column) -> Column:
    """Give bare numbers of a percentage column their unit, and a column of words its role."""
    places = [(row.number, column.index) for row in grid.rows]
    found = [grid.figures[place][0] for place in places if grid.figures.get(place)]
    worded = [place for place in places if grid.words.get(place)]
    if column.percent and any(abs(each.value) > 1 for each in found if not each.percent):
        for place in places:
            if grid.figures.get(place):
                one, *more = grid.figures[place]
                grid.figures[place] = (one.as_percent(), *more)
    words_only = bool(worded) and not found
    roles = {"probability": "probability_word", "impact": "impact_word", "risk": "degree"}
    if words_only and column.role in roles:
        return replace(column, role=roles[column.role])
    has_risk = any(each.role == "risk" for each in grid.columns_with("risk"))
    if column.role == "degree" and found and not worded and not has_risk:
        return replace(column, role="risk")
    return column

"""What the check reads: tables and paragraphs of a report as plain records."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Parameters
    ----------
    text : str
        As it is shown.
    merged : bool
        Whether it only continues a cell to its left or above; the text is that cell's.
    readable : bool
        False for a formula that the file holds no result of: its value is unknown, not 0.
    """

    text: str
    merged: bool = False
    readable: bool = True


@dataclass(frozen=True)
class ReportTable:
    """One table with its place.

    Parameters
    ----------
    number : int
        Position among the tables of the document, from 1.
    title : str
        Its caption, or the paragraph before it, or the name of its sheet.
    rows : tuple of tuple of Cell
        All rows with as many cells as the table has columns.
    place : str
        Where else it can be looked up: sheet and range of a workbook.
    position : int
        Number of paragraphs before it.
    first_row : int
        Number of its first row, as the reader counts: in a workbook the row of the sheet.
    """

    number: int
    title: str
    rows: tuple[tuple[Cell, ...], ...]
    place: str = ""
    position: int = 0
    first_row: int = 1


@dataclass(frozen=True)
class Place:
    """Where a figure stands: table, row, column; a paragraph has table number 0."""

    title: str
    number: int
    row: str = ""
    column: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Slip:
    """One figure that cannot be right, or one that asks for a look (`ReportFindings.remarks`).

    Parameters
    ----------
    place : Place
        Where it stands.
    printed, right : str
        What is printed, and what the rule gives; empty where no single figure can be named.
    rule : str
        Code of the rule; its text is in `riskassess.wording`.
    facts : dict
        Values that the text mentions.
    """

    place: Place
    printed: str
    right: str
    rule: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class TableRead:
    """A table that was understood: as what, and how many comparisons were made in it."""

    title: str
    number: int
    place: str
    kind: str
    compared: int


@dataclass(frozen=True)
class TableNotRead:
    """A table, or a part of one, that was not checked, and why (a code)."""

    title: str
    number: int
    place: str
    reason: str
    where: str = ""


@dataclass(frozen=True)
class ReportFindings:
    """Everything that the check found.

    `slips` are wrong, `remarks` ask for a look, `tables_not_understood` were not checked.
    """

    slips: tuple[Slip, ...]
    remarks: tuple[Slip, ...]
    tables_read: tuple[TableRead, ...]
    tables_not_understood: tuple[TableNotRead, ...]
    sentences_read: int = 0


def plain_table(
    number: int, title: str, rows: "list[list[str]]", *, position: int = 0
) -> ReportTable:
    """Return a table of texts without merged cells; short rows are filled up.

    >>> plain_table(1, "", [["a", "b"], ["1"]]).rows[1][1].text
    ''
    """
    width = max((len(row) for row in rows), default=0)
    filled = (tuple(Cell(text) for text in [*row, *[""] * (width - len(row))]) for row in rows)
    return ReportTable(number, title, tuple(filled), position=position)

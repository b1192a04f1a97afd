"""How many cells a Word or Excel file would unfold to, asked before a reader unfolds them.

A few bytes can claim billions: merged areas, spans, skipped columns, one cell in the last row.
Every part of the package is read as a stream, since any of them may be the main one.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO

from lxml import etree

from riskassess.adapters.documents import DocumentRefused

CHUNK = 64 * 1024
DEEPEST = 500
"""Cells merged downwards: each is found by way of all that lie above it."""
WIDE = 16
"""Cells of a row that are passed for the price of one."""
BEYOND = 10**9
"""Stands for a number too long to be one of columns or rows."""
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")


def require_extent(stream: BinaryIO, limit: int) -> None:
    """Refuse a package whose tables unfold to more than `limit` cells.

    Raises DocumentRefused: `too_many_cells`; `broken` for a document type, which no such file has.
    """
    extent = _Extent(limit)
    stream.seek(0)
    with zipfile.ZipFile(stream) as package:
        for member in package.infolist():
            with package.open(member) as part:
                _read_part(part.read, extent)
    stream.seek(0)


def _read_part(read: Callable[[int], bytes], extent: "_Extent") -> None:
    """Read a part to its end, or to where it is no XML: no reader comes farther."""
    extent.start_part()
    parser = etree.XMLParser(target=extent, resolve_entities=False, no_network=True)
    try:
        while chunk := read(CHUNK):
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError:
        return


def _number(text: str | None, default: int = 1) -> int:
    """Return a number of rows or columns; what is none is left to the reader to refuse."""
    clean = (text or "").strip()
    if not re.fullmatch(r"[+-]?\d+", clean):
        return default
    return int(clean) if len(clean) < 10 else BEYOND


def area_of(reference: str) -> int:
    """Return how many cells a range has; one for what is no range.

    >>> area_of("A1:C4"), area_of("B2"), area_of("A1:XFD1048576")
    (12, 1, 17179869184)
    """
    first, _colon, last = reference.partition(":")
    (row, column), (end_row, end_column) = _corner(first), _corner(last or first)
    return (abs(end_row - row) + 1) * (abs(end_column - column) + 1)


def _corner(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference.strip())
    if not found:
        return 1, 1
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return _number(found.group(2)), column


class _Table:
    """A Word table that is being read: its rows, its width, and how far cells are merged down."""

    def __init__(self) -> None:
        self.rows = self.width = self.at = 0
        self.span, self.continues = 1, False
        self.above: dict[int, int] = {}
        self.row: dict[int, int] = {}

    def end_cell(self) -> int:
        """Return the price of finding the cell that this one continues."""
        depth = self.above.get(self.at, 0) + 1 if self.continues else 0
        self.row[self.at] = depth
        self.at += max(self.span, 1)
        return BEYOND if depth > DEEPEST else depth * (1 + len(self.row) // WIDE)

    def end_row(self) -> int:
        """Return how many cells the table has grown by, squared to its widest row."""
        before = self.rows * self.width
        self.rows, self.width = self.rows + 1, max(self.width, self.at)
        self.above = self.row
        return self.rows * self.width - before


class _Extent:
    """Takes the elements of a part one by one and counts; the target of a parser."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.cells = 0
        self.start_part()

    def start_part(self) -> None:
        """Forget where the part before ended."""
        self.tables: list[_Table] = []
        self.at = (0, 0)
        self.last = (0, 0)

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        """Refuse what could hide a number in an entity or a default."""
        raise DocumentRefused("broken", f"document type {name}")

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """Take the start of an element."""
        name = etree.QName(tag).localname
        if name in _WORD:
            values = {etree.QName(key).localname: value for key, value in given.items()}
            self._start_word(name, values.get("val"))
        elif name in {"mergeCell", "hyperlink"} and "ref" in given:
            self._add(area_of(given["ref"]))
        elif name == "row":
            self.at = (_number(given.get("r"), self.at[0] + 1), 0)
        elif name == "c":
            self._start_sheet_cell(given.get("r"))

    def _start_sheet_cell(self, reference: str | None) -> None:
        row, column = self.at
        self.at = _corner(reference) if reference else (row, column + 1)
        before = self.last[0] * self.last[1]
        self.last = (max(self.last[0], self.at[0]), max(self.last[1], self.at[1]))
        self._add(self.last[0] * self.last[1] - before)

    def _start_word(self, name: str, value: str | None) -> None:
        if name == "tbl":
            self.tables.append(_Table())
            return
        if not self.tables:
            return
        table = self.tables[-1]
        if name == "tr":
            table.at, table.row = 0, {}
        elif name == "tc":
            table.span, table.continues = 1, False
        elif name == "gridSpan":
            table.span = _number(value)
            self._refuse_beyond(table.span)
        elif name == "vMerge":
            table.continues = value in {None, "continue"}
        else:  # columns left out before or after the cells of a row
            table.at += max(_number(value, 0), 0)
            self._refuse_beyond(table.at)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = etree.QName(tag).localname
        if not self.tables:
            return
        if name == "tc":
            self._add(self.tables[-1].end_cell())
        elif name == "tr":
            self._add(self.tables[-1].end_row())
        elif name == "tbl":
            self.tables.pop()

    def close(self) -> None:
        """Take the end of the part."""

    def _add(self, cells: int) -> None:
        self.cells += cells
        self._refuse_beyond(self.cells)

    def _refuse_beyond(self, cells: int) -> None:
        if cells > self.limit:
            raise DocumentRefused("too_many_cells", str(cells))


_WORD = frozenset({"tbl", "tr", "tc", "gridSpan", "vMerge", "gridBefore", "gridAfter"})

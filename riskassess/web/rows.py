"""Rows of a long list in one piece: what is the same in each row is rendered once."""

from collections.abc import Iterable, Sequence
from html import escape as escape_text
from typing import Any

from markupsafe import Markup, escape


def filled(line: Markup, rows: Iterable[Sequence[Any]]) -> Markup:
    """Return the line once for each row, with `{0}`, `{1}` … filled from its escaped cells.

    The line comes from a block of a template, so that its own text is escaped already.
    """
    if not isinstance(line, Markup):
        raise TypeError("a line is markup of a template, not text")
    # The method of plain text: that of Markup reads the line anew for each row.
    pieces = (str.format(line, *[_escaped(cell) for cell in row]) for row in rows)
    return Markup("".join(pieces))  # noqa: S704 - markup of a template and escaped cells


def _escaped(cell: Any) -> str:
    if type(cell) is str:  # most cells; several times faster than the general way
        return escape_text(cell)
    return str(escape(cell))

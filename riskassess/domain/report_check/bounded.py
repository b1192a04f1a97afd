"""What of a report is searched: no endless figures, no endless texts.

A number of more than thirty digits is no figure of a report, and a cell or statement of thousands
of characters none either; patterns and arithmetic would only lose their time with them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from riskassess.domain.report_check.tables import Cell, ReportTable, TableNotRead

MOST_DIGITS = 30
CELL_LENGTH = 2_000
PARAGRAPH_LENGTH = 20_000
NAME_LENGTH = 20
CUT = "…"
PRECISION = 200
"""Digits reckoned with: products of several figures of `MOST_DIGITS` come out whole."""
# at most so long is read whatever it is: signs of one figure, thousands of it apart
_LONG = re.compile(r"\d[\d,]*(?:\.\d+)?")


def bounded_text(text: str, length: int) -> str:
    """Return a text without numbers that are none, at most `length` characters of it.

    >>> bounded_text("约 0.3，不是" + "9" * 31, 100)
    '约 0.3,不是…'
    """
    cut = text[:length]
    if not _may_be_long(cut):
        return cut
    return _LONG.sub(_without_long, unicodedata.normalize("NFKC", cut))


def _may_be_long(text: str) -> bool:
    return sum(each.isdecimal() for each in text) > MOST_DIGITS


def _without_long(found: re.Match[str]) -> str:
    number = found.group()
    parts = number.replace(",", " ").split() if not _is_one(number) else [number]
    is_long = any(sum(each.isdecimal() for each in part) > MOST_DIGITS for part in parts)
    return CUT if is_long else number


def _is_one(number: str) -> bool:
    """Say whether the commas of a number part thousands, not the members of a list."""
    return all(len(part) == 3 for part in number.partition(".")[0].split(",")[1:])


def bounded_tables(
    tables: Sequence[ReportTable],
) -> tuple[list[ReportTable], list[TableNotRead]]:
    """Return the tables as they are searched, and each cell of which something is not.

    >>> from riskassess.domain.report_check.tables import plain_table
    >>> _tables, unread = bounded_tables([plain_table(1, "", [["权重"], ["1" * 40]])])
    >>> unread[0].reason, unread[0].where
    ('too_long', '2 权重')
    """
    found, unread = [], []
    for table in tables:
        kept = replace(
            table,
            title=bounded_text(table.title, CELL_LENGTH),
            rows=tuple(tuple(_bounded(cell) for cell in row) for row in table.rows),
        )
        found.append(kept)
        unread += [
            TableNotRead(kept.title, table.number, table.place, "too_long", where)
            for where in _changed(table, kept)
        ]
    return found, unread


def _bounded(cell: Cell) -> Cell:
    if len(cell.text) <= MOST_DIGITS:
        return cell
    text = bounded_text(cell.text, CELL_LENGTH)
    return cell if text == cell.text else replace(cell, text=text)


def _changed(given: ReportTable, kept: ReportTable) -> Iterator[str]:
    """Yield row and column of the cells that were cut."""
    for at, (before, after) in enumerate(zip(given.rows, kept.rows, strict=True)):
        for column, (one, other) in enumerate(zip(before, after, strict=True)):
            if (
                one.merged
                or one is other
                or (CUT not in other.text and len(one.text) <= CELL_LENGTH)
            ):
                continue
            name = next((cell.text for cell in after if cell.text), "")[:NAME_LENGTH]
            head = kept.rows[0][column].text[:NAME_LENGTH] if at else ""
            words = (str(given.first_row + at), name.replace(CUT, ""), head)
            yield " ".join(word for word in words if word)


def bounded_paragraphs(paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs as they are searched."""
    return [bounded_text(each, PARAGRAPH_LENGTH) for each in paragraphs]

"""Tables on their way into a workbook: what stands in which sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class TableSheet:
    """One sheet: name, columns, rows; `notes` stand above the columns.

    `choices` are drop-down lists by place of the column: another sheet's name, the place of its
    column of words (below one line of names), and how many there are.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = ()
    choices: Mapping[int, tuple[str, int, int]] = field(default_factory=dict)

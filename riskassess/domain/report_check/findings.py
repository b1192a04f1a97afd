"""What is collected while the tables are read: slips, remarks, counts, figures to compare."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from riskassess.domain.report_check.figures import Figure, Span
from riskassess.domain.report_check.headings import Column
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.rules import ReportRules
from riskassess.domain.report_check.tables import Place, Slip


@dataclass(frozen=True)
class Quantity:
    """A figure that the report may print in several places: what it is, when, where."""

    figure: Figure
    place: Place
    source: str = ""


@dataclass
class Sheet:
    """A table of points: by moment and test, kept for the comparison of tables.

    `most` and `points` have the whole under the empty key; `kind` is `lost` or `kept`.
    """

    grid: Grid
    columns: dict[str, Column]
    most: dict[str, Decimal] = field(default_factory=dict)
    points: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    kind: str = ""
    opinion: dict[str, tuple[Figure, Place]] = field(default_factory=dict)

    def figure(self, row: Row, column: Column | None) -> Figure | None:
        """Return the points of a row."""
        return self.grid.figure(row, column)


@dataclass
class Book:
    """Collector of one check."""

    rules: ReportRules
    slips: list[Slip] = field(default_factory=list)
    remarks: list[Slip] = field(default_factory=list)
    quantities: dict[tuple[str, ...], list[Quantity]] = field(
        default_factory=lambda: defaultdict(list)
    )
    sheets: list[Sheet] = field(default_factory=list)
    respondents: dict[str, int] = field(default_factory=dict)
    degrees: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    compared: int = 0
    takes_worst: bool = False
    consistency: str = ""

    def slip(
        self, place: Place, rule: str, *, printed: str = "", right: str = "", **facts: object
    ) -> None:
        """Note a figure that cannot be right."""
        found = Slip(place, printed, right, rule, facts)
        if found not in self.slips:
            self.slips.append(found)

    def remark(
        self, place: Place, rule: str, *, printed: str = "", right: str = "", **facts: object
    ) -> None:
        """Note something that asks for a look."""
        self.remarks.append(Slip(place, printed, right, rule, facts))

    def holds(self, figure: Figure, right: Span) -> bool:
        """Count a comparison and say whether the printed figure can be the right one."""
        self.compared += 1
        return figure.span.meets(right)

    def note(self, key: Iterable[str], figure: Figure, place: Place, source: str = "") -> None:
        """Keep a figure for the comparison of all places that print it."""
        self.quantities[tuple(key)].append(Quantity(figure, place, source))

"""Reads the tables of a fuzzy evaluation: weights that round, rows of memberships, grades."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from riskassess.domain.methods.inputs import Inputs
from riskassess.domain.problem import Path, path_text

# Printed weights and memberships are rounded: so far may their sum lie from 1. Seven cells of two
# decimals can be off by 0.035 by rounding alone, and published tables print rows of 1.06.
WEIGHTS_OFF = Decimal("0.02")
ROW_OFF = Decimal("0.10")
OPERATOR = "weighted_sum"
# How tables write the same operator.
SIGNS = ("M(.,+)", "M(·,+)", "M(•,+)", "M(*,+)")
Table = list[list[Decimal]]


class FuzzyTables(Inputs):
    """Inputs of a fuzzy evaluation.

    `normalised` and `row_sums` hold the sums that are near 1 but not 1, by their place.
    """

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        self.normalised: dict[str, dict[str, Decimal]] = {}
        self.row_sums: dict[str, Decimal] = {}
        self.columns = 0

    def check_operator(self) -> None:
        """Refuse another operator than the weighted sum."""
        value = self.value("operator", required=False)
        if value is None or value == OPERATOR:
            return
        if not (isinstance(value, str) and value.replace(" ", "").startswith(SIGNS)):
            allowed = f"{OPERATOR}, {SIGNS[0]}"
            self.add(("operator",), "file_unknown_word", value=str(value), allowed=allowed)

    def weights(self, value: object, path: Path, rows: int) -> list[Decimal]:
        """Return the weights of so many rows; their sum must be near 1."""
        weights = self._shares(value, path)
        if weights is None:
            return []
        if len(weights) != rows:
            self.add(path, "fuzzy_weights_count", value=len(weights), expected=rows)
        whole = sum(weights, Decimal(0))
        if abs(whole - 1) > WEIGHTS_OFF:
            self.add(path, "fuzzy_weights_sum", value=str(whole))
        elif whole != 1:
            self.normalised[path_text(path)] = {"sum": whole}
        return weights

    def memberships(self, value: object, path: Path) -> Table:
        """Return a table of memberships; all tables have as many columns as the first row."""
        table: Table = []
        for place, given in enumerate(self.as_rows(value, path)):
            table.append(self._membership_row(given, (*path, place)))
        return table

    def _membership_row(self, given: object, path: Path) -> list[Decimal]:
        row = self._shares(given, path)
        if row is None:
            return []
        self.columns = self.columns or len(row)
        whole = sum(row, Decimal(0))
        if len(row) != self.columns:
            self.add(path, "file_ragged", value=len(row), expected=self.columns)
        elif abs(whole - 1) > ROW_OFF:
            self.add(path, "fuzzy_row_sum", value=str(whole))
        elif whole != 1:
            self.row_sums[path_text(path)] = whole
        return row

    def _shares(self, value: object, path: Path) -> list[Decimal] | None:
        """Return a list of shares, or None when one of them was refused."""
        rows = self.as_rows(value, path)
        shares = [self.as_share(each, (*path, place)) for place, each in enumerate(rows)]
        found = [share for share in shares if share is not None]
        return found if found and len(found) == len(shares) else None

    def grades(self) -> Sequence[Any]:
        """Return the names of the grades, one a column; 1, 2, … where none are given."""
        if self.value("grades", required=False) is None:
            return range(1, self.columns + 1)
        names = self.rows("grades")
        for place, name in enumerate(names):
            if isinstance(name, bool) or not isinstance(name, str | int | float | Decimal):
                self.add(("grades", place), "file_wrong_type", expected="text")
            elif name in names[:place]:
                self.add(("grades", place), "fuzzy_grade_repeated", value=str(name))
        self._check_columns("grades", names)
        return names

    def grade_scores(self) -> list[Decimal]:
        """Return what each grade counts; empty where nothing is given."""
        if self.value("grade_scores", required=False) is None:
            return []
        scores = self.vector("grade_scores")
        self._check_columns("grade_scores", scores)
        return scores

    def _check_columns(self, key: str, values: Sequence[Any]) -> None:
        if values and self.columns and len(values) != self.columns:
            self.add((key,), "fuzzy_grades_count", value=len(values), expected=self.columns)

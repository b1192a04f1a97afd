"""Single values of an assessment file: read exactly, or noted as a problem with its JSON path."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from riskassess.domain.assessment_file.records import UNIT
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import Path, Problems

SCORE_DECIMALS = 4
FINEST = Decimal("0.0001")
PERCENT = 100
# More than this is a slip of the keyboard: there are not so many people.
GREATEST_COUNT = 10**9


class FileReader:
    """Reads keys of plain data; a value that does not fit becomes a problem and None."""

    def __init__(self) -> None:
        self.problems = Problems()

    def mapping(self, value: object, path: Path) -> Mapping[str, Any]:
        """Return the object at a path, or an empty one."""
        if isinstance(value, Mapping):
            return value
        self.problems.add(path, "file_wrong_type", expected="object")
        return {}

    def rows(self, owner: Mapping[str, Any], path: Path, *, required: bool) -> Sequence[Any]:
        """Return the list at the last key of a path, or an empty one."""
        value = owner.get(str(path[-1]))
        if isinstance(value, list | tuple):
            if required and not value:
                self.problems.add(path, "file_empty_list")
            return value
        if value is not None:
            self.problems.add(path, "file_wrong_type", expected="list")
        elif required:
            self.problems.add(path, "file_missing", key=str(path[-1]))
        return ()

    def text(self, owner: Mapping[str, Any], path: Path, *, required: bool = False) -> str:
        """Return the text at the last key of a path, or an empty text."""
        value = owner.get(str(path[-1]))
        if isinstance(value, str) and (value.strip() or not required):
            return str(value)
        if value is None and not required:
            return ""
        code = "file_missing" if value is None or value == "" else "file_wrong_type"
        self.problems.add(path, code, key=str(path[-1]), expected="text")
        return ""

    def word(
        self, owner: Mapping[str, Any], path: Path, allowed: Sequence[str], *, required: bool = True
    ) -> str | None:
        """Return a text that must be one of the allowed ones."""
        if not required and owner.get(str(path[-1])) is None:
            return None
        value = self.text(owner, path, required=True)
        if value and value not in allowed:
            listed = ", ".join(allowed)
            self.problems.add(path, "file_unknown_word", value=value, allowed=listed)
            return None
        return value or None

    def count(self, owner: Mapping[str, Any], path: Path) -> int | None:
        """Return a count of 0 or more, or None where it is not known."""
        value = owner.get(str(path[-1]))
        if value is None:
            return None
        number = exact_number(value)
        if number is None or number != number.to_integral_value():
            self.problems.add(path, "file_not_whole", value=str(value))
        elif number < 0:
            self.problems.add(path, "file_negative", value=str(value))
        elif number > GREATEST_COUNT:
            self.problems.add(
                path, "file_out_of_range", value=str(value), low="0", high=str(GREATEST_COUNT)
            )
        else:
            return int(number)
        return None

    def share(self, owner: Mapping[str, Any], path: Path) -> int:
        """Return a share of 0 to 1 in ten-thousandths."""
        number = self._number(owner, path)
        if number is None:
            return 0
        if 1 < number <= PERCENT:
            self.problems.add(path, "file_share_as_percent", value=str(number))
            return 0
        return self._scaled(number, (Decimal(0), Decimal(1)), path)

    def weight(self, owner: Mapping[str, Any], path: Path, limits: tuple[Decimal, Decimal]) -> int:
        """Return a weight score within the manual's limits in ten-thousandths."""
        number = self._number(owner, path)
        return 0 if number is None else self._scaled(number, limits, path)

    def level(self, owner: Mapping[str, Any], path: Path, scale: Sequence[ScaleLevel]) -> int:
        """Return a level of the scale as the upper end of its band in ten-thousandths."""
        number = self._number(owner, path)
        if number is None:
            return 0
        for row in scale:
            if row.level == number:
                return int(row.up_to * UNIT)
        listed = ", ".join(str(row.level) for row in scale)
        self.problems.add(path, "file_no_level", value=str(number), allowed=listed)
        return 0

    def _number(self, owner: Mapping[str, Any], path: Path) -> Decimal | None:
        value = owner.get(str(path[-1]))
        if value is None:
            self.problems.add(path, "file_score_missing", key=str(path[-1]))
            return None
        number = exact_number(value)
        if number is None:
            self.problems.add(path, "file_not_a_number", value=str(value))
        return number

    def _scaled(self, number: Decimal, limits: tuple[Decimal, Decimal], path: Path) -> int:
        low, high = limits
        if not low <= number <= high:
            self.problems.add(
                path, "file_out_of_range", value=str(number), low=str(low), high=str(high)
            )
            return 0
        rounded = number.quantize(FINEST)
        if rounded != number:
            self.problems.add(
                path, "file_too_fine", value=str(number), decimals=str(SCORE_DECIMALS)
            )
            return 0
        return int(rounded * UNIT)

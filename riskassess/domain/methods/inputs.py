"""Reads the inputs of a method: each value exactly, or a refusal with its place and the mend."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from riskassess.domain.errors import InvalidFile
from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import Path, Problems

ROOT: Path = ("inputs",)
# Beyond these nothing of the field can lie; whole numbers of such length would take for ever.
GREATEST_EXPONENT, LEAST_EXPONENT = 18, -30


class Inputs:
    """Values of a method's inputs by key; problems are collected, `refuse` raises them all.

    A value that does not fit is noted and a harmless one returned, so that every problem is met;
    call `refuse` before computing.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.problems = Problems()
        self.read: set[str] = set()

    def refuse(self) -> None:
        """Raise InvalidFile with everything that was noted."""
        self.problems.refuse(InvalidFile)

    def add(self, path: Path, code: str, **facts: object) -> None:
        """Note a problem at a path below `inputs`."""
        self.problems.add((*ROOT, *path), code, **facts)

    def has(self, key: str) -> bool:
        """Return whether a key is given and not null."""
        return self.given.get(key) is not None

    @property
    def unused(self) -> list[str]:
        """Return the keys nobody asked for; a method reports them instead of guessing."""
        return [str(key) for key in self.given if key not in self.read]

    def value(self, key: str, *, required: bool = True) -> Any:
        """Return the raw value of a key, None where it is missing."""
        self.read.add(key)
        if required and not self.has(key):
            self.add((key,), "file_missing", key=key)
        return self.given.get(key)

    def word(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Return one of the allowed words; the default where none is given."""
        value = self.value(key, required=default is None)
        if value is None:
            return default or allowed[0]
        if value not in allowed:
            self.add((key,), "file_unknown_word", value=str(value), allowed=", ".join(allowed))
            return allowed[0]
        return str(value)

    def number(
        self,
        key: str,
        *,
        low: Decimal | int | None = None,
        high: Decimal | int | None = None,
        required: bool = True,
    ) -> Decimal | None:
        """Return the number of a key within the limits (both included), or None."""
        value = self.value(key, required=required)
        return None if value is None else self.as_number(value, (key,), low=low, high=high)

    def share(self, key: str, *, required: bool = True) -> Decimal | None:
        """Return a share of 0 to 1; a percentage is refused as such."""
        value = self.value(key, required=required)
        return None if value is None else self.as_share(value, (key,))

    def count(self, key: str, *, low: int = 0, required: bool = True) -> int | None:
        """Return a whole number of at least `low`, or None."""
        number = self.number(key, required=required)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.add((key,), "file_not_whole", value=str(number))
        elif number < low:
            self.add((key,), "file_too_small", value=str(number), low=str(low))
        else:
            return int(number)
        return None

    def rows(self, key: str, *, required: bool = True) -> Sequence[Any]:
        """Return the list of a key; empty where it is missing."""
        value = self.value(key, required=required)
        return () if value is None else self.as_rows(value, (key,))

    def as_rows(self, value: object, path: Path) -> Sequence[Any]:
        """Return a list that is not empty."""
        if not isinstance(value, list | tuple):
            self.add(path, "file_wrong_type", expected="list")
            return ()
        if not value:
            self.add(path, "file_empty_list")
        return value

    def as_mapping(self, value: object, path: Path) -> Mapping[str, Any]:
        """Return an object, or an empty one."""
        if isinstance(value, Mapping):
            return value
        self.add(path, "file_wrong_type", expected="object")
        return {}

    def as_number(
        self,
        value: object,
        path: Path,
        *,
        low: Decimal | int | None = None,
        high: Decimal | int | None = None,
    ) -> Decimal | None:
        """Return a finite number within the limits, exactly as it was written."""
        number = exact_number(value)
        if number is None:
            self.add(path, "file_not_a_number", value=shown(value))
            return None
        if number and not LEAST_EXPONENT <= number.adjusted() <= GREATEST_EXPONENT:
            self.add(path, "file_no_magnitude", value=str(value)[:40])
            return None
        if (low is not None and number < low) or (high is not None and number > high):
            self.add(path, "file_outside", value=str(number), **_limits(low, high))
            return None
        return number

    def as_share(self, value: object, path: Path) -> Decimal | None:
        """Return a share of 0 to 1; 1 to 100 is refused as a percentage."""
        number = self.as_number(value, path)
        if number is not None and 1 < number <= 100:
            self.add(path, "file_share_as_percent", value=str(number))
            return None
        return None if number is None else self.as_number(value, path, low=0, high=1)

    def vector(self, key: str, **limits: Any) -> list[Decimal]:
        """Return a list of numbers."""
        return self.as_vector(self.value(key), (key,), **limits)

    def as_vector(self, value: object, path: Path, **limits: Any) -> list[Decimal]:
        """Return the numbers of a list; a value that is none counts as 0 until the refusal."""
        return [
            self.as_number(each, (*path, place), **limits) or Decimal(0)
            for place, each in enumerate(self.as_rows(value, path))
        ]

    def table(self, key: str, **limits: Any) -> list[list[Decimal]]:
        """Return a list of equally long lists of numbers."""
        return self.as_table(self.value(key), (key,), **limits)

    def as_table(self, value: object, path: Path, **limits: Any) -> list[list[Decimal]]:
        """Return a table; rows of different length are noted."""
        table = [
            self.as_vector(row, (*path, place), **limits)
            for place, row in enumerate(self.as_rows(value, path))
        ]
        for place, row in enumerate(table):
            if len(row) != len(table[0]):
                self.add((*path, place), "file_ragged", value=len(row), expected=len(table[0]))
        return table


def shown(value: object) -> str:
    """Return a value as its author would know it again.

    >>> shown([Decimal("4.5"), None]), shown("x" * 60)[-3:]
    ('[4.5, null]', 'xx…')
    """
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(shown, value[:4])) + (", …" if len(value) > 4 else "") + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _limits(low: Decimal | int | None, high: Decimal | int | None) -> dict[str, object]:
    return {"low": "−∞" if low is None else str(low), "high": "∞" if high is None else str(high)}

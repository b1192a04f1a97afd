"""A method's result as JSON: numbers with 12 significant digits, Chinese unescaped."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

SIGNIFICANT = 12


def printed_method(result: Mapping[str, Any]) -> str:
    r"""Return the JSON text of a method's result, one key a line, without a final newline.

    >>> printed_method({"w": Fraction(1, 3), "n": 3, "parts": [Decimal("0.50"), None]})
    '{"w": 0.333333333333,\n "n": 3,\n "parts": [0.5, null]}'
    """
    lines = (
        f"{json.dumps(str(key), ensure_ascii=False)}: "
        + json.dumps(_rounded(value), ensure_ascii=False, allow_nan=False)
        for key, value in result.items()
    )
    return "{" + ",\n ".join(lines) + "}"


def _rounded(value: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float | Decimal | Fraction):
        return significant(value)
    if isinstance(value, Mapping):
        return {str(key): _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value]


def significant(value: float | Decimal | Fraction) -> float:
    """Return a number rounded to 12 significant digits."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return float(f"{value:.{SIGNIFICANT}g}")

"""The values of coders as exact numbers, or as words where the level is nominal."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.errors import InvalidInput
from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import path_text

LEVELS = ("nominal", "ordinal", "interval", "ratio")
NUMERAL = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
FURTHEST = 100
"""Decimal places before or behind the point beyond which a number is a slip."""

Mark = Decimal | Fraction | str
Rows = list[list[Mark | None]]


def read_marks(coders: Sequence[Sequence[Any]], level: str) -> Rows:
    """Return the values of every coder, exactly; None for missing ones.

    Parameters
    ----------
    coders : sequence of sequences
        One row a coder, equally long.
    level : str
        One of LEVELS; words that are no numbers are values of the nominal level only.

    Returns
    -------
    list of lists

    Raises
    ------
    InvalidInput
        With the place of the first value that does not fit.

    Examples
    --------
    >>> read_marks([["2", 3, None], [2.5, "yes", "no"]], "nominal")
    [[Decimal('2'), Decimal('3'), None], [Decimal('2.5'), 'yes', 'no']]
    """
    for place, row in enumerate(coders):
        if len(row) != len(coders[0]):
            where = path_text(("coders", place))
            raise InvalidInput("file_ragged", where=where, value=len(row), expected=len(coders[0]))
    known: dict[tuple[type, Any], Mark | None] = {(type(None), None): None}
    marks: Rows = []
    for coder, row in enumerate(coders):
        keys = [(value.__class__, value) for value in row]
        for unit, key in enumerate(keys):
            if key not in known:
                known[key] = _mark(key[1], level, (coder, unit))
        marks.append([known[key] for key in keys])
    return marks


def _mark(value: Any, level: str, place: tuple[int, int]) -> Mark | None:
    if value != value:  # NaN
        return None
    number = value if isinstance(value, Fraction) else _number(value)
    where = path_text(("coders", *place))
    if number is None:
        if level == "nominal" and isinstance(value, str) and value.strip():
            return value.strip()
        raise InvalidInput("agreement_not_on_level", where=where, value=str(value), level=level)
    if isinstance(number, Decimal) and is_extreme(number):
        raise InvalidInput("agreement_number_extreme", where=where, value=str(value))
    if level == "ratio" and number < 0:
        raise InvalidInput("agreement_ratio_negative", where=where, value=str(value))
    return number


def _number(value: object) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value.strip()) if NUMERAL.fullmatch(value) else None
    return exact_number(value)


def is_extreme(number: Decimal) -> bool:
    """Say whether a number is so large or so fine that it must be a slip.

    >>> is_extreme(Decimal("1e-7")), is_extreme(Decimal("1e999999999"))
    (False, True)
    """
    exponent = number.as_tuple().exponent
    return (
        not isinstance(exponent, int)
        or abs(exponent) > FURTHEST
        or (abs(number.adjusted()) > FURTHEST)
    )

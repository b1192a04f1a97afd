"""Reads plain data into the manual's dataclasses: their fields are the only list of allowed keys.

A field without default is required. A trailing underscore keeps a Python word free (`class_` is the
key `class`). Every problem is noted with its key path, none is raised.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from riskassess.domain.problem import Path, Problems
from riskassess.domain.written import printable

MISSING = object()
NUMBER = re.compile(r"[-+]?[0-9]{1,18}([.][0-9]{1,18}|/[0-9]{1,18})?\Z")


def read_record(cls: type[Any], value: object, path: Path, problems: Problems) -> Any:
    """Return an instance of the dataclass, or None when problems were noted.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Level:
    ...     code: str
    ...     rank: int = 0
    >>> problems = Problems()
    >>> read_record(Level, {"code": "city"}, (), problems)
    Level(code='city', rank=0)
    >>> read_record(Level, {"cod": "city"}, ("levels", 1), problems)
    >>> [(problem.where, problem.code) for problem in problems.found]
    [('levels[1].cod', 'manual_unknown_key'), ('levels[1]', 'manual_missing_key')]
    """
    if not isinstance(value, Mapping):
        problems.add(path, "manual_wrong_type", expected="mapping")
        return None
    before = len(problems.found)
    fields = {field.name.rstrip("_"): field for field in dataclasses.fields(cls) if field.init}
    for key in value:
        if key not in fields:
            problems.add((*path, str(key)), "manual_unknown_key", key=str(key))
    values: dict[str, Any] = {}
    for key, field in fields.items():
        given = value.get(key, MISSING)
        if given is not MISSING:
            values[field.name] = read_value(field.type, given, (*path, key), problems)
        elif _is_required(field):
            problems.add(path, "manual_missing_key", key=key)
    return cls(**values) if len(problems.found) == before else None


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def read_value(kind: Any, value: object, path: Path, problems: Problems) -> Any:
    """Return the value as the annotated type; notes a problem and returns None otherwise."""
    origin = typing.get_origin(kind)
    if origin is not None:
        return _read_generic(origin, kind, value, path, problems)
    if dataclasses.is_dataclass(kind):
        return read_record(typing.cast("type[Any]", kind), value, path, problems)
    if issubclass(kind, StrEnum):
        return _read_word(kind, value, path, problems)
    read, expected = SCALARS[kind]
    result = read(value)
    if result is None:
        problems.add(path, "manual_wrong_type", expected=expected)
    return result


def _read_generic(origin: Any, kind: Any, value: object, path: Path, problems: Problems) -> Any:
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if value is None else read_value(inner, value, path, problems)
    # The manual's only other generic type is the tuple of one kind of rows.
    return _read_list(arguments[0], value, path, problems)


def _read_list(kind: Any, value: object, path: Path, problems: Problems) -> Any:
    if not isinstance(value, list | tuple):
        problems.add(path, "manual_wrong_type", expected="list")
        return ()
    return tuple(
        read_value(kind, entry, (*path, position), problems) for position, entry in enumerate(value)
    )


def _read_word(kind: type[StrEnum], value: object, path: Path, problems: Problems) -> Any:
    allowed = [member.value for member in kind]
    if isinstance(value, str) and value in allowed:
        return kind(value)
    problems.add(path, "manual_unknown_word", value=str(value), allowed=", ".join(allowed))
    return None


def _text(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    # What no database keeps; a quoted scalar can say it with an escape.
    return value if value.isprintable() or printable(value) == value else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _decimal(value: object) -> Decimal | None:
    text = _written_number(value)
    return None if text is None or "/" in text else Decimal(text)


def _fraction(value: object) -> Fraction | None:
    text = _written_number(value)
    try:
        return None if text is None else Fraction(text)
    except ZeroDivisionError:
        return None


def _written_number(value: object) -> str | None:
    """Return a number as it is written, or None; powers of ten could be as large as they like."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    text = str(value)
    return text if NUMBER.match(text) else None


def _day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


# type: (reader that returns None when the value does not fit, word for the message)
SCALARS: dict[Any, tuple[Callable[[object], Any], str]] = {
    str: (_text, "text"),
    int: (_whole, "whole number"),
    bool: (_truth, "true or false"),
    Decimal: (_decimal, "decimal number"),
    Fraction: (_fraction, "number or fraction"),
    date: (_day, "date"),
}

"""Reads a JSON text exactly: decimals as written, nothing given twice, no NaN."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from riskassess.domain.errors import InvalidFile
from riskassess.domain.problem import Path, path_text

NO_NUMBERS = ("NaN", "Infinity")


class NoNumber(str):
    """A constant that some writers put where a number is missing."""

    __slots__ = ()


def read_json(text: str) -> object:
    """Return the plain data of a JSON text with exact numbers.

    Raises
    ------
    InvalidFile
        For what is no JSON, NaN and Infinity, keys given twice, and broken characters.

    Examples
    --------
    >>> read_json('{"probability": 0.10}')
    {'probability': Decimal('0.10')}
    >>> read_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    riskassess.domain.errors.InvalidFile: file_duplicate_key at a
    """
    try:
        plain: object = json.loads(
            text, parse_float=Decimal, parse_constant=NoNumber, object_pairs_hook=_unique
        )
    except json.JSONDecodeError as error:
        raise InvalidFile(
            "file_not_json",
            where=f"{error.lineno}:{error.colno}",
            line=error.lineno,
            column=error.colno,
        ) from error
    except RecursionError as error:
        raise InvalidFile("file_too_deep", where="1:1") from error
    except ValueError as error:  # Python reads no whole number of more digits than its limit
        raise InvalidFile("file_number_too_long", where="1:1") from error
    if any(word in text for word in NO_NUMBERS):
        _refuse_no_numbers(plain)
    if "\\ud" in text.lower():
        _refuse_broken_text(plain)
    return plain


def _refuse_broken_text(plain: object) -> None:
    """Refuse half characters: a surrogate alone is no text, and no digest can be taken of it."""
    try:
        json.dumps(plain, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidFile("file_broken_text", where=ascii(error.object[error.start])) from error


def _refuse_no_numbers(plain: object) -> None:
    for path, word in _no_numbers(plain, ()):
        raise InvalidFile("file_nan", where=path_text(path), value=word)


def _no_numbers(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every place where a constant stands that is no number."""
    if isinstance(value, NoNumber):
        yield path, str(value)
    parts: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for key, part in parts:
        yield from _no_numbers(part, (*path, key))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise InvalidFile("file_duplicate_key", where=key, value=key)
        result[key] = value
    return result

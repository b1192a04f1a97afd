"""Publicly verifiable selection after RFC 3797: sources, key string, rounds.

The values of announced sources are written in one canonical way and joined to a key. Round i takes
the digest of the key between two copies of i, and its remainder by the number of those still left
says who is taken. RFC 3797 uses MD5, which stays for checking published draws; SHA-256 in its place
is the algorithm `rfc3797-sha256`, otherwise the same.
"""

import hashlib
import math
import re
import unicodedata
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from riskassess.proof.canonical import plain_number

MOST_ROUNDS = 65_535
"""The number of a round is written in two bytes."""
GREATEST_EXPONENT = 1_000
"""Beyond it a value is a slip; written out it would fill pages."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# signs of which numbers are written, with a digit: a text of nothing else is meant as one
_LIKE_NUMBER = re.compile(r"[-+±−.,，'’\s]*[0-9](?:[.,，'’_\s0-9]|[eE][-+]?(?=[0-9]))*")
_NOT_KEPT = re.compile(r"[^A-Z0-9]")

Value = int | float | Decimal | str
Source = Value | Sequence[Value]


class Algorithm(StrEnum):
    """What makes the digest of a round."""

    MD5 = "rfc3797"
    SHA256 = "rfc3797-sha256"


_DIGESTS: dict[Algorithm, Callable[[bytes], bytes]] = {
    Algorithm.MD5: lambda content: hashlib.md5(content, usedforsecurity=False).digest(),
    Algorithm.SHA256: lambda content: hashlib.sha256(content).digest(),
}


class SourceError(ValueError):
    """A source that has no canonical form; carries a code and facts, never prose."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Round(NamedTuple):
    """One round: its number from 0, digest, how many were left, position from 1 in the list."""

    number: int
    digest: str
    remaining: int
    position: int


def canonical_source(source: object) -> str:
    """Return the values of one source as they enter the key, closed by a slash.

    Parameters
    ----------
    source : number, str, or sequence of such
        Numbers are ordered by value and written without leading and trailing zeros, each followed
        by a full stop unless it has a decimal point (RFC 3797, section 4). A text that is a number
        counts as that number. Of any other text the letters A to Z without accents and the digits
        stay, in capitals; it stands alone in its source. Texts are first brought to the
        compatibility form NFKC, so that full-width digits are digits.

    Returns
    -------
    str
        ASCII.

    Raises
    ------
    SourceError
        `source_number` for a text that is meant as a number and not plainly one ("3,245.17");
        `source_empty` for no values, and for a text of which nothing stays; `source_not_a_value`,
        `source_no_magnitude`, `source_mixed` for a text among several values.

    Examples
    --------
    >>> canonical_source([9, 18, 5]), canonical_source(1.5), canonical_source("Mažňák 2")
    ('5.9.18./', '1.5/', 'MAZNAK2/')
    """
    values = list(source) if isinstance(source, list | tuple) else [source]
    if not values:
        raise SourceError("source_empty", value="[]")
    read = [_read(value) for value in values]
    texts = [value for value in read if isinstance(value, str)]
    if texts and len(read) > 1:
        raise SourceError("source_mixed", value=_shown(texts[0]))
    if texts:
        return f"{_canonical_text(texts[0])}/"
    numbers = sorted(value for value in read if isinstance(value, Decimal))
    return "".join(map(_canonical_number, numbers)) + "/"


def _read(value: object) -> Decimal | str:
    """Return a value as a number where it is one, else as text."""
    if isinstance(value, str):
        written = unicodedata.normalize("NFKC", value).strip(" ")
        if _NUMBER.fullmatch(written):
            return _bounded(Decimal(written))
        if _LIKE_NUMBER.fullmatch(written):
            raise SourceError("source_number", value=_shown(value))
        return written
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise SourceError("source_not_a_value", value=_shown(value))
    # repr gives the shortest decimal that means this float: what the author wrote
    return _bounded(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise SourceError("source_not_a_value", value=str(number))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and max(abs(number.adjusted()), -exponent) > GREATEST_EXPONENT:
        raise SourceError("source_no_magnitude", value=_shown(number))
    return number


def _canonical_number(number: Decimal) -> str:
    text = plain_number(number)
    return text if "." in text else f"{text}."


def _canonical_text(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    # only then in capitals: the capital of a sign outside A to Z may be within it
    kept = "".join(sign for sign in plain if sign.isascii()).upper()
    kept = _NOT_KEPT.sub("", kept)
    if not kept:
        raise SourceError("source_empty", value=_shown(text))
    return kept


def _shown(value: object) -> str:
    text = str(value)
    if value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    return text if len(text) <= 40 else f"{text[:39]}…"


def key_string(sources: Sequence[object]) -> str:
    """Return the key of a draw: every source in the announced order.

    Raises
    ------
    SourceError
        As `canonical_source`, with the place of the source as fact `place`, counted from 0;
        `source_none` without any source.

    Examples
    --------
    >>> key_string([9319, [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])
    '9319./2.5.8.10.12./9.18.26.34.41.45./'
    """
    if not sources:
        raise SourceError("source_none")
    parts = []
    for place, source in enumerate(sources):
        try:
            parts.append(canonical_source(source))
        except SourceError as error:
            raise SourceError(error.code, place=place, **error.facts) from error
    return "".join(parts)


def selections(
    key: str, size: int, algorithm: Algorithm | str = Algorithm.SHA256
) -> Iterator[Round]:
    """Yield the rounds of a draw from a list of `size` entries, as far as they are asked for.

    Parameters
    ----------
    key : str
        As `key_string` returns it.
    size : int
        Entries of the list.
    algorithm : Algorithm
        What makes the digests.

    Yields
    ------
    Round
        Until nobody is left, or `MOST_ROUNDS` are done.

    Examples
    --------
    >>> key = "9319./2.5.8.10.12./9.18.26.34.41.45./"
    >>> [each.position for each, _n in zip(selections(key, 25, "rfc3797"), range(4))]
    [17, 7, 2, 16]
    """
    make, content = _DIGESTS[Algorithm(algorithm)], key.encode("ascii")
    taken: list[int] = []  # positions from 0, in order
    for number in range(min(size, MOST_ROUNDS)):
        counter = number.to_bytes(2, "big")
        made = make(counter + content + counter)
        left = size - number
        place = _original_place(int.from_bytes(made, "big") % left, taken)
        insort(taken, place)
        yield Round(number, made.hex().upper(), left, place + 1)


def _original_place(place: int, taken: list[int]) -> int:
    """Return where the entry stood in the whole list that is at `place` among those left.

    Before the j-th of those taken `taken[j] - j` are left, and that never falls with j.
    """
    return place + bisect_right(range(len(taken)), place, key=lambda j: taken[j] - j)


def entropy_bits(pool_size: int, select: int) -> float:
    """Return how many bits the sources must at least bring: log2 of the number of selections.

    RFC 3797, section 3.3; nothing where all or nobody is taken.

    >>> round(entropy_bits(25, 10), 1), entropy_bits(5, 5)
    (21.6, 0.0)
    """
    if not 0 < select < pool_size:
        return 0.0
    return math.log2(math.comb(pool_size, select))

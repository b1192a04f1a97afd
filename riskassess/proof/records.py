"""Published records: canonical JSON and nothing else, so that each has one spelling."""

import json
from decimal import Decimal
from typing import Any

from riskassess.proof.canonical import canonical_bytes

GREATEST_EXPONENT = 1_000


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def bounded_decimal(text: str) -> Decimal:
    """Return a number of a record; raises ValueError for one that written out would fill memory.

    >>> bounded_decimal("0.50")
    Decimal('0.50')
    """
    number = Decimal(text)
    if number and abs(number.adjusted()) > GREATEST_EXPONENT:
        raise ValueError("no magnitude of a record")
    return number


def read_record(content: bytes) -> dict[str, Any] | None:
    """Return a record published as canonical JSON, None for anything else.

    >>> read_record(b'{"a":1}'), read_record(b'{"a": 1}')
    ({'a': 1}, None)
    """
    try:
        record = json.loads(
            content, parse_float=bounded_decimal, object_pairs_hook=_without_repeats
        )
        same = canonical_bytes(record) == content
    except (ValueError, TypeError, RecursionError):
        return None
    return record if same and isinstance(record, dict) else None

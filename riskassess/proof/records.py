"""Published records: canonical JSON and nothing else, so that each has one spelling."""

import json
from decimal import Decimal
from typing import Any

from riskassess.proof.canonical import canonical_bytes


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def read_record(content: bytes) -> dict[str, Any] | None:
    """Return a record published as canonical JSON, None for anything else.

    >>> read_record(b'{"a":1}'), read_record(b'{"a": 1}')
    ({'a': 1}, None)
    """
    try:
        record = json.loads(content, parse_float=Decimal, object_pairs_hook=_without_repeats)
        same = canonical_bytes(record) == content
    except (ValueError, TypeError, RecursionError):
        return None
    return record if same and isinstance(record, dict) else None

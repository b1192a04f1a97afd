"""Numbers in addresses and forms: none larger than the database holds; a huge one is unknown."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1
DIGITS = len(str(LARGEST_ID))


class RecordNumber(IntegerConverter):
    """`<int:…>` of this application: 0 to the largest id that PostgreSQL stores."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID, **options})


def record_number(text: str) -> int | None:
    """Return the record number that a request wrote, or None for what is none.

    Python refuses to read thousands of digits and a database to compare with twenty of them, so
    neither is tried.

    >>> record_number(" 12 "), record_number("9" * 5000), record_number("²"), record_number("-1")
    (12, None, None, None)
    """
    plain = text.strip()
    if not plain.isdecimal() or len(plain) > DIGITS:
        return None
    number = int(plain)
    return number if number <= LARGEST_ID else None


def init_addresses(app: Flask) -> None:
    """Let every `<int:…>` of a route be a record number."""
    app.url_map.converters["int"] = RecordNumber

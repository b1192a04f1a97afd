"""Numbers in addresses: none larger than the database can hold; a huge one is unknown."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class RecordNumber(IntegerConverter):
    """`<int:…>` of this application: 0 to the largest id that PostgreSQL stores."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID, **options})


def init_addresses(app: Flask) -> None:
    """Let every `<int:…>` of a route be a record number."""
    app.url_map.converters["int"] = RecordNumber

"""Everything a sheet says as one document: place → field → stored value, as canonical JSON.

While a round is open the document is what is stored, sealed; its places say what may be filled.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from riskassess.domain.comparison_pairs import COMPARISON, Pair
from riskassess.domain.sheet_lists import NEEDED, POINTS, quality_place
from riskassess.domain.sheet_values import Gap, Stored
from riskassess.proof.canonical import canonical_bytes

Key = tuple[str, str]  # place and field, as the page names them
Values = dict[Key, Stored]
FACTOR = "factor:"


class SheetDocument:
    """The values of a sheet by place and field, and the places that there are.

    >>> sheet = SheetDocument.blank(["12", "sheet"])
    >>> sheet.set("12", "before_impact", 5000)
    >>> bytes(sheet)
    b'{"12":{"before_impact":5000},"sheet":{}}'
    >>> SheetDocument.read(bytes(sheet)).get("12", "before_impact")
    5000
    """

    def __init__(self, places: dict[str, dict[str, Stored]]) -> None:
        self._places = places

    @classmethod
    def blank(cls, places: Iterable[str]) -> "SheetDocument":
        """Return a document with nothing filled."""
        return cls({place: {} for place in places})

    @classmethod
    def read(cls, content: bytes | str) -> "SheetDocument":
        """Return the document that was written."""
        return cls(json.loads(content))

    def __bytes__(self) -> bytes:
        return canonical_bytes(self._places)

    def __contains__(self, place: str) -> bool:
        return place in self._places

    def get(self, place: str, field: str) -> Stored:
        """Return a value, None where nothing is given."""
        return self._places.get(place, {}).get(field)

    def set(self, place: str, field: str, value: Stored) -> None:
        """Set a value; None and the empty text take it away."""
        fields = self._places.setdefault(place, {})
        if value is None or value == "":
            fields.pop(field, None)
        else:
            fields[field] = value

    def drop(self, place: str) -> None:
        """Take a place away with all that stands there."""
        self._places.pop(place, None)

    def at(self, place: str) -> Mapping[str, Stored]:
        """Return what is given at a place, by field."""
        return self._places.get(place, {})

    def places(self, prefix: str = "") -> list[str]:
        """Return the places, in order, or those with a prefix."""
        return sorted(place for place in self._places if place.startswith(prefix))

    @property
    def factors(self) -> dict[int, Mapping[str, Stored]]:
        """What is given of each factor, by the factor's id."""
        return {int(place): self._places[place] for place in self._places if place.isdecimal()}

    @property
    def comparisons(self) -> list[tuple[Pair, int]]:
        """Every answered pair, in order."""
        return sorted(
            (pair_at(place), int(fields[COMPARISON] or 0))
            for place, fields in self._places.items()
            if COMPARISON in fields
        )

    def unfinished(self, quality: Iterable[str]) -> Iterator[Gap]:
        """Return what begun lines of growing lists lack, and headings of quality without points.

        >>> list(SheetDocument({"must_fix:k1": {"pages": "3"}}).unfinished([]))
        [Gap(place='must_fix:k1', field='text')]
        """
        for prefix, fields in NEEDED.items():
            for place in self.places(prefix):
                yield from (Gap(place, name) for name in fields if not self.get(place, name))
        for heading in quality:
            if self.get(quality_place(heading), POINTS) is None:
                yield Gap(quality_place(heading), POINTS)

    def published(self, codes: Mapping[int, str]) -> dict[str, Any]:
        """Return what is given with factors by their code, as it is committed to and shown later.

        >>> sheet = SheetDocument.read('{"12":{"before_impact":5000},"13":{},"sheet":{}}')
        >>> sheet.published({12: "B03"})
        {'factor:B03': {'before_impact': 5000}}
        """
        return {
            f"{FACTOR}{codes[int(place)]}" if place.isdecimal() else place: dict(fields)
            for place, fields in sorted(self._places.items())
            if fields
        }


def pair_at(place: str) -> Pair:
    """Return the pair of a place; undoes `Pair.place`.

    >>> pair_at("B:B01:B03") == Pair("B", "B01", "B03"), pair_at("A:B") == Pair("", "A", "B")
    (True, True)
    """
    *within, first, second = re.split(":", place)
    return Pair("".join(within), first, second)

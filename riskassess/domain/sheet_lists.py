"""Parts of a sheet beside its figures: what must be mended, raised risks, the report's quality.

The first two are lists that grow as their expert writes; each line has a place of its own with a
key that the page chooses (`"must_fix:k1"`, `"risk:k1"`). Quality has a place per heading.
"""

import re
from collections.abc import Container

from riskassess.domain.errors import InvalidInput
from riskassess.domain.sheet_values import Stored, parse_value
from riskassess.domain.vocabulary import Stage

QUALITY, MUST_FIX_LIST, RISK = "quality:", "must_fix:", "risk:"
POINTS = "points"
MUST_FIX_FIELDS = ("heading", "text", "pages")
RISK_FIELDS = ("category", "stage", "name", "reason")
FIELDS = {MUST_FIX_LIST: MUST_FIX_FIELDS, RISK: RISK_FIELDS}
NEEDED = {MUST_FIX_LIST: ("text",), RISK: RISK_FIELDS}
MOST_LINES = 200
LONGEST = {"pages": 60, "name": 200}
_KEY = re.compile(r"[a-z0-9]{1,32}")


def must_fix_place(key: str) -> str:
    """Return the place of a line of what must be mended.

    >>> must_fix_place("k1")
    'must_fix:k1'
    """
    return f"{MUST_FIX_LIST}{key}"


def risk_place(key: str) -> str:
    """Return the place of a raised risk."""
    return f"{RISK}{key}"


def quality_place(heading: str) -> str:
    """Return the place of a heading of the report's quality."""
    return f"{QUALITY}{heading}"


def list_of(place: str) -> str | None:
    """Return the prefix of the growing list that a place belongs to, None for any other place.

    >>> list_of("risk:k1"), list_of("risk:"), list_of("12")
    ('risk:', None, None)
    """
    prefix = next((prefix for prefix in FIELDS if place.startswith(prefix)), None)
    return prefix if prefix and _KEY.fullmatch(place.removeprefix(prefix)) else None


def parse_line(
    field: str, text: str, *, headings: Container[str], categories: Container[str]
) -> Stored:
    """Return what is stored for a field of a growing list.

    Raises
    ------
    InvalidInput
        `choice_invalid` for an unknown heading, category or stage; `text_too_long`, `text_broken`.

    Examples
    --------
    >>> parse_line("stage", "C", headings=(), categories=())
    'C'
    """
    known: dict[str, Container[str]] = {
        "heading": headings, "category": categories, "stage": set(Stage),
    }  # fmt: skip
    if field in known and text not in known[field]:
        raise InvalidInput("choice_invalid", where=field)
    if len(text) > LONGEST.get(field, len(text)):
        raise InvalidInput("text_too_long", where=field, most=LONGEST[field])
    return parse_value(field, text)

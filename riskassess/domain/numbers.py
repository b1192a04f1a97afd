"""Numbers as they were written, exactly."""

import re
import unicodedata
from decimal import Decimal

FIGURE = re.compile(r"\d{1,12}(\.\d{1,4})?")
# Units of the manuals in which things are counted: people, households, stations, stages, pieces,
# buildings, flats, firms, items. They are data, no words for readers: written by their code points.
COUNTED = frozenset(
    map(chr, (0x4EBA, 0x6237, 0x5EA7, 0x671F, 0x4E2A, 0x680B, 0x5957, 0x5BB6, 0x4EF6))
)
MOST_COUNTED = 10_000_000
"""Nothing that a registration counts is as large: no county has as many people."""


def exact_number(value: object) -> Decimal | None:
    """Return a number as the decimal that was written, or None when it is no finite number.

    >>> exact_number(0.1), exact_number(Decimal("0.30")), exact_number(True), exact_number("0.5")
    (Decimal('0.1'), Decimal('0.30'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    # repr gives the shortest decimal that means this float: what the author wrote.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def plain_number(text: str) -> str:
    """Return a typed number in plain ASCII: full-width digits, separators and % are understood.

    >>> plain_number(" １２，３４５.５ "), plain_number("80%")
    ('12345.5', '80')
    """
    return unicodedata.normalize("NFKC", text).replace(",", "").rstrip("%").strip()


def registered_figure(text: str, unit: str | None = None) -> tuple[str, str]:
    """Return a registered figure as it is stored, and the code of what is wrong with it or "".

    A figure is not negative and has at most four decimals; one in a unit of `COUNTED` is whole and
    at most `MOST_COUNTED`. What is wrong is `figure_wrong`, `count_wrong` or `count_too_large`.

    >>> registered_figure("1,250.50"), registered_figure("-5"), registered_figure("1e400")
    (('1250.50', ''), ('', 'figure_wrong'), ('', 'figure_wrong'))
    >>> registered_figure("12.5", "户"), registered_figure("10000001", "人")
    (('', 'count_wrong'), ('', 'count_too_large'))
    """
    written = plain_number(text)
    if not written.isascii() or not FIGURE.fullmatch(written):
        return "", "figure_wrong"
    number = Decimal(written)
    if unit in COUNTED and number != number.to_integral_value():
        return "", "count_wrong"
    if unit in COUNTED and number > MOST_COUNTED:
        return "", "count_too_large"
    return format(number, "f"), ""

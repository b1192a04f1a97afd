"""Numbers as they were written, exactly."""

from decimal import Decimal


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

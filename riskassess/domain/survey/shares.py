"""Shares of a survey that add up: the largest-remainder method (Hamilton; handbook 10.3)."""

from collections.abc import Sequence

TENTHS = 1000
"""Tenths of a percent in a whole."""


def largest_remainder(counts: Sequence[int], *, units: int = TENTHS) -> tuple[int, ...]:
    """Return each count's share in whole units, so that the shares add up to the units exactly.

    Parameters
    ----------
    counts : sequence of int
        Counts of 0 or more; with a sum of 0 every share is 0.
    units : int
        What the shares add up to; 1000 gives tenths of a percent.

    Returns
    -------
    tuple of int
        Every exact share rounded down; the units left over go to the largest remainders, of equal
        ones to the earlier count.

    Raises
    ------
    ValueError
        If a count is negative.

    >>> largest_remainder([1, 1, 1])
    (334, 333, 333)
    >>> largest_remainder([297, 55, 20, 24])
    (750, 139, 50, 61)
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts are 0 or more")
    total = sum(counts)
    if total == 0:
        return tuple(0 for _count in counts)
    whole, remainders = zip(*(divmod(count * units, total) for count in counts), strict=True)
    order = sorted(range(len(counts)), key=lambda place: -remainders[place])
    favoured = set(order[: units - sum(whole)])
    return tuple(share + (place in favoured) for place, share in enumerate(whole))

"""Mid-ranks of each rater's marks, doubled so that they are whole numbers."""

from array import array
from collections.abc import Sequence
from itertools import chain
from operator import add, ne
from typing import Any

Table = Sequence[Sequence[Any]] | Any
"""Rows of values, or an array."""
Ranked = tuple[list[int], int]
"""Doubled rank sums of the items, and the tie term Σ(t³ − t)."""
NUMPY_FROM = 20_000
"""Marks from which importing NumPy (some 75 ms, once) pays."""
GREATEST = 2**62


def ranked(rows: Sequence[Sequence[Any]]) -> Ranked:
    """Return the doubled rank sums of the items and the tie term.

    Parameters
    ----------
    rows : sequence of sequences
        One row an item, one mark a rater: numbers that can be ordered, equally many in each row.

    Returns
    -------
    tuple
        2 × rank sum of each item (equal marks share their mean rank), and Σ(t³ − t) over all
        groups of t equal marks of a rater.

    Raises
    ------
    TypeError, ValueError
        For rows of different length and missing marks (None, NaN).

    Examples
    --------
    >>> ranked([[1, 5], [2, 5], [3, 6]])
    ([5, 7, 12], 6)
    """
    sums = [0] * len(rows)
    ties = 0
    complete = list(range(1, len(rows) + 1))
    orders = []  # raters whose marks are ranks already
    for marks in zip(*rows, strict=True):
        ordered = sorted(marks)
        if ordered == complete:
            orders.append(marks)
            continue
        if any(map(ne, marks, marks)):
            raise ValueError("a mark is missing")
        places = dict(zip(ordered, range(2, 2 * len(ordered) + 2, 2), strict=True))
        if len(places) < len(ordered):
            ties += _share_ranks(ordered, places)
        sums = list(map(add, sums, map(places.__getitem__, marks)))
    if orders:
        whole = rows if len(orders) == len(rows[0]) else list(zip(*orders, strict=True))
        sums = [each + 2 * int(ranks) for each, ranks in zip(sums, map(sum, whole), strict=True)]
    return sums, ties


def _share_ranks(ordered: list[Any], places: dict[Any, int]) -> int:
    """Turn doubled last places of equal marks into doubled mean ranks; return the tie term."""
    ties = 0
    firsts = dict(zip(reversed(ordered), range(2 * len(ordered), 0, -2), strict=True))
    for mark, first in firsts.items():
        equal = (places[mark] - first) // 2 + 1
        places[mark] = (first + places[mark]) // 2
        ties += equal**3 - equal
    return ties


def ranked_array(marks: Any) -> Ranked | None:
    """Return what `ranked` does for an array of items by raters, or None where it might overflow.

    Parameters
    ----------
    marks : ndarray, shape (items, raters)
        Finite numbers.

    Returns
    -------
    tuple or None
    """
    import numpy as np

    n, m = marks.shape
    if m * n**3 >= GREATEST:
        return None
    low, high = marks.min().item(), marks.max().item()
    if high - low < 4 * n and (marks.dtype.kind != "f" or _whole(marks)):
        codes, width = marks, int(high - low) + 1
        places = (codes + (width * np.arange(m) - low)).astype(np.int64, copy=False)
    else:
        codes, width, low = _codes(marks), n, 0
        places = codes + width * np.arange(m)
    counts = np.bincount(places.ravel(), minlength=width * m).reshape(m, width)
    if width == n and counts.max() == 1:  # every rater ranks without ties
        return (2 * ((codes.sum(axis=1) - m * low).astype(np.int64) + m)).tolist(), 0
    doubled = 2 * counts.cumsum(axis=1) - counts + 1
    return doubled.ravel()[places].sum(axis=1).tolist(), int((counts**3 - counts).sum())


def _whole(marks: Any) -> bool:
    import numpy as np

    return bool((marks == np.floor(marks)).all())


def _codes(marks: Any) -> Any:
    """Return for each mark the number of smaller distinct marks of its rater."""
    import numpy as np

    order = np.argsort(marks, axis=0)
    ordered = np.take_along_axis(marks, order, axis=0)
    steps = np.zeros(marks.shape, dtype=np.int64)
    steps[1:] = (ordered[1:] != ordered[:-1]).cumsum(axis=0)
    codes = np.empty_like(steps)
    np.put_along_axis(codes, order, steps, axis=0)
    return codes


def as_array(rows: Any) -> Any | None:
    """Return many numbers as an array; None for few, and for what NumPy does not hold exactly.

    Missing values (None) become NaN; Decimal, Fraction and text are left to the exact way.
    """
    if not hasattr(rows, "dtype") and sum(map(len, rows)) < NUMPY_FROM:
        return None
    import numpy as np

    try:
        found = _whole_numbers(rows) if isinstance(rows, list) else np.asarray(rows)
    except ValueError:  # rows of different length
        return None
    if found.ndim == 2 and found.dtype.kind == "O":
        kinds = set(map(type, chain.from_iterable(found.tolist())))
        if kinds <= {int, float, type(None)}:
            found = found.astype(np.float64)
    return found if found.ndim == 2 and found.dtype.kind in "iuf" and found.size else None


def _whole_numbers(rows: list[Any]) -> Any:
    """Return lists as an array; those of int are read almost twice as fast as by NumPy."""
    import numpy as np

    numbers = array("q")
    try:
        for row in rows:
            numbers.fromlist(row)
    except (TypeError, OverflowError):
        return np.asarray(rows)
    if len(set(map(len, rows))) > 1:
        raise ValueError("rows of different length")
    return np.frombuffer(numbers, dtype=np.int64).reshape(len(rows), -1)

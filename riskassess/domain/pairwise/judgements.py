"""Reads a matrix of pairwise comparisons: each judgement exactly, each fault with its place."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import Path, Problems

Judgements = tuple[tuple[Fraction, ...], ...]

# Printed tables round 1/3 to 0.33 and 1/7 to 0.14: a pair may miss 1 by this much.
TOLERANCE = Fraction(5, 100)
# Below this a pair is off only by the digits that a binary float holds.
DIGITS_OF_A_FLOAT = Fraction(1, 10**14)
# The scale ends at 9; a million to one is a slip of the keyboard, not a judgement.
FARTHEST = 10**6
WRITTEN = re.compile(r"\s*(-?[0-9]{1,9}(?:\.[0-9]{1,30})?)\s*(?:/\s*([0-9]{1,9})\s*)?")


def read_judgements(matrix: object, problems: Problems, place: Path) -> Judgements | None:
    """Return a matrix of comparisons exactly, or None after noting everything that is wrong.

    Parameters
    ----------
    matrix : object
        List of lists; element (i, j) says how many times i outweighs j. Numbers, or texts
        such as "1/3". None is a comparison that was not made.
    problems : Problems
        Takes what is wrong.
    place : tuple
        Where the matrix stands.

    Returns
    -------
    tuple of tuples of Fraction, or None
        At least 2 × 2, positive, 1 on the diagonal, pairs reciprocal within 5 %.

    Examples
    --------
    >>> problems = Problems()
    >>> read_judgements([[1, "1/3"], [3, 1]], problems, ("matrix",))[0]
    (Fraction(1, 1), Fraction(1, 3))
    >>> read_judgements([[1, 3], [3, 1]], problems, ("matrix",))
    >>> [(each.where, each.code) for each in problems.found]
    [('matrix[0][1]', 'pairwise_not_reciprocal')]
    """
    before = len(problems.found)
    rows = _square(matrix, problems, place)
    values = [
        [_judgement(value, problems, (*place, i, j)) for j, value in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    for i, row in enumerate(values):
        if rows[i][i] is None or row[i] not in (1, None):
            problems.add((*place, i, i), "pairwise_diagonal", value=str(rows[i][i]))
    for i, j in _pairs(len(rows)):
        _check_pair(rows, values, (i, j), problems, place)
    if len(problems.found) > before:
        return None
    return tuple(tuple(value for value in row if value is not None) for row in values)


def missing_pairs(matrix: Sequence[Sequence[Any]]) -> tuple[tuple[int, int], ...]:
    """Return the comparisons that were not made, as row and column counted from 1.

    >>> missing_pairs([[1, None, 3], [None, 1, 2], ["1/3", "1/2", 1]])
    ((1, 2),)
    """
    return tuple(
        (i + 1, j + 1)
        for i, j in _pairs(len(matrix))
        if matrix[i][j] is None or matrix[j][i] is None
    )


def deviation_of(judgements: Judgements) -> Fraction:
    """Return the largest |a_ij · a_ji − 1|; what the digits of a float explain counts as 0.

    >>> deviation_of(((Fraction(1), Fraction(3)), (Fraction("0.33"), Fraction(1))))
    Fraction(1, 100)
    """
    pairs = _pairs(len(judgements))
    largest = max(abs(judgements[i][j] * judgements[j][i] - 1) for i, j in pairs)
    return largest if largest > DIGITS_OF_A_FLOAT else Fraction(0)


def _square(matrix: object, problems: Problems, place: Path) -> Sequence[Sequence[Any]]:
    """Return the rows of a square matrix of 2 × 2 or more, or nothing after noting why not."""
    before = len(problems.found)
    if not isinstance(matrix, list | tuple):
        problems.add(place, "file_wrong_type", expected="list")
        return ()
    for i, row in enumerate(matrix):
        if not isinstance(row, list | tuple):
            problems.add((*place, i), "file_wrong_type", expected="list")
        elif len(row) != len(matrix):
            problems.add((*place, i), "pairwise_not_square", value=len(row), rows=len(matrix))
    if len(problems.found) > before:
        return ()
    if len(matrix) < 2:
        problems.add(place, "pairwise_too_small", rows=len(matrix))
        return ()
    return matrix


def _judgement(value: object, problems: Problems, place: Path) -> Fraction | None:
    """Return one judgement, or None where it is missing or wrong; what is wrong is noted."""
    if value is None:
        return None
    number = _exact(value)
    if number is None:
        problems.add(place, "file_not_a_number", value=str(value))
    elif number <= 0:
        problems.add(place, "pairwise_not_positive", value=str(value))
    elif not Fraction(1, FARTHEST) <= number <= FARTHEST:
        problems.add(place, "pairwise_too_far", value=str(value), high=str(FARTHEST))
    else:
        return number
    return None


def _exact(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        written = WRITTEN.fullmatch(value)
        below = int(written[2] or 1) if written else 0
        return Fraction(written[1]) / below if written and below else None
    number = exact_number(value)
    if number is None:
        return None
    # far beyond any judgement: a power of ten of the same sign will do, and costs no memory
    if number and abs(number.adjusted()) > 30:
        power = Fraction(10) ** (30 if number.adjusted() > 0 else -30)
        return -power if number < 0 else power
    return Fraction(number)


def _pairs(n: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(n) for j in range(i + 1, n))


def _check_pair(
    rows: Sequence[Sequence[Any]],
    values: Sequence[Sequence[Fraction | None]],
    pair: tuple[int, int],
    problems: Problems,
    place: Path,
) -> None:
    """Note a comparison that is missing, or whose two halves contradict each other."""
    i, j = pair
    facts: dict[str, object] = {"row": i + 1, "column": j + 1}
    if rows[i][j] is None or rows[j][i] is None:
        missing = (i, j) if rows[i][j] is None else (j, i)
        problems.add((*place, *missing), "pairwise_missing", **facts)
        return
    there, back = values[i][j], values[j][i]
    if there is not None and back is not None and abs(there * back - 1) > TOLERANCE:
        facts |= {"value": str(rows[i][j]), "other": str(rows[j][i])}
        product = f"{float(there * back):.4g}"
        problems.add((*place, i, j), "pairwise_not_reciprocal", **facts, product=product)

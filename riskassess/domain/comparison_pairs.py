"""One pair to compare: its place, the order of asking, and the answers of the scale.

An answer is a whole number: n from 1 to 9 when the first weighs n times the second, −n from −2 to
−9 when the second weighs n times the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.errors import InvalidInput

COMPARISON, KEPT = "comparison", "comparison_reason"
ANSWERS = (*range(9, 1, -1), 1, *range(-2, -10, -1))


@dataclass(frozen=True, order=True)
class Pair:
    """Two types, or two factors; `within` is empty at the top, else the type that holds both."""

    within: str
    first: str
    second: str

    @property
    def place(self) -> str:
        """Name of the pair on its way between page and store.

        >>> Pair("B", "B01", "B03").place, Pair("", "A", "B").place
        ('B:B01:B03', 'A:B')
        """
        return ":".join(part for part in (self.within, self.first, self.second) if part)


def pairs_to_ask(within: str, codes: Sequence[str]) -> tuple[Pair, ...]:
    """Return every pair of a set in the order of asking.

    Neighbours first: these n − 1 pairs already tie all things together, and each shares a thing
    with the one before it. Then the pairs two apart, which close the first triangles, and so on.

    Parameters
    ----------
    within : str
        The set: empty at the top, else the code of the type.
    codes : sequence of str, length n
        What is compared.

    Returns
    -------
    tuple of Pair, length n (n − 1) / 2
        The earlier code is always first.

    Examples
    --------
    >>> [pair.place for pair in pairs_to_ask("", ("A", "B", "C", "D"))]
    ['A:B', 'B:C', 'C:D', 'A:C', 'B:D', 'A:D']
    """
    n = len(codes)
    return tuple(
        Pair(within, codes[start], codes[start + apart])
        for apart in range(1, n)
        for start in range(n - apart)
    )


def ratio_of(answer: int) -> Fraction:
    """Return how many times the first weighs what the second weighs.

    >>> ratio_of(5), ratio_of(-3), ratio_of(1)
    (Fraction(5, 1), Fraction(1, 3), Fraction(1, 1))
    """
    return Fraction(answer) if answer > 0 else Fraction(1, -answer)


def answer_of(ratio: Fraction) -> int:
    """Return the answer for a value of the scale, 1/9 to 9; undoes `ratio_of`.

    >>> answer_of(Fraction(5)), answer_of(Fraction(1, 3)), answer_of(Fraction(1))
    (5, -3, 1)
    """
    return int(ratio) if ratio >= 1 else -int(1 / ratio)


def parse_answer(text: str | None) -> int | None:
    """Return the answer that was sent, None for none; raises InvalidInput `comparison_invalid`.

    >>> parse_answer("-3"), parse_answer(" 1 "), parse_answer("")
    (-3, 1, None)
    """
    plain = (text or "").strip()
    if not plain:
        return None
    if plain not in {str(answer) for answer in ANSWERS}:
        raise InvalidInput("comparison_invalid", where=COMPARISON, value=plain[:20])
    return int(plain)

"""Which judgement to look at again when a matrix contradicts itself (handbook 5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.pairwise.priorities import GIVEN_OUT, Square

# the scale of judgements, 1/9 to 9
SCALE = tuple(Fraction(1, n) for n in range(9, 1, -1)) + tuple(Fraction(n) for n in range(1, 10))
# pairs whose deviations agree to this many digits are equally bad, the first one is named
ALIKE = Decimal("1e-20")


@dataclass(frozen=True)
class Repair:
    """The judgement that lies farthest from the weights; rows and columns count from 1.

    `suggested` is the value of the scale nearest to what the weights imply and `cr_after` the
    consistency ratio with it in place; both None where the given value is that one already.
    """

    row: int
    column: int
    given: Decimal
    implied: Decimal
    suggested: Fraction | None = None
    cr_after: Decimal | None = None


def worst_pair(matrix: Square, weights: Sequence[Decimal]) -> tuple[int, int]:
    """Return the pair i < j (from 0) with the largest |ln(a_ij · w_j / w_i)|.

    >>> ones = [[Decimal(1)] * 3 for _ in range(3)]
    >>> ones[1][2] = Decimal(4)
    >>> worst_pair(ones, [Decimal(1)] * 3)
    (1, 2)
    """
    pairs = [(i, j) for i in range(len(matrix)) for j in range(i + 1, len(matrix))]

    def deviation(pair: tuple[int, int]) -> Decimal:
        i, j = pair
        ratio = matrix[i][j] * weights[j] / weights[i]
        return max(ratio, 1 / ratio).quantize(ALIKE)

    return max(pairs, key=deviation)


def nearest_on_scale(implied: Decimal) -> Fraction:
    """Return the value of the scale with the smallest ratio to what is implied.

    >>> nearest_on_scale(Decimal("0.31")), nearest_on_scale(Decimal("6.6"))
    (Fraction(1, 3), Fraction(7, 1))
    """
    exact = Fraction(implied)
    return min(SCALE, key=lambda value: max(value / exact, exact / value))


def repair_of(matrix: Square, weights: Sequence[Decimal]) -> Repair:
    """Return the worst judgement with what the weights imply; `cr_after` is left to the caller."""
    i, j = worst_pair(matrix, weights)
    implied = weights[i] / weights[j]
    suggested: Fraction | None = nearest_on_scale(implied)
    if nearest_on_scale(matrix[i][j]) == suggested:
        suggested = None
    given_out = (GIVEN_OUT.plus(matrix[i][j]), GIVEN_OUT.plus(implied))
    return Repair(i + 1, j + 1, *given_out, suggested=suggested)

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

    Of pairs that are equally bad, one for which the scale holds a better value, and of those the
    first. In a matrix of three all pairs are equally bad.

    >>> ones = [[Decimal(1)] * 3 for _ in range(3)]
    >>> ones[1][2] = Decimal(4)
    >>> worst_pair(ones, [Decimal(1)] * 3)
    (1, 2)
    """
    pairs = [(i, j) for i in range(len(matrix)) for j in range(i + 1, len(matrix))]

    def apart(pair: tuple[int, int]) -> Decimal:
        ratio = matrix[pair[0]][pair[1]] / implied(pair)
        return max(ratio, 1 / ratio).quantize(ALIKE)

    def implied(pair: tuple[int, int]) -> Decimal:
        return weights[pair[0]] / weights[pair[1]]

    deviations = [apart(pair) for pair in pairs]
    greatest = max(deviations)
    worst = [pair for pair, each in zip(pairs, deviations, strict=True) if each == greatest]
    better = (pair for pair in worst if better_on_scale(matrix[pair[0]][pair[1]], implied(pair)))
    return next(better, worst[0])


def better_on_scale(given: Decimal, implied: Decimal) -> Fraction | None:
    """Return the value of the scale nearest to what is implied; None where it is given already.

    >>> better_on_scale(Decimal(5), Decimal("0.31")), better_on_scale(Decimal(9), Decimal(20))
    (Fraction(1, 3), None)
    """
    nearest = _nearest(implied)
    return None if nearest == _nearest(given) else nearest


def _nearest(value: Decimal) -> Fraction:
    exact = Fraction(value)
    return min(SCALE, key=lambda step: max(step / exact, exact / step))


def repair_of(matrix: Square, weights: Sequence[Decimal]) -> Repair:
    """Return the worst judgement with what the weights imply; `cr_after` is left to the caller."""
    i, j = worst_pair(matrix, weights)
    implied = weights[i] / weights[j]
    suggested = better_on_scale(matrix[i][j], implied)
    given_out = (GIVEN_OUT.plus(matrix[i][j]), GIVEN_OUT.plus(implied))
    return Repair(i + 1, j + 1, *given_out, suggested=suggested)

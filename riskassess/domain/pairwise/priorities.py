"""The three ways from a matrix of comparisons to weights, in decimals of fixed length."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from operator import mul

from riskassess.domain.manual.estimates import PairwiseMethod

Row = Sequence[Decimal]
Square = Sequence[Row]

# What is reckoned with, and what is given out. Both fixed: no digit depends on the machine.
WORKING = Context(
    prec=60, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow]
)
GIVEN_OUT = Context(prec=28, rounding=ROUND_HALF_EVEN)
# The principal value is enclosed by the least and the greatest (Aw)_i / w_i (Collatz, Wielandt).
ENCLOSED = Decimal("1e-45")
# turns before squaring, at least; a square costs as much as one turn for each row
PATIENCE = 100
MOST_SQUARINGS = 60


def weights_by(method: PairwiseMethod, matrix: Square) -> list[Decimal]:
    """Return the weights of a positive matrix; they add up to 1. Reckons in the current context."""
    return WAYS[method](matrix)


def greatest_value(matrix: Square, weights: Row) -> Decimal:
    """Return λmax as the mean of (Aw)_i / w_i; for the eigenvector all of them are alike.

    >>> matrix = [[Decimal(1), Decimal(2)], [Decimal("0.5"), Decimal(1)]]
    >>> greatest_value(matrix, [Decimal(2), Decimal(1)]) == 2
    True
    """
    return _sum(_ratios(_times(matrix, weights), weights)) / len(weights)


def _eigenvector(matrix: Square) -> list[Decimal]:
    """Return the normalised principal eigenvector by power iteration.

    A matrix that goes in circles converges slowly; its square goes twice as fast to the same place.
    """
    step = matrix
    weights = _shares([Decimal(1)] * len(matrix))
    for _squaring in range(MOST_SQUARINGS):
        for _turn in range(max(PATIENCE, 2 * len(matrix))):
            image = _times(step, weights)
            ratios = _ratios(image, weights)
            weights = _shares(image)
            if max(ratios) - min(ratios) <= max(ratios) * ENCLOSED:
                return weights
        step = _squared(step)
    raise ArithmeticError("power iteration did not converge")


def _geometric(matrix: Square) -> list[Decimal]:
    """Return the shares of the rows' geometric means (Crawford and Williams)."""
    return _shares([geometric_mean(row) for row in matrix])


def _column_mean(matrix: Square) -> list[Decimal]:
    """Return the row means of the matrix whose columns were divided by their sums."""
    totals = [_sum(column) for column in zip(*matrix, strict=True)]
    return _shares([_sum(_ratios(row, totals)) for row in matrix])


WAYS: Mapping[PairwiseMethod, Callable[[Square], list[Decimal]]] = {
    PairwiseMethod.EIGENVECTOR: _eigenvector,
    PairwiseMethod.GEOMETRIC: _geometric,
    PairwiseMethod.COLUMN_MEAN: _column_mean,
}


def geometric_mean(values: Row) -> Decimal:
    """Return the geometric mean; ln and exp of decimals are rounded correctly everywhere.

    >>> round(geometric_mean([Decimal(2), Decimal(8)]), 20)
    Decimal('4.00000000000000000000')
    """
    return (_sum([value.ln() for value in values]) / len(values)).exp()


def _times(matrix: Square, vector: Row) -> list[Decimal]:
    return [sum(map(mul, row, vector), Decimal(0)) for row in matrix]


def _squared(matrix: Square) -> list[list[Decimal]]:
    """Return the square, scaled so that its greatest element is 1."""
    columns = list(zip(*matrix, strict=True))
    square = [_times(columns, row) for row in matrix]
    greatest = max(map(max, square))
    return [[value / greatest for value in row] for row in square]


def _ratios(above: Row, below: Row) -> list[Decimal]:
    return [one / other for one, other in zip(above, below, strict=True)]


def _shares(values: Row) -> list[Decimal]:
    whole = _sum(values)
    return [value / whole for value in values]


def _sum(values: Row) -> Decimal:
    return sum(values, Decimal(0))

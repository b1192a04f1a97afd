"""Weights of one matrix of comparisons with its consistency; the matrix of a group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.estimates import PairwiseMethod
from riskassess.domain.pairwise.judgements import Judgements, deviation_of, read_judgements
from riskassess.domain.pairwise.priorities import (
    GIVEN_OUT,
    WORKING,
    Square,
    geometric_mean,
    greatest_value,
    weights_by,
)
from riskassess.domain.pairwise.random_index import SAATY, RandomIndex, require_index
from riskassess.domain.pairwise.repair import Repair, repair_of
from riskassess.domain.problem import Path, Problems

Matrix = Sequence[Sequence[Decimal | Fraction | int]]

LIMIT = Decimal("0.1")
# nearer to the limit than this is on it: the last digits of the working precision decide nothing
ON_LIMIT = Decimal("1e-40")
# judgements written with the digits of a binary float leave this much of nothing
NOTHING = Decimal("1e-14")
# a mean is given out shorter than it was reckoned, so that equal members give themselves
MEAN = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class PairwiseResult:
    """Weights of one matrix, unrounded to 28 digits; `consistent` was decided before rounding.

    `random_index` is the value used; `deviation` the largest |a_ij · a_ji − 1|, 0 where the
    matrix is exactly reciprocal.
    """

    weights: tuple[Decimal, ...]
    lambda_max: Decimal
    ci: Decimal
    cr: Decimal
    consistent: bool
    repair: Repair | None
    method: PairwiseMethod
    random_index: Decimal
    deviation: Decimal


@dataclass(frozen=True)
class _Figures:
    weights: list[Decimal]
    lambda_max: Decimal
    ci: Decimal
    cr: Decimal


def pairwise_weights(
    matrix: Matrix,
    *,
    method: PairwiseMethod = PairwiseMethod.EIGENVECTOR,
    random_index: RandomIndex = SAATY,
    limit: Decimal = LIMIT,
    place: Path = ("matrix",),
) -> PairwiseResult:
    """Return the weights of a matrix of comparisons and how far it contradicts itself.

    CI = (λmax − n) / (n − 1), CR = CI / RI(n), consistent below the limit; two things never
    contradict each other. Source: Saaty (2008); handbook 5.6.

    Parameters
    ----------
    matrix : sequence of sequences, shape (n, n)
        How many times i outweighs j; pairs reciprocal within 5 %, used as they stand.
    method : PairwiseMethod
        With `geometric` and `column_mean`, λmax is the mean of (Aw)_i / w_i.
    random_index : RandomIndex
        Table that has a value for n.
    limit : Decimal
        Of the consistency ratio: 0.1 in the literature, or what a manual says.
    place : tuple
        Where the matrix stands, for refusals.

    Returns
    -------
    PairwiseResult

    Raises
    ------
    InvalidInput
        With every fault of the matrix, or when the table has no value for n.

    Examples
    --------
    >>> result = pairwise_weights([[1, 2, 6], [Fraction(1, 2), 1, 3], [Fraction(1, 6), "1/3", 1]])
    >>> [str(round(weight, 4)) for weight in result.weights], result.cr
    (['0.6000', '0.3000', '0.1000'], Decimal('0'))
    """
    problems = Problems()
    judgements = read_judgements(matrix, problems, place)
    if judgements is not None:
        require_index(len(judgements), random_index, problems, ("random_index",))
    problems.refuse(InvalidInput)
    if judgements is None:  # what was None has been refused
        raise AssertionError
    with localcontext(WORKING):
        index = random_index.of(len(judgements)) or Decimal(0)
        return _result(judgements, method, index, limit)


def group_matrix(matrices: Sequence[Matrix]) -> tuple[tuple[Decimal, ...], ...]:
    """Return the element-wise geometric mean of the members' matrices (Aczél and Saaty 1983).

    Parameters
    ----------
    matrices : sequence of matrices, each of shape (n, n)
        Every member's comparisons of the same n things.

    Returns
    -------
    tuple of tuples of Decimal, shape (n, n)

    Raises
    ------
    InvalidInput
        With every fault of every matrix, or when there is none or they differ in size.

    Examples
    --------
    >>> group_matrix([[[1, 2], ["1/2", 1]], [[1, 8], ["1/8", 1]]])[0][1] == 4
    True
    """
    problems = Problems()
    read = [read_judgements(each, problems, ("matrices", k)) for k, each in enumerate(matrices)]
    members = [each for each in read if each is not None]
    check_sizes(read, problems, ("matrices",))
    problems.refuse(InvalidInput)
    with localcontext(WORKING):
        decimals = [_decimals(each) for each in members]
        return tuple(
            tuple(_mean([each[i][j] for each in decimals]) for j in range(len(members[0])))
            for i in range(len(members[0]))
        )


def check_sizes(members: Sequence[Judgements | None], problems: Problems, place: Path) -> None:
    """Note that there is no matrix, or the first one that is not as large as the one before."""
    if not members:
        problems.add(place, "file_empty_list")
    sizes = [(k, len(each)) for k, each in enumerate(members) if each is not None]
    for k, size in sizes:
        if size != sizes[0][1]:
            problems.add((*place, k), "pairwise_sizes_differ", value=size, expected=sizes[0][1])


def _result(
    judgements: Judgements, method: PairwiseMethod, index: Decimal, limit: Decimal
) -> PairwiseResult:
    matrix = _decimals(judgements)
    found = _figures(matrix, method, index)
    is_consistent = limit - found.cr > ON_LIMIT
    return PairwiseResult(
        weights=tuple(map(GIVEN_OUT.plus, found.weights)),
        lambda_max=GIVEN_OUT.plus(found.lambda_max),
        ci=GIVEN_OUT.plus(found.ci),
        cr=GIVEN_OUT.plus(found.cr),
        consistent=is_consistent,
        repair=None if is_consistent else _repaired(matrix, method, index, found.weights),
        method=method,
        random_index=index,
        deviation=GIVEN_OUT.plus(_decimal(deviation_of(judgements))),
    )


def _figures(matrix: Square, method: PairwiseMethod, index: Decimal) -> _Figures:
    """Return weights, λmax, CI and CR in the working precision."""
    n = len(matrix)
    weights = weights_by(method, matrix)
    greatest = greatest_value(matrix, weights)
    ci = (greatest - n) / (n - 1)
    if n == 2 or abs(ci) < NOTHING:
        return _Figures(weights, greatest, Decimal(0), Decimal(0))
    return _Figures(weights, greatest, ci, ci / index)


def _repaired(
    matrix: Square, method: PairwiseMethod, index: Decimal, weights: Sequence[Decimal]
) -> Repair:
    """Return the worst judgement, and the consistency ratio with the suggestion in its place."""
    repair = repair_of(matrix, weights)
    if repair.suggested is None:
        return repair
    i, j = repair.row - 1, repair.column - 1
    mended = [list(row) for row in matrix]
    mended[i][j], mended[j][i] = _decimal(repair.suggested), _decimal(1 / repair.suggested)
    return replace(repair, cr_after=GIVEN_OUT.plus(_figures(mended, method, index).cr))


def _mean(values: Sequence[Decimal]) -> Decimal:
    return geometric_mean(values).normalize(MEAN)


def _decimals(judgements: Judgements) -> list[list[Decimal]]:
    return [[_decimal(value) for value in row] for row in judgements]


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)

"""Two levels of comparisons: what the upper one weighs is divided by the lower ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.estimates import PairwiseMethod
from riskassess.domain.pairwise.priorities import GIVEN_OUT, WORKING
from riskassess.domain.pairwise.random_index import SAATY, RandomIndex
from riskassess.domain.pairwise.result import Matrix, PairwiseResult, pairwise_weights
from riskassess.domain.problem import Problems


@dataclass(frozen=True)
class Hierarchy:
    """Criteria, the alternatives under each criterion, and the alternatives' global weights."""

    criteria: PairwiseResult
    alternatives: tuple[PairwiseResult, ...]
    weights: tuple[Decimal, ...]


@dataclass(frozen=True)
class TwoLevels:
    """Categories, the factors in each, and the factors' global weights by code.

    A result is None where there was nothing to compare: one category, or one factor in it.
    """

    categories: PairwiseResult | None
    factors: Mapping[str, PairwiseResult | None]
    weights: Mapping[str, Decimal]


def hierarchy(
    criteria_matrix: Matrix,
    alternative_matrices: Sequence[Matrix],
    *,
    method: PairwiseMethod = PairwiseMethod.EIGENVECTOR,
    random_index: RandomIndex = SAATY,
) -> Hierarchy:
    """Return the global weights of alternatives that were compared under each criterion.

    Global weight of alternative k = Σ_i w_i · w_k|i (Saaty's distributive mode).

    Parameters
    ----------
    criteria_matrix : matrix, shape (n, n)
    alternative_matrices : sequence of n matrices, each of shape (m, m)
        In the order of the criteria.

    Raises
    ------
    InvalidInput
        For a faulty matrix, or when number or size of the matrices do not fit.

    Examples
    --------
    >>> even, thrice = [[1, 1], [1, 1]], [[1, 3], ["1/3", 1]]
    >>> [str(round(each, 3)) for each in hierarchy(even, [even, thrice]).weights]
    ['0.625', '0.375']
    """

    def weighed(matrix: Matrix, *place: str | int) -> PairwiseResult:
        return pairwise_weights(matrix, method=method, random_index=random_index, place=place)

    criteria = weighed(criteria_matrix, "criteria_matrix")
    _check_shape(alternative_matrices, len(criteria.weights))
    local = tuple(
        weighed(each, "alternative_matrices", i) for i, each in enumerate(alternative_matrices)
    )
    with localcontext(WORKING):
        columns = zip(*(each.weights for each in local), strict=True)
        summed = [_dot(criteria.weights, column) for column in columns]
    return Hierarchy(criteria, local, tuple(map(GIVEN_OUT.plus, summed)))


def two_level_weights(
    category_matrix: Matrix | None,
    factor_matrices: Mapping[str, Matrix],
    *,
    factors: Mapping[str, Sequence[str]],
    method: PairwiseMethod = PairwiseMethod.EIGENVECTOR,
    random_index: RandomIndex = SAATY,
) -> TwoLevels:
    """Return the factors' global weights: weight of the category × weight within it.

    Source: handbook 5.6 (2), weights of the categories, then of the factors in each.

    Parameters
    ----------
    category_matrix : matrix, shape (n, n), or None
        Comparisons of the categories in the order of `factors`; None where there is one category.
    factor_matrices : mapping of str to matrix
        Comparisons of the factors of a category; none for a category with a single factor.
    factors : mapping of str to sequence of str
        Codes of the factors by category.

    Raises
    ------
    InvalidInput
        For a faulty matrix, and for one that is missing, not wanted or of another size.

    Examples
    --------
    >>> found = two_level_weights([[1, 3], ["1/3", 1]], {"A": [[1, 1], [1, 1]]},
    ...                           factors={"A": ["A01", "A02"], "B": ["B01"]})
    >>> {code: str(round(weight, 3)) for code, weight in found.weights.items()}
    {'A01': '0.375', 'A02': '0.375', 'B01': '0.250'}
    """
    _check_levels(category_matrix, factor_matrices, factors)

    def weighed(matrix: Matrix | None, *place: str) -> PairwiseResult | None:
        if matrix is None:
            return None
        return pairwise_weights(matrix, method=method, random_index=random_index, place=place)

    upper = weighed(category_matrix, "category_matrix")
    lower = {
        category: weighed(factor_matrices.get(category), "factor_matrices", category)
        for category in factors
    }
    with localcontext(GIVEN_OUT):
        weights = {
            code: share * local
            for (category, codes), share in zip(factors.items(), _local(upper), strict=True)
            for code, local in zip(codes, _local(lower[category]), strict=True)
        }
    return TwoLevels(upper, lower, weights)


def _local(result: PairwiseResult | None) -> tuple[Decimal, ...]:
    return result.weights if result else (Decimal(1),)


def _dot(one: Sequence[Decimal], other: Sequence[Decimal]) -> Decimal:
    return sum((a * b for a, b in zip(one, other, strict=True)), Decimal(0))


def _check_shape(matrices: Sequence[Matrix], wanted: int) -> None:
    problems = Problems()
    place = ("alternative_matrices",)
    if len(matrices) != wanted:
        problems.add(place, "pairwise_wrong_number", value=len(matrices), expected=wanted)
    for i, each in enumerate(matrices):
        if len(each) != len(matrices[0]):
            facts = {"value": len(each), "expected": len(matrices[0])}
            problems.add((*place, i), "pairwise_sizes_differ", **facts)
    problems.refuse(InvalidInput)


def _check_levels(
    category_matrix: Matrix | None,
    factor_matrices: Mapping[str, Matrix],
    factors: Mapping[str, Sequence[str]],
) -> None:
    """Refuse a matrix that is missing, not wanted, or not as large as what it compares."""
    problems = Problems()
    wanted = {("category_matrix",): (category_matrix, len(factors))} | {
        ("factor_matrices", category): (factor_matrices.get(category), len(codes))
        for category, codes in factors.items()
    }
    for place, (matrix, size) in wanted.items():
        if matrix is None and size != 1:
            problems.add(place, "pairwise_matrix_missing", expected=size)
        elif matrix is not None and len(matrix) != size:
            problems.add(place, "pairwise_wrong_size", value=len(matrix), expected=size)
    for category in factor_matrices:
        if category not in factors:
            place = ("factor_matrices", category)
            problems.add(place, "pairwise_unknown_name", value=category)
    problems.refuse(InvalidInput)

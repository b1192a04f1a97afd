"""Weights of pairwise comparisons: properties, consistency, repair, groups, levels."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.errors import InvalidInput
from riskassess.domain.pairwise import (
    TABLES,
    PairwiseMethod,
    RandomIndex,
    group_matrix,
    hierarchy,
    pairwise_weights,
    two_level_weights,
)
from tests.unit.domain.pairwise_matrices import consistent, filled, judged, permuted

ALL_METHODS = pytest.mark.parametrize("method", list(PairwiseMethod))
CLOSE = Decimal("1e-24")
CONTRADICTORY = filled([[3, 2, 2, "1/3"], ["1/2", 1, "1/5"], [1, "1/2"], [5]])
IN_CIRCLES = filled([[9, "1/9"], [9]])


def are_close(found, wanted, tolerance=CLOSE):
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))


def as_decimals(fractions):
    return [Decimal(each.numerator) / Decimal(each.denominator) for each in fractions]


@ALL_METHODS
@given(weights=st.lists(st.integers(1, 1000), min_size=2, max_size=9))
@settings(max_examples=30, deadline=None)
def test_consistent_matrix_returns_its_weights(method, weights):
    result = pairwise_weights(consistent(weights), method=method)
    wanted = as_decimals([Fraction(weight, sum(weights)) for weight in weights])
    assert are_close(result.weights, wanted)
    assert (result.ci, result.cr) == (0, 0)
    assert result.consistent
    assert result.repair is None


@ALL_METHODS
def test_ratios_written_as_floats_are_consistent_too(method):
    weights = [3, 7, 11, 13]
    matrix = [[one / other for other in weights] for one in weights]
    result = pairwise_weights(matrix, method=method)
    assert (result.ci, result.cr, result.deviation) == (0, 0, 0)
    wanted = as_decimals([Fraction(weight, 34) for weight in weights])
    assert are_close(result.weights, wanted, Decimal("1e-15"))


@ALL_METHODS
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_order_of_things_only_orders_weights(method, data):
    matrix = data.draw(judged())
    order = data.draw(st.permutations(range(len(matrix))))
    one = pairwise_weights(matrix, method=method)
    other = pairwise_weights(permuted(matrix, order), method=method)
    assert are_close(other.weights, [one.weights[i] for i in order])
    assert are_close([other.lambda_max, other.cr], [one.lambda_max, one.cr])
    assert other.consistent is one.consistent


@ALL_METHODS
@given(matrix=judged())
@settings(max_examples=25, deadline=None)
def test_figures_belong_together(method, matrix):
    result, n = pairwise_weights(matrix, method=method), len(matrix)
    assert abs(sum(result.weights) - 1) < Decimal("1e-26")
    assert min(result.weights) > 0
    assert result.ci >= 0
    assert (result.repair is None) == result.consistent == (result.cr < Decimal("0.1"))
    if n > 2:
        assert are_close([result.ci], [(result.lambda_max - n) / (n - 1)])
        assert are_close([result.cr], [result.ci / TABLES["saaty"].of(n)])


@given(matrix=judged(3))
@settings(max_examples=40, deadline=None)
def test_eigenvector_is_one(matrix):
    result = pairwise_weights(matrix)
    image = [sum(a * Fraction(w) for a, w in zip(row, result.weights, strict=True))
             for row in matrix]  # fmt: skip
    scaled = [Fraction(result.lambda_max) * Fraction(weight) for weight in result.weights]
    assert all(abs(a - b) < Fraction(1, 10**24) for a, b in zip(image, scaled, strict=True))


@pytest.mark.parametrize("matrix", [IN_CIRCLES, filled([[10**6, Fraction(1, 10**6)], [10**5]])])
def test_circles_converge(matrix):
    result = pairwise_weights(matrix)
    a, b, c = matrix[0][1], matrix[0][2], matrix[1][2]
    # a 3 × 3 matrix has λ = 1 + t + 1/t with t the cube root of a·c/b
    with localcontext(prec=40):
        t = (Decimal((a * c / b).numerator).ln() / 3).exp()
        assert are_close([result.lambda_max / (1 + t + 1 / t)], [1])
    assert result.consistent is False


@pytest.mark.parametrize("judgement", ["1", "2", "1/3", "9"])
def test_two_things_never_contradict(judgement):
    result = pairwise_weights(filled([[judgement]]))
    assert (result.ci, result.cr, result.consistent) == (0, 0, True)


def test_two_things_with_rounded_halves():
    result = pairwise_weights([[1, 3], [Decimal("0.33"), 1]])
    assert (result.ci, result.cr, result.deviation) == (0, 0, Decimal("0.01"))


def test_own_digits_do_not_depend_on_the_context_of_the_caller():
    with localcontext(prec=5):
        few = pairwise_weights(CONTRADICTORY)
    assert few == pairwise_weights(CONTRADICTORY)


@ALL_METHODS
def test_contradictory_judgement_is_named(method):
    repair = pairwise_weights(CONTRADICTORY, method=method).repair
    assert (repair.row, repair.column, repair.given) == (4, 5, 5)
    assert repair.suggested == 1
    mended = [list(row) for row in CONTRADICTORY]
    mended[3][4] = mended[4][3] = Fraction(1)
    assert repair.cr_after == pairwise_weights(mended, method=method).cr
    assert repair.cr_after < Decimal("0.1")


@given(matrix=judged(4))
@settings(max_examples=30, deadline=None)
def test_named_judgement_lies_farthest_from_the_weights(matrix):
    result = pairwise_weights(matrix)
    weights = [Fraction(weight) for weight in result.weights]

    def apart(i, j):
        ratio = matrix[i][j] * weights[j] / weights[i]
        return max(ratio, 1 / ratio)

    if result.repair is None:
        return
    named = apart(result.repair.row - 1, result.repair.column - 1)
    pairs = [(i, j) for i in range(len(matrix)) for j in range(i + 1, len(matrix))]
    assert all(apart(i, j) <= named * (1 + Fraction(1, 10**15)) for i, j in pairs)


def test_nothing_is_suggested_where_the_scale_ends():
    result = pairwise_weights(filled([[9, 9, 9], [5, 9], [9]]))
    assert not result.consistent
    repair = result.repair
    assert (repair.row, repair.column, repair.given) == (1, 4, 9)
    assert (repair.suggested, repair.cr_after) == (None, None)
    assert repair.implied > 9


def test_of_equally_bad_pairs_one_that_the_scale_can_mend_is_named():
    # 1 outweighs 2 by more than 9, and in a matrix of three all pairs are equally bad
    repair = pairwise_weights(filled([[9, 9], ["1/9"]])).repair
    assert (repair.row, repair.column) == (1, 3)
    assert repair.suggested == 4


@pytest.mark.parametrize(("step", "consistent"), [(1, True), (-1, False)])
def test_limit_is_decided_before_rounding(step, consistent):
    with localcontext(prec=60):
        # t = 2: λ = 1 + 2 + 1/2, CI = 1/4; 30 digits behind the tenth
        table = RandomIndex("test", {3: Decimal("2.5") + step * Decimal("1e-33")})
    result = pairwise_weights(filled([[2, "1/2"], [2]]), random_index=table)
    assert result.cr == Decimal("0.1")
    assert result.consistent is consistent


def test_ratio_of_exactly_a_tenth_is_not_below_it():
    # t = 2: λ = 1 + 2 + 1/2, CI = 1/4
    matrix = filled([[2, "1/2"], [2]])
    table = RandomIndex("test", {3: Decimal("2.5")})
    result = pairwise_weights(matrix, random_index=table)
    assert (result.cr, result.consistent) == (Decimal("0.1"), False)


@given(matrix=judged(), members=st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_group_of_equal_members_is_the_member(matrix, members):
    found = group_matrix([matrix] * members)
    assert are_close(sum(found, ()), as_decimals(sum(matrix, [])))
    result, alone = pairwise_weights(found), pairwise_weights(matrix)
    assert are_close(result.weights, alone.weights)
    assert result.deviation == 0


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_order_of_members_changes_nothing(data):
    matrices = data.draw(st.lists(judged(3, 3), min_size=2, max_size=5))
    one, other = group_matrix(matrices), group_matrix(matrices[::-1])
    assert are_close(sum(one, ()), sum(other, ()), Decimal("1e-45"))


def test_group_mean_is_exact_where_it_is_whole():
    found = group_matrix([filled([[9]]), filled([[4]])])
    assert found[0][1] == 6


@pytest.mark.parametrize(
    ("matrices", "where", "code"),
    [
        ([], "matrices", "file_empty_list"),
        ([filled([[2]]), IN_CIRCLES], "matrices[1]", "pairwise_sizes_differ"),
        ([filled([[2]]), [[1, 0], [1, 1]]], "matrices[1][0][1]", "pairwise_not_positive"),
    ],
)
def test_group_is_refused(matrices, where, code):
    with pytest.raises(InvalidInput) as caught:
        group_matrix(matrices)
    assert (caught.value.where, caught.value.code) == (where, code)


FACTORS = {"A": ["A01", "A02"], "B": ["B01"], "C": ["C01", "C02", "C03"]}
UPPER = filled([[2, 4], [2]])
LOWER = {"A": filled([[3]]), "C": filled([[1, 1], [1]])}


def test_two_levels_multiply():
    found = two_level_weights(UPPER, LOWER, factors=FACTORS)
    sevenths = [Fraction(3, 7), Fraction(1, 7), Fraction(2, 7), *[Fraction(1, 21)] * 3]
    assert list(found.weights) == ["A01", "A02", "B01", "C01", "C02", "C03"]
    assert are_close(found.weights.values(), as_decimals(sevenths))
    assert found.factors["B"] is None
    assert found.categories.consistent


def test_one_category_needs_no_matrix_of_categories():
    found = two_level_weights(None, {"A": filled([[3]])}, factors={"A": ["A01", "A02"]})
    assert found.categories is None
    assert are_close(found.weights.values(), [Decimal("0.75"), Decimal("0.25")])


@pytest.mark.parametrize(
    ("upper", "lower", "where", "code"),
    [
        (None, LOWER, "category_matrix", "pairwise_matrix_missing"),
        (filled([[2]]), LOWER, "category_matrix", "pairwise_wrong_size"),
        (UPPER, {"C": LOWER["C"]}, "factor_matrices.A", "pairwise_matrix_missing"),
        (UPPER, LOWER | {"B": filled([[2]])}, "factor_matrices.B", "pairwise_wrong_size"),
        (UPPER, LOWER | {"D": filled([[2]])}, "factor_matrices.D", "pairwise_unknown_name"),
        (UPPER, LOWER | {"A": [[1, 2], [2, 1]]}, "factor_matrices.A[0][1]",
         "pairwise_not_reciprocal"),
    ],
)  # fmt: skip
def test_levels_are_refused(upper, lower, where, code):
    with pytest.raises(InvalidInput) as caught:
        two_level_weights(upper, lower, factors=FACTORS)
    assert (caught.value.where, caught.value.code) == (where, code)


@pytest.mark.parametrize(
    ("lower", "code"),
    [
        ([filled([[2]])], "pairwise_wrong_number"),
        ([filled([[2]]), IN_CIRCLES], "pairwise_sizes_differ"),
    ],
)
def test_hierarchy_is_refused(lower, code):
    with pytest.raises(InvalidInput) as caught:
        hierarchy(filled([[2]]), lower)
    assert caught.value.code == code

"""Many matrices at once give what one at a time gives."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.errors import InvalidInput
from riskassess.domain.pairwise import (
    TABLES,
    PairwiseMethod,
    RandomIndex,
    pairwise_weights,
    pairwise_weights_many,
)
from tests.unit.domain.pairwise_matrices import consistent, filled, judged

ALL_METHODS = pytest.mark.parametrize("method", list(PairwiseMethod))


def as_array(*matrices):
    return np.array([[[float(value) for value in row] for row in each] for each in matrices])


def assert_same(many, k, one, tolerance=1e-10):
    assert np.allclose(many.weights[k], [float(w) for w in one.weights], rtol=0, atol=tolerance)
    figures = [many.lambda_max[k], many.ci[k], many.cr[k]]
    wanted = [float(one.lambda_max), float(one.ci), float(one.cr)]
    assert np.allclose(figures, wanted, rtol=1e-12, atol=tolerance)
    assert bool(many.consistent[k]) is one.consistent


@ALL_METHODS
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_many_agree_with_one(method, data):
    n = data.draw(st.integers(2, 9))
    matrices = data.draw(st.lists(judged(n, n), min_size=1, max_size=3))
    many = pairwise_weights_many(as_array(*matrices), method=method)
    for k, matrix in enumerate(matrices):
        assert_same(many, k, pairwise_weights(matrix, method=method))


@ALL_METHODS
def test_consistent_ones_have_a_ratio_of_nothing(method):
    stack = as_array(consistent([3, 7, 11, 13]), consistent([1, 1, 1, 9]))
    many = pairwise_weights_many(stack, method=method)
    assert many.cr.tolist() == [0.0, 0.0]
    assert many.consistent.all()


def test_circles_are_handed_to_the_exact_path():
    slow = filled([[10**6, Fraction(1, 10**6)], [10**5]])
    many = pairwise_weights_many(as_array(slow, consistent([1, 2, 3])))
    assert_same(many, 0, pairwise_weights(slow))
    assert_same(many, 1, pairwise_weights(consistent([1, 2, 3])))


def test_limit_is_decided_exactly():
    # t = 2: λ = 1 + 2 + 1/2, CI = 1/4
    matrix = filled([[2, "1/2"], [2]])
    for index in ("2.5", "2.5000000000000000001", "2.4999999999999999999"):
        table = RandomIndex("test", {3: Decimal(index)})
        many = pairwise_weights_many(as_array(matrix), random_index=table)
        one = pairwise_weights(matrix, random_index=table)
        assert bool(many.consistent[0]) is one.consistent


def with_element(place, value):
    stack = as_array(consistent([1, 2, 3]), consistent([1, 1, 1]))
    stack[place] = value
    return stack


@pytest.mark.parametrize(
    ("stack", "where", "code"),
    [
        (np.ones((3, 3)), "matrices", "pairwise_wrong_shape"),
        (np.ones((2, 3, 4)), "matrices", "pairwise_wrong_shape"),
        (np.ones((2, 1, 1)), "matrices", "pairwise_wrong_shape"),
        (np.ones((1, 11, 11)), "random_index", "random_index_missing"),
        (with_element((1, 0, 2), 0), "matrices[1][0][2]", "pairwise_wrong_element"),
        (with_element((1, 0, 2), np.nan), "matrices[1][0][2]", "pairwise_wrong_element"),
        (with_element((0, 1, 1), 2), "matrices[0][1][1]", "pairwise_wrong_element"),
        (with_element((1, 1, 2), 1.06), "matrices[1][1][2]", "pairwise_wrong_element"),
    ],
)
def test_bad_stack_is_refused(stack, where, code):
    with pytest.raises(InvalidInput) as caught:
        pairwise_weights_many(stack)
    assert (caught.value.where, caught.value.code) == (where, code)


def test_nothing_gives_nothing():
    many = pairwise_weights_many(np.empty((0, 3, 3)), random_index=TABLES["saaty_2005"])
    assert many.weights.shape == (0, 3)
    assert many.cr.shape == (0,)

"""Kendall's W: order never matters, ties, refusals, the same by arrays and by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.agreement.concordance import kendall_w
from riskassess.domain.agreement.ranks import ranked, ranked_array
from riskassess.domain.errors import InvalidInput


def panels(marks=None, most=7):
    marks = st.integers(0, 5) if marks is None else marks
    return st.tuples(st.integers(2, most), st.integers(2, most)).flatmap(
        lambda shape: st.lists(
            st.lists(marks, min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )


def has_order(rows):
    return any(len(set(column)) > 1 for column in zip(*rows, strict=True))


@given(panels().filter(has_order), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_of_items_and_raters_never_matters(rows, random):
    found = kendall_w(rows)
    assert 0 <= found.w <= 1
    assert found.w_uncorrected <= found.w
    items = random.sample(rows, len(rows))
    columns = list(zip(*items, strict=True))
    again = kendall_w(list(zip(*random.sample(columns, len(columns)), strict=True)))
    assert (again.w, again.chi2, again.p, again.ties) == (
        found.w, found.chi2, found.p, found.ties
    )  # fmt: skip


@given(panels().filter(has_order))
@settings(max_examples=40)
def test_only_the_order_of_a_raters_marks_counts(rows):
    stretched = [[mark**3 + 10 * rater for rater, mark in enumerate(row)] for row in rows]
    assert kendall_w(stretched) == kendall_w(rows)


@given(st.permutations(range(6)), st.integers(2, 5))
@settings(max_examples=25)
def test_full_agreement_is_one(order, raters):
    assert kendall_w([[place] * raters for place in order]).w == 1


@pytest.mark.parametrize("marks", [st.integers(-3, 3), st.floats(0, 1), st.integers(0, 10**6)])
def test_arrays_give_the_same_ranks(marks):
    @given(panels(marks, most=6))
    @settings(max_examples=40)
    def same(rows):
        sums, ties = ranked(rows)
        assert ranked_array(np.array(rows)) == (sums, ties)

    same()


def test_many_marks_are_ranked_by_arrays_alike():
    source = np.random.default_rng(3)
    for marks in (source.integers(1, 11, (500, 50)), source.random((500, 50)).round(2)):
        by_array = kendall_w(marks.tolist())
        assert by_array == kendall_w([list(map(Decimal, map(repr, row))) for row in marks.tolist()])
        assert isinstance(by_array.w, Fraction)
        assert all(type(each) is int for each in by_array.doubled_rank_sums)
    orders = np.array([source.permutation(500) + 4 for _rater in range(50)]).T
    assert kendall_w(orders) == kendall_w([list(map(Decimal, row)) for row in orders.tolist()])
    small = np.array([[-100, 100], [100, -100]], dtype=np.int8)
    assert kendall_w(small).w == 0


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        ([[1, 2]], "agreement_too_few_items", "ratings"),
        ([], "agreement_too_few_items", "ratings"),
        ([[1], [2]], "agreement_too_few_raters", "ratings"),
        ([[1, 2], [3]], "file_ragged", "ratings[1]"),
        ([[1, 2], [3, None]], "agreement_rating_missing", "ratings[1][1]"),
        ([[1, float("nan")], [3, 4]], "agreement_rating_missing", "ratings[0][1]"),
        ([[1, 2], [1, 2], [1, 2]], "agreement_no_order", "ratings"),
        (np.array([[1.0, np.nan], [2.0, 3.0]]), "agreement_rating_missing", "ratings[0][1]"),
    ],
)
def test_refusals(rows, code, where):
    with pytest.raises(InvalidInput) as caught:
        kendall_w(rows)
    assert (caught.value.code, caught.value.where) == (code, where)

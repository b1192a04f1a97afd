"""Weights from weight scores, and from two sets of weights."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.methods import run_method
from riskassess.domain.weighting import combined_weights, expert_weights, mean_share_weights
from riskassess.messages import explain

D, F = Decimal, Fraction
WAYS = ["mean", "median", "trimmed"]
ALL_WAYS = pytest.mark.parametrize("how", WAYS)
SEVEN = [[1, 5], [9, 5], [5, 5], [5, 5], [5, 5], [5, 5], [6, 5]]


@st.composite
def scored(draw):
    """Return scores of experts (rows) for factors."""
    factors = draw(st.integers(1, 6))
    row = st.lists(st.integers(1, 100), min_size=factors, max_size=factors)
    return draw(st.lists(row, min_size=1, max_size=10))


@ALL_WAYS
@given(scores=scored(), factor=st.integers(2, 10_000))
@settings(max_examples=40, deadline=None)
def test_scale_of_the_scores_never_matters(how, scores, factor):
    scaled = [[score * factor for score in row] for row in scores]
    assert expert_weights(scaled, how=how) == expert_weights(scores, how=how)


@ALL_WAYS
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_order_of_experts_and_factors_never_matters(how, data):
    scores = data.draw(scored())
    weights = expert_weights(scores, how=how)
    assert sum(weights) == 1
    assert expert_weights(scores[::-1], how=how) == weights
    order = data.draw(st.permutations(range(len(scores[0]))))
    ordered = expert_weights([[row[f] for f in order] for row in scores], how=how)
    assert ordered == tuple(weights[f] for f in order)


@given(scores=scored())
@settings(max_examples=40, deadline=None)
def test_mean_is_the_share_of_the_totals(scores):
    totals = [sum(column) for column in zip(*scores, strict=True)]
    assert expert_weights(scores) == mean_share_weights(totals)


@pytest.mark.parametrize(
    ("scores", "how", "wanted"),
    [
        ([[1, 2], [2, 2], [9, 2]], "median", (F(1, 2), F(1, 2))),
        ([[1, 2], [2, 2], [4, 2], [9, 2]], "median", (F(3, 5), F(2, 5))),
        (SEVEN, "trimmed", (F(26, 51), F(25, 51))),  # 5, 5, 5, 5, 6 of the first
        (SEVEN[:6], "trimmed", (F(1, 2), F(1, 2))),  # six experts: the mean
        ([[0, 5]], "mean", (F(0), F(1))),
    ],
)
def test_middle_scores(scores, how, wanted):
    assert expert_weights(scores, how=how) == wanted


def test_number_of_experts_for_trimming_is_a_parameter():
    assert expert_weights(SEVEN, how="trimmed", trim_from=8) == expert_weights(SEVEN)
    few = [[1, 1], [1, 1], [10, 1]]
    assert expert_weights(few, how="trimmed", trim_from=3) == (F(1, 2), F(1, 2))
    # two experts leave nothing to average
    assert expert_weights(few[1:], how="trimmed", trim_from=2) == expert_weights(few[1:])


@pytest.mark.parametrize(
    ("scores", "where", "code"),
    [
        ([], "scores", "file_empty_list"),
        ([[]], "scores", "file_empty_list"),
        ([[1, 2], [3]], "scores[1]", "file_ragged"),
        ([[1, -2]], "scores", "weights_negative"),
        ([[0, 0], [0, 0]], "scores", "weights_all_zero"),
    ],
)
def test_scores_are_refused(scores, where, code):
    with pytest.raises(InvalidInput) as caught:
        expert_weights(scores)
    assert (caught.value.where, caught.value.code) == (where, code)


def test_all_medians_of_nothing_are_refused():
    with pytest.raises(InvalidInput) as caught:
        expert_weights([[0, 0], [0, 0], [5, 5]], how="median")
    assert caught.value.code == "weights_all_zero"


def test_product_is_brought_to_one():
    found = combined_weights([F(1, 2), F(1, 2)], [F(1, 4), F(3, 4)])
    assert found == (F(1, 4), F(3, 4))


@pytest.mark.parametrize(("share", "wanted"), [(0, F(1, 4)), (1, F(1, 2)), (F(1, 5), F(3, 10))])
def test_linear_combination(share, wanted):
    first, second = [F(1, 2), F(1, 2)], [F(1, 4), F(3, 4)]
    found = combined_weights(first, second, how="linear", share=F(share))
    assert found == (wanted, 1 - wanted)


@pytest.mark.parametrize("how", ["product", "linear"])
@given(pairs=st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_combination_adds_up_whatever_the_scale(how, pairs):
    first, second = ([F(value) for value in each] for each in zip(*pairs, strict=True))
    found = combined_weights(first, second, how=how)
    assert sum(found) == 1
    assert combined_weights([value / 7 for value in first], second, how=how) == found


@pytest.mark.parametrize(
    ("first", "second", "share", "where", "code"),
    [
        ([1], [1, 1], F(1, 2), "second", "weights_lengths_differ"),
        ([1, -1], [1, 1], F(1, 2), "first", "weights_negative"),
        ([1, 1], [0, 0], F(1, 2), "second", "weights_all_zero"),
        ([1, 0], [0, 1], F(1, 2), "second", "weights_no_product"),
        ([1, 1], [1, 1], F(50), "share", "file_outside"),
    ],
)
def test_combination_is_refused(first, second, share, where, code):
    with pytest.raises(InvalidInput) as caught:
        combined_weights(list(map(F, first)), list(map(F, second)), share=share)
    assert (caught.value.where, caught.value.code) == (where, code)


def refused(method, inputs):
    with pytest.raises(InvalidFile) as caught:
        run_method(method, inputs)
    found = caught.value.facts.get("problems", ())
    for each in found:
        assert "…" not in "".join(explain(each.code, each.facts))
    return [(each.where, each.code) for each in found] or [(caught.value.where, caught.value.code)]


@pytest.mark.parametrize(
    ("scores", "wanted"),
    [
        (None, ("inputs.scores", "file_missing")),
        ([[1, 2], [3]], ("inputs.scores[1]", "file_ragged")),
        ([[1, 2], [3, None]], ("inputs.scores[1][1]", "weights_score_missing")),
        ([[1, None], [3, None]], ("inputs.scores[0][1]", "weights_factor_unscored")),
        ([[0, 0], [0, 0]], ("inputs.scores", "weights_all_zero")),
        ([[1, -1]], ("inputs.scores[0][1]", "file_outside")),
        ([[1, "8"]], ("inputs.scores[0][1]", "file_not_a_number")),
        ([3, 4], ("inputs.scores[0]", "file_wrong_type")),
    ],
)
def test_bad_scores_of_a_file_are_refused(scores, wanted):
    assert refused("expert_scoring", {"scores": scores})[0] == wanted


def test_factor_that_nobody_scored_is_told_once():
    found = refused("expert_scoring", {"scores": [[1, None, 3], [2, None, None]]})
    assert found == [
        ("inputs.scores[0][1]", "weights_factor_unscored"),
        ("inputs.scores[1][2]", "weights_score_missing"),
    ]


def test_two_experts_and_two_hundred_factors():
    scores = [[1 + f % 10 for f in range(200)], [10 - f % 10 for f in range(200)]]
    result = run_method("expert_scoring", {"scores": scores, "how": "trimmed"})
    assert result["weights"] == (F(1, 200),) * 200
    assert (result["experts"], result["factors"], result["dropped"]) == (2, 200, 0)


def test_method_tells_what_was_left_out_and_what_weighs_nothing():
    scores = [[*row, 0] for row in SEVEN]
    result = run_method("expert_scoring", {"scores": scores, "how": "trimmed"})
    assert list(result) == ["weights", "how", "experts", "factors", "dropped", "zero"]
    assert result["weights"] == (F(26, 51), F(25, 51), 0)
    assert (result["dropped"], result["zero"]) == (2, [3])


HALVES = {"first": [D("0.5"), D("0.5")], "second": [D("0.25"), D("0.75")]}


def test_method_combines():
    assert run_method("combined", HALVES | {"how": "product"})["weights"] == (F(1, 4), F(3, 4))
    result = run_method("combined", HALVES | {"how": "linear", "alpha": D("0.2")})
    assert result == {"weights": (F(3, 10), F(7, 10)), "how": "linear", "alpha": D("0.2")}


def test_rounded_sum_is_normalised_and_told():
    rounded = [D("0.33"), D("0.33"), D("0.33")]
    even = {"first": rounded, "second": [D("0.5"), D("0.25"), D("0.25")], "how": "product"}
    result = run_method("combined", even)
    assert result["weights"] == (F(1, 2), F(1, 4), F(1, 4))
    assert result["normalised"] == {"first": F(99, 100)}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"first": [30, 70]}, ("inputs.first[0]", "file_share_as_percent")),
        ({"alpha": 60}, ("inputs.alpha", "file_share_as_percent")),
        ({"alpha": None}, ("inputs.alpha", "file_missing")),
        ({"how": None}, ("inputs.how", "file_missing")),
        ({"first": [D("0.4"), D("0.5")]}, ("inputs.first", "weights_sum")),
        ({"first": [0, 0]}, ("inputs.first", "weights_sum")),
        ({"first": [1]}, ("inputs.second", "weights_lengths_differ")),
        ({"first": [1, D("-0.01")]}, ("inputs.first[1]", "file_outside")),
        (
            {"how": "product", "first": [1, 0], "second": [0, 1]},
            ("inputs.second", "weights_no_product"),
        ),
    ],
)
def test_bad_combination_of_a_file_is_refused(change, wanted):
    assert wanted in refused("combined", HALVES | {"how": "linear", "alpha": D("0.5")} | change)

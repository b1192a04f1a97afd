"""Fuzzy evaluation: order and scale of weights never matter, nothing is guessed."""

import doctest
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain import fuzzy as module
from riskassess.domain.errors import InvalidFile
from riskassess.domain.fuzzy import (
    Greatest,
    fuzzy_evaluation,
    fuzzy_score,
    fuzzy_two_levels,
    greatest_membership,
    membership_from_levels,
)
from riskassess.domain.methods import evaluation, run_method
from riskassess.messages import MESSAGES, explain


def test_examples_hold():
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(evaluation).failed == 0


# ---------------------------------------------------------------- properties
@st.composite
def tables(draw):
    """Return weights that are not all 0 and rows that each add up to 1."""
    columns = draw(st.integers(2, 7))
    row = st.lists(st.integers(0, 50), min_size=columns, max_size=columns).filter(any)
    rows = draw(st.lists(row, min_size=1, max_size=8))
    weight = st.lists(st.integers(0, 1000), min_size=len(rows), max_size=len(rows)).filter(any)
    return draw(weight), [[Fraction(each, sum(row)) for each in row] for row in rows]


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_factors_never_matters(table, random):
    weights, rows = table
    pairs = list(zip(weights, rows, strict=True))
    random.shuffle(pairs)
    turned = fuzzy_evaluation([weight for weight, _row in pairs], [row for _weight, row in pairs])
    assert turned == fuzzy_evaluation(weights, rows)


@given(tables(), st.fractions(min_value="1/1000", max_value=1000))
def test_scaling_weights_never_matters(table, scale):
    weights, rows = table
    scaled = [weight * scale for weight in weights]
    assert fuzzy_evaluation(scaled, rows) == fuzzy_evaluation(weights, rows)


@given(tables())
def test_memberships_stay_a_distribution(table):
    membership = fuzzy_evaluation(*table)
    assert sum(membership) == 1
    assert min(membership) >= 0


@given(tables(), tables())
def test_two_levels_are_one_level_with_multiplied_weights(one, other):
    columns = min(len(one[1][0]), len(other[1][0]))
    groups = [
        (weights, [membership_from_levels([1 + n % columns for n in range(len(row))], columns)
                   for row in rows])
        for weights, rows in (one, other)
    ]  # fmt: skip
    two = fuzzy_two_levels([2, 3], [group[0] for group in groups], [group[1] for group in groups])
    flat = [
        Fraction(share * weight, sum(weights))
        for share, (weights, _rows) in zip((2, 3), groups, strict=True)
        for weight in weights
    ]
    assert two.membership == fuzzy_evaluation(flat, groups[0][1] + groups[1][1])
    assert sum(two.membership) == 1


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_shares_of_experts_are_a_distribution_and_their_mean_level(levels):
    membership = membership_from_levels(levels, 5)
    assert sum(membership) == 1
    assert fuzzy_score(membership, range(1, 6)) == Fraction(sum(levels), len(levels))
    assert membership == membership_from_levels(levels[::-1], 5)


# ---------------------------------------------------------------- verdict
def test_of_equal_memberships_the_worse_grade_is_taken_and_told():
    third = Fraction(1, 3)
    assert greatest_membership([third, third, third]) == Greatest(2, (0, 1, 2))
    assert greatest_membership([third, Fraction(2, 3)]) == Greatest(1)
    result = run_method("fuzzy", {"weights": [1], "R": [[0.5, 0.5]], "grades": ["低", "高"]})
    assert result["verdict"] == "高"
    assert result["tie"] == ["低", "高"]


def test_equal_is_decided_exactly():
    # 0.1 + 0.2 is not 0.3 in binary numbers
    rows = [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]
    result = run_method("fuzzy", {"weights": [0.3, 0.1, 0.2, 0.4], "R": rows})
    assert result["verdict"] == 3
    result = run_method("fuzzy", {"weights": [0.5, 0.2, 0.3], "R": [[1, 0], [0, 1], [0, 1]]})
    assert result["tie"] == [1, 2]


# ---------------------------------------------------------------- pure functions refuse nonsense
@pytest.mark.parametrize(
    ("weights", "rows"),
    [([0, 0], [[1], [1]]), ([1, -1], [[1], [1]]), ([1], [[1], [1]]), ([1, 1], [[1, 0], [1]]),
     ([], [])],
)  # fmt: skip
def test_impossible_tables_are_refused(weights, rows):
    with pytest.raises(ValueError, match=r"weight|shorter|longer"):
        fuzzy_evaluation(weights, rows)


@pytest.mark.parametrize("levels", [[], [0], [6]])
def test_impossible_levels_are_refused(levels):
    with pytest.raises(ValueError, match="expert|levels"):
        membership_from_levels(levels, 5)


# ---------------------------------------------------------------- inputs of the method
GOOD = {"weights": [0.4, 0.6], "R": [[0.2, 0.8], [0.5, 0.5]], "grades": ["好", "差"]}
GROUPED = {
    "group_weights": [0.5, 0.5],
    "indicator_weights": [[1], [0.5, 0.5]],
    "R": [[[0.2, 0.8]], [[0.5, 0.5], [1, 0]]],
}


def refused(inputs):
    with pytest.raises(InvalidFile) as caught:
        run_method("fuzzy", inputs)
    error = caught.value
    found = [(error.where, error.code, error.facts), *error.facts["more"]]
    for _where, code, facts in found:
        assert code in MESSAGES
        assert all("%(" not in text and "…" not in text for text in explain(code, facts))
    return [(where, code) for where, code, _facts in found]


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"weights": [0.4, 0.63]}, "inputs.weights", "fuzzy_weights_sum"),
        ({"weights": [0, 0]}, "inputs.weights", "fuzzy_weights_sum"),
        ({"weights": [0.2, 0.2, 0.6]}, "inputs.weights", "fuzzy_weights_count"),
        ({"weights": [-0.4, 1]}, "inputs.weights[0]", "file_outside"),
        ({"weights": [float("nan"), 1]}, "inputs.weights[0]", "file_not_a_number"),
        ({"weights": None}, "inputs.weights", "file_missing"),
        ({"R": None}, "inputs.R", "file_missing"),
        ({"R": [[0.2, 0.8], [50, 0.5]]}, "inputs.R[1][0]", "file_share_as_percent"),
        ({"R": [[0.2, 0.8], [0.5, -0.5]]}, "inputs.R[1][1]", "file_outside"),
        ({"R": [[0.2, 0.8], [0.5, None]]}, "inputs.R[1][1]", "file_not_a_number"),
        ({"R": [[0.2, 0.8], [0.5, 0.3, 0.2]]}, "inputs.R[1]", "file_ragged"),
        ({"R": [[0.2, 0.8], [0.5, 0.39]]}, "inputs.R[1]", "fuzzy_row_sum"),
        ({"R": [[0.2, 0.8], 1]}, "inputs.R[1]", "file_wrong_type"),
        ({"grades": ["好"]}, "inputs.grades", "fuzzy_grades_count"),
        ({"grades": ["好", "好"]}, "inputs.grades[1]", "fuzzy_grade_repeated"),
        ({"grades": ["好", ["差"]]}, "inputs.grades[1]", "file_wrong_type"),
        ({"grade_scores": [1, 2, 3]}, "inputs.grade_scores", "fuzzy_grades_count"),
        ({"grade_scores": [1, "2"]}, "inputs.grade_scores[1]", "file_not_a_number"),
        ({"operator": "M(∧,∨)"}, "inputs.operator", "file_unknown_word"),
        ({"operator": 1}, "inputs.operator", "file_unknown_word"),
    ],
)
def test_wrong_input_is_named_with_its_place(change, where, code):
    assert refused({**GOOD, **change})[0] == (where, code)


def test_percentages_are_named_one_by_one():
    found = refused({**GOOD, "weights": [40, 60]})
    assert found == [
        ("inputs.weights[0]", "file_share_as_percent"),
        ("inputs.weights[1]", "file_share_as_percent"),
    ]


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"weights": [1]}, "inputs.weights", "fuzzy_both_levels"),
        ({"indicator_weights": [[1]]}, "inputs.indicator_weights", "fuzzy_groups_count"),
        ({"indicator_weights": None}, "inputs.indicator_weights", "file_missing"),
        ({"group_weights": None}, "inputs.group_weights", "file_missing"),
        ({"group_weights": [1]}, "inputs.group_weights", "fuzzy_weights_count"),
        ({"indicator_weights": [[1], [0.5, 0.6]]}, "inputs.indicator_weights[1]",
         "fuzzy_weights_sum"),
        ({"R": [[[0.2, 0.8]], [[0.5, 0.2, 0.3], [1, 0]]]}, "inputs.R[1][0]", "file_ragged"),
        ({"R": [[0.2, 0.8], [0.5, 0.5]]}, "inputs.R[0][0]", "file_wrong_type"),
    ],
)  # fmt: skip
def test_wrong_groups_are_named_with_their_place(change, where, code):
    assert (where, code) in refused({**GROUPED, **change})


def test_sums_near_one_are_told_and_weights_divided():
    result = run_method("fuzzy", {**GOOD, "weights": [0.41, 0.61], "R": [[0.2, 0.8], [0.5, 0.52]]})
    assert result["normalised"] == {"weights": {"sum": Decimal("1.02")}}
    assert result["row_sums"] == {"R[1]": Decimal("1.02")}
    assert result["membership"][0] == Fraction(41 * 2 + 61 * 5, 1020)
    grouped = run_method("fuzzy", {**GROUPED, "group_weights": [0.49, 0.5]})
    assert grouped["normalised"] == {"group_weights": {"sum": Decimal("0.99")}}


def test_unknown_keys_are_reported_and_not_used():
    result = run_method("fuzzy", {**GOOD, "factors": ["a", "b"]})
    assert result["unused"] == ["factors"]
    assert result["membership"] == run_method("fuzzy", GOOD)["membership"]


def test_two_hundred_factors_are_no_matter():
    weights = [Decimal("0.005")] * 200
    result = run_method("fuzzy", {"weights": weights, "R": [[0.1, 0.2, 0.7]] * 200})
    assert result["membership"] == (Fraction(1, 10), Fraction(1, 5), Fraction(7, 10))

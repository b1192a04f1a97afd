"""Bad matrices and tables are refused with their place; rounded ones are accepted and told."""

from decimal import Decimal
from fractions import Fraction

import pytest

from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.methods import run_method
from riskassess.domain.pairwise import TABLES, missing_pairs, pairwise_weights
from riskassess.messages import MESSAGES, explain

D = Decimal
ONES = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]


def problems(method, inputs):
    """Return place, code and facts of everything that is refused."""
    with pytest.raises(InvalidFile) as caught:
        run_method(method, inputs)
    found = [(each.where, each.code) for each in caught.value.facts["problems"]]
    for each in caught.value.facts["problems"]:
        assert each.code in MESSAGES
        texts = explain(each.code, each.facts)
        assert all(texts)
        assert "…" not in "".join(texts), "a fact that the text mentions is missing"
    return found


@pytest.mark.parametrize(
    ("matrix", "where", "code"),
    [
        (None, "", "file_missing"),
        (7, "", "file_wrong_type"),
        ([], "", "pairwise_too_small"),
        ([[1]], "", "pairwise_too_small"),
        ([[1, 2], 3], "[1]", "file_wrong_type"),
        ([[1, 2, 3], [1, 1, 1]], "[0]", "pairwise_not_square"),
        ([[1, 2], ["1/2"]], "[1]", "pairwise_not_square"),
        ([[1, 0], [2, 1]], "[0][1]", "pairwise_not_positive"),
        ([[1, -2], ["-1/2", 1]], "[0][1]", "pairwise_not_positive"),
        ([[1, float("nan")], [1, 1]], "[0][1]", "file_not_a_number"),
        ([[1, float("inf")], [1, 1]], "[0][1]", "file_not_a_number"),
        ([[1, D("NaN")], [1, 1]], "[0][1]", "file_not_a_number"),
        ([[1, True], [1, 1]], "[0][1]", "file_not_a_number"),
        ([[1, "3:1"], ["1/3", 1]], "[0][1]", "file_not_a_number"),
        ([[1, "1/0"], [1, 1]], "[0][1]", "file_not_a_number"),
        ([[1, None], [None, 1]], "[0][1]", "pairwise_missing"),
        ([[1, 2], [None, 1]], "[1][0]", "pairwise_missing"),
        ([[2, 1], [1, 1]], "[0][0]", "pairwise_diagonal"),
        ([[1, 1], [1, None]], "[1][1]", "pairwise_diagonal"),
        ([[1, 3], [3, 1]], "[0][1]", "pairwise_not_reciprocal"),
        ([[1, D("1e999999")], [D("1e-999999"), 1]], "[0][1]", "pairwise_too_far"),
        ([[1, D("-1e999999")], [1, 1]], "[0][1]", "pairwise_not_positive"),
    ],
)
def test_bad_matrix_is_refused_at_its_place(matrix, where, code):
    assert problems("ahp", {"matrix": matrix})[0] == (f"inputs.matrix{where}", code)


def test_everything_that_is_wrong_is_told_at_once():
    matrix = [[1, 0, 3], [2, 5, None], ["1/3", 2, 1]]
    assert problems("ahp", {"matrix": matrix, "method": "guess", "random_index": "mine"}) == [
        ("inputs.matrix[0][1]", "pairwise_not_positive"),
        ("inputs.matrix[1][1]", "pairwise_diagonal"),
        ("inputs.matrix[1][2]", "pairwise_missing"),
        ("inputs.method", "file_unknown_word"),
        ("inputs.random_index", "random_index_unknown"),
    ]


def test_missing_comparisons_are_named_by_row_and_column():
    with pytest.raises(InvalidInput) as caught:
        pairwise_weights([[1, 2, None], ["1/2", 1, 3], [None, "1/3", 1]])
    assert (caught.value.facts["row"], caught.value.facts["column"]) == (1, 3)
    assert missing_pairs([[1, 2, None], [None, 1, 3], [4, None, 1]]) == ((1, 2), (1, 3), (2, 3))


@pytest.mark.parametrize(
    ("back", "accepted"),
    [("0.35", True), ("0.3166666667", True), ("0.3500001", False), ("0.3166666", False)],
)
def test_pair_may_miss_one_by_five_percent(back, accepted):
    matrix = [[1, 3], [D(back), 1]]
    if accepted:
        result = run_method("ahp", {"matrix": matrix})
        assert result["reciprocal"] == "rounded"
        assert result["largest_deviation"] == abs(3 * D(back) - 1)
    else:
        assert problems("ahp", {"matrix": matrix}) == [
            ("inputs.matrix[0][1]", "pairwise_not_reciprocal")
        ]


def test_rounded_matrix_is_used_as_printed():
    printed = run_method("ahp", {"matrix": [[1, 3], [D("0.33"), 1]], "method": "column_mean"})
    wanted = (Fraction(100, 133) + Fraction(3, 4)) / 2
    assert abs(Fraction(printed["weights"][0]) - wanted) < Fraction(1, 10**25)


@pytest.mark.parametrize("third", ["1/3", " 1 / 3 ", Fraction(1, 3), 1 / 3, D(1) / D(3)])
def test_judgement_may_be_written_in_several_ways(third):
    result = run_method("ahp", {"matrix": [[1, third], [3, 1]]})
    assert result["reciprocal"] == "exact"
    assert round(result["weights"][0], 12) == D("0.25")


@pytest.mark.parametrize(
    ("table", "where", "code"),
    [
        ("mine", "", "random_index_unknown"),
        (D("0.58"), "", "random_index_unknown"),
        ({}, "", "random_index_missing"),
        ({"4": D("0.9")}, "", "random_index_missing"),
        ({"three": D("0.58")}, ".three", "random_index_size"),
        ({"3": 0}, ".3", "random_index_not_positive"),
        ({"3": -1}, ".3", "random_index_not_positive"),
        ({"3": "0.58"}, ".3", "file_not_a_number"),
        ({"3": None}, ".3", "file_not_a_number"),
    ],
)
def test_bad_table_is_refused(table, where, code):
    found = problems("ahp", {"matrix": ONES, "random_index": table})
    assert found[0] == (f"inputs.random_index{where}", code)


def test_size_beyond_the_table_is_refused_and_tables_that_go_on_are_named():
    ones = [[1] * 11 for _ in range(11)]
    with pytest.raises(InvalidFile) as caught:
        run_method("ahp", {"matrix": ones})
    assert caught.value.where == "inputs.random_index"
    assert "saaty_2005" in caught.value.facts["allowed"]
    assert run_method("ahp", {"matrix": ones, "random_index": "saaty_2005"})["cr"] == 0


@pytest.mark.parametrize("size", ["3", 3])
def test_size_of_an_own_table_may_be_text_or_number(size):
    result = run_method("ahp", {"matrix": ONES, "random_index": {size: D("0.52")}})
    assert result["random_index"] == {"name": "given", "value": D("0.52")}


def test_every_table_names_its_source_and_starts_at_three():
    for table in TABLES.values():
        assert table.source
        assert table.of(1) == table.of(2) == 0
        assert table.of(3) > 0
    falling = {
        name: n
        for name, table in TABLES.items()
        for n in table.values
        if n > 3 and table.values[n] <= table.values[n - 1]
    }
    assert falling == {"ahpwr": 12}
    assert "1.48" in TABLES["ahpwr"].note


LEVELS = {
    "criteria": ["a", "b"],
    "criteria_matrix": [[1, 1], [1, 1]],
    "alternatives": ["x", "y", "z"],
    "alternative_matrices": {"a": ONES, "b": ONES},
}


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"criteria": ["a", "a"]}, "criteria[1]", "pairwise_name_twice"),
        ({"criteria": ["a", 3]}, "criteria[1]", "file_wrong_type"),
        ({"criteria": None}, "criteria", "file_missing"),
        ({"criteria_matrix": ONES}, "criteria_matrix", "pairwise_wrong_size"),
        ({"criteria_matrix": None}, "criteria_matrix", "file_missing"),
        ({"alternatives": ["x", "y"]}, "alternative_matrices.a", "pairwise_wrong_size"),
        ({"alternative_matrices": {"a": ONES}}, "alternative_matrices.b", "file_missing"),
        ({"alternative_matrices": None}, "alternative_matrices", "file_missing"),
        ({"alternative_matrices": [ONES]}, "alternative_matrices", "file_wrong_type"),
        (
            {"alternative_matrices": {"a": ONES, "b": ONES, "c": ONES}},
            "alternative_matrices.c",
            "pairwise_unknown_name",
        ),
        (
            {"alternative_matrices": {"a": ONES, "b": [[1, 2], [2, 1]]}},
            "alternative_matrices.b[0][1]",
            "pairwise_not_reciprocal",
        ),
    ],
)
def test_bad_hierarchy_is_refused(change, where, code):
    assert (f"inputs.{where}", code) in problems("ahp_hierarchy", LEVELS | change)


def test_hierarchy_of_equals():
    result = run_method("ahp_hierarchy", LEVELS)
    assert list(result["global_weights"]) == ["x", "y", "z"]
    assert {round(weight, 12) for weight in result["global_weights"].values()} == {
        round(D(1) / 3, 12)
    }


def test_group_prints_its_matrix_and_each_members_ratio():
    one, other = [[1, 2], ["1/2", 1]], [[1, 8], ["1/8", 1]]
    result = run_method("ahp_group", {"matrices": [one, other], "colour": "red"})
    assert result["matrix"][0][1] == 4
    assert result["members"] == [{"cr": 0, "consistent": True}] * 2
    assert round(result["weights"][0], 20) == D("0.8")
    assert result["unused"] == ["colour"]


@pytest.mark.parametrize(
    ("matrices", "where", "code"),
    [
        ([], "", "file_empty_list"),
        (None, "", "file_missing"),
        ([ONES, [[1, 1], [1, 1]]], "[1]", "pairwise_sizes_differ"),
        ([ONES, None], "[1]", "file_wrong_type"),
        ([ONES, [[1, None], [1, 1]]], "[1][0][1]", "pairwise_missing"),
    ],
)
def test_bad_group_is_refused(matrices, where, code):
    assert problems("ahp_group", {"matrices": matrices})[0] == (f"inputs.matrices{where}", code)

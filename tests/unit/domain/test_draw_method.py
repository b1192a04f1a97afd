from decimal import Decimal

import pytest

from riskassess.domain.errors import InvalidFile
from riskassess.domain.methods import run_method
from riskassess.messages import explain

GOOD = {"pool": ["甲", "乙", "丙", "丁"], "select": 2, "sources": [[3, 9, 12], Decimal("3245.10")]}


def refused(**changes):
    with pytest.raises(InvalidFile) as error:
        run_method("draw", {**GOOD, **changes})
    return error.value


def test_sha256_is_the_default_and_positions_count_from_one():
    result = run_method("draw", GOOD)
    assert result["algorithm"] == "rfc3797-sha256"
    assert result["key_string"] == "3.9.12./3245.1/"
    assert [each[0] for each in result["rounds"]] == [0, 1]
    assert [each[2] for each in result["rounds"]] == [4, 3]
    assert all(len(each[1]) == 64 and each[1] == each[1].upper() for each in result["rounds"])
    assert result["selected"] == [GOOD["pool"][each[3] - 1] for each in result["rounds"]]


def test_a_size_gives_positions():
    by_size = run_method("draw", {**GOOD, "pool": 4})
    assert by_size["selected"] == [each[3] for each in by_size["rounds"]]
    assert by_size["rounds"] == run_method("draw", GOOD)["rounds"]


@pytest.mark.parametrize("name", ["seed", "algoritm"])
def test_what_the_draw_does_not_know_is_refused(name):
    error = refused(**{name: "rfc3797"})
    assert (error.where, error.code) == (f"inputs.{name}", "draw_input_unknown")
    assert "algorithm" in explain(error.code, {"where": error.where, **error.facts})[1]


@pytest.mark.parametrize(
    "text", [".5", "4.", "+4", "1e3", "1,234.5", "3,245.17", "-4,5", "３，２４５．１７", "1E+3"]
)
def test_a_text_that_is_nearly_a_number_is_refused(text):
    error = refused(sources=[text])
    assert (error.where, error.code) == ("inputs.sources[0]", "source_number")
    assert "[..]" in explain(error.code, {"where": error.where, **error.facts})[1]


@pytest.mark.parametrize(
    ("text", "key"),
    [("１２", "12./"), ("2, 5, 12", "2.5.12./"), ("２，５", "2.5./"), ("W 4-1", "W41/"),
     ("ﬁ", "FI/"), ("²", "2./"), ("2026-11-22", "20261122/"), ("-4.50", "-4.5/")],
)  # fmt: skip
def test_texts_are_read_in_their_compatibility_form(text, key):
    assert run_method("draw", {**GOOD, "sources": [text]})["key_string"] == key


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"pool": []}, "inputs.pool", "file_empty_list"),
        ({"pool": 0}, "inputs.pool", "file_too_small"),
        ({"pool": 10**8}, "inputs.pool", "draw_pool_too_large"),
        ({"pool": "4"}, "inputs.pool", "file_not_a_number"),
        ({"pool": None}, "inputs.pool", "file_missing"),
        ({"pool": ["甲", "甲", "乙"]}, "inputs.pool[1]", "draw_entry_twice"),
        ({"pool": [1, Decimal("1.0"), 2]}, "inputs.pool[1]", "draw_entry_twice"),
        ({"pool": ["甲", " ", "乙"]}, "inputs.pool[1]", "draw_entry"),
        ({"pool": ["甲", None, "乙"]}, "inputs.pool[1]", "draw_entry"),
        ({"select": 5}, "inputs.select", "draw_too_many"),
        ({"select": 0}, "inputs.select", "file_too_small"),
        ({"select": None}, "inputs.select", "file_missing"),
        ({"pool": 10**6, "select": 65_536}, "inputs.select", "draw_rounds"),
        ({"sources": []}, "inputs.sources", "file_empty_list"),
        ({"sources": [1, "双色球"]}, "inputs.sources[1]", "source_empty"),
        ({"sources": [1, []]}, "inputs.sources[1]", "source_empty"),
        ({"sources": [[1, "a"]]}, "inputs.sources[0]", "source_mixed"),
        ({"sources": [True]}, "inputs.sources[0]", "source_not_a_value"),
        ({"algorithm": "md5"}, "inputs.algorithm", "file_unknown_word"),
    ],
)
def test_refusals_name_the_place_and_the_mend(changes, where, code):
    error = refused(**changes)
    assert (error.where, error.code) == (where, code)
    what, mend = explain(error.code, {"where": error.where, **error.facts})
    assert what
    assert mend
    assert "%(" not in what + mend


def test_all_problems_are_told_at_once():
    error = refused(select=9, sources=["中文", True])
    assert [code for _where, code, _facts in error.facts["more"]] == [
        "source_empty",
        "source_not_a_value",
    ]

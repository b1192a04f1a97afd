"""Inputs of methods: each wrong value with its place, and none that would take for ever."""

from decimal import Decimal

import pytest

from riskassess.domain.errors import InvalidFile
from riskassess.domain.methods import METHODS, run_method
from riskassess.domain.methods.inputs import Inputs
from riskassess.domain.methods.printing import printed_method


def found(inputs):
    with pytest.raises(InvalidFile) as refused:
        inputs.refuse()
    first = (refused.value.where, refused.value.code)
    return [first, *((where, code) for where, code, _facts in refused.value.facts["more"])]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("1e999999999"), "file_no_magnitude"),
        (Decimal("1e-999999"), "file_no_magnitude"),
        ("3", "file_not_a_number"),
        (True, "file_not_a_number"),
        (None, "file_missing"),
        (Decimal("1.5"), "file_not_whole"),
        (-1, "file_too_small"),
    ],
)
def test_counts_are_whole_and_of_a_sane_size(value, code):
    inputs = Inputs({"n": value})
    inputs.count("n")
    assert found(inputs) == [("inputs.n", code)]


def test_every_problem_is_met_with_its_place():
    inputs = Inputs({"matrix": [[1, "x"], [2]], "share": 45})
    inputs.table("matrix")
    inputs.share("share")
    assert found(inputs) == [
        ("inputs.matrix[0][1]", "file_not_a_number"),
        ("inputs.matrix[1]", "file_ragged"),
        ("inputs.share", "file_share_as_percent"),
    ]


def test_a_key_nobody_asks_for_is_reported():
    result = run_method("authority", {"judgement": 1, "familiarity": 1, "famliarity": 0})
    assert result["unused"] == ["famliarity"]


@pytest.mark.parametrize("name", METHODS)
def test_every_method_refuses_nothing_and_the_wrong_kind(name):
    for inputs in ({}, [], "x", None):
        with pytest.raises(InvalidFile) as refused:
            run_method(name, inputs)
        assert refused.value.where.startswith("inputs")


def test_printing_keeps_twelve_digits_and_chinese():
    assert printed_method({"等级": "低", "w": 1 / 3}) == '{"等级": "低",\n "w": 0.333333333333}'

"""Deduction score by method file: own form or a manual's; every wrong point has its place."""

from decimal import Decimal
from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.deduction import deduction_result, items_of, limits_of
from riskassess.domain.errors import InvalidFile
from riskassess.domain.methods import run_method
from riskassess.messages import MESSAGES, explain

GOOD = {
    "items": [
        {"code": "A", "test": "合法性", "max": 3, "options": [0, 2, 3]},
        {"code": "N", "test": "可控性", "max": 35},
    ],
    "limits": {"medium": {"above": 10}, "high": {"at_least": 20}},
    "scores": {"A": 2, "N": 8},
}


def refused(inputs, **known):
    with pytest.raises(InvalidFile) as caught:
        run_method("deduction", inputs, known=known)
    error = caught.value
    found = [(error.where, error.code, error.facts), *error.facts["more"]]
    for _where, code, facts in found:
        assert code in MESSAGES
        assert all("…" not in text for text in explain(code, facts))
    return [(where, code) for where, code, _facts in found]


def test_what_is_printed():
    result = run_method("deduction", {**GOOD, "remark": "?"})
    assert list(result) == ["total", "by_test", "grade", "scale", "kept", "unused"]
    assert (result["total"], result["grade"]) == (10, "low")
    assert result["by_test"] == {"合法性": 2, "可控性": 8}
    assert result["unused"] == ["remark"]


@pytest.mark.parametrize(
    ("limits", "grade"),
    [
        ({"medium": 10}, "medium"),  # a bare number means "at least"
        ({"medium": 10, "high": None}, "medium"),
        ({"medium": {"at_least": 10}}, "medium"),
        ({"medium": {"above": 10}}, "low"),
        ({"medium": 5, "high": 10}, "high"),
        ({"medium": 5, "high": {"above": 10}}, "medium"),
    ],
)
def test_limits_say_on_which_side_they_lie(limits, grade):
    assert run_method("deduction", {**GOOD, "limits": limits})["grade"] == grade


def test_item_of_opposition_can_be_named():
    items = [{**GOOD["items"][0], "max": 20, "options": [0, 2]}, {**GOOD["items"][1], "max": 20}]
    inputs = {**GOOD, "items": items, "scores": {"A": 0}}
    inputs["opposition"] = [{"share": 0.5, "intensity": 0.7}]
    assert ("inputs.opposition", "deduction_opposition_item") in refused(inputs)
    result = run_method("deduction", {**inputs, "opposition_item": "N"})
    assert result["opposition_points"] == result["total"] == 7


def without(key):
    return {each: value for each, value in GOOD.items() if each != key}


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"scores": {"A": 2}}, "inputs.scores.N", "deduction_item_unscored"),
        ({"scores": {"A": None, "N": 1}}, "inputs.scores.A", "deduction_item_unscored"),
        ({"scores": {"A": 2, "N": 1, "Z": 0}}, "inputs.scores.Z", "deduction_item_unknown"),
        ({"scores": {"A": 2, "N": 35.5}}, "inputs.scores.N", "deduction_points_above"),
        ({"scores": {"A": 2, "N": -1}}, "inputs.scores.N", "deduction_points_negative"),
        ({"scores": {"A": 1, "N": 1}}, "inputs.scores.A", "deduction_points_option"),
        ({"scores": {"A": "2", "N": 1}}, "inputs.scores.A", "file_not_a_number"),
        ({"scores": [2, 1]}, "inputs.scores", "file_wrong_type"),
        ({"scores": None}, "inputs.scores", "file_missing"),
        ({"limits": None}, "inputs.limits", "file_missing"),
        ({"limits": {"high": 5}}, "inputs.limits.medium", "file_missing"),
        ({"limits": {"medium": 5, "low": 1}}, "inputs.limits.low", "file_unknown_word"),
        ({"limits": {"medium": "5"}}, "inputs.limits.medium", "file_not_a_number"),
        ({"limits": {"medium": -5}}, "inputs.limits.medium", "file_outside"),
        ({"limits": {"medium": {"above": -5}}}, "inputs.limits.medium.above", "file_outside"),
        ({"limits": {"medium": {}}}, "inputs.limits.medium", "deduction_one_limit"),
        ({"limits": {"medium": {"above": 1, "at_least": 2}}}, "inputs.limits.medium",
         "deduction_one_limit"),
        ({"limits": {"medium": {"from": 1}}}, "inputs.limits.medium", "deduction_one_limit"),
        ({"limits": {"medium": 5, "high": 5}}, "inputs.limits.high", "deduction_limits_order"),
        ({"items": None}, "inputs.items", "file_missing"),
        ({"items": []}, "inputs.items", "file_empty_list"),
        ({"items": ["A"]}, "inputs.items[0]", "file_wrong_type"),
        ({"items": [{"code": "A", "max": 3}]}, "inputs.items[0].test", "file_missing"),
        ({"items": [{"code": ["A"], "test": "t", "max": 3}]}, "inputs.items[0].code",
         "file_wrong_type"),
        ({"items": [{"code": "A", "test": "t", "max": 0}]}, "inputs.items[0].max",
         "deduction_maximum_zero"),
        ({"items": [{"code": "A", "test": "t", "max": 3, "options": [4]}]},
         "inputs.items[0].options[0]", "deduction_points_above"),
        ({"items": [GOOD["items"][0], GOOD["items"][0]]}, "inputs.items[1].code",
         "deduction_item_repeated"),
        ({"opposition_item": "Q"}, "inputs.opposition_item", "file_unknown_word"),
        ({"opposition": [{"share": 10, "intensity": 1}]}, "inputs.opposition[0].share",
         "file_share_as_percent"),
        ({"opposition": [{"share": 0.1}]}, "inputs.opposition[0].intensity", "file_not_a_number"),
        ({"opposition": [{"share": 0.6, "intensity": 1}, {"share": 0.5, "intensity": 1}]},
         "inputs.opposition", "deduction_shares_exceed"),
        ({"opposition": []}, "inputs.opposition", "file_empty_list"),
        ({"manual": "cn-default"}, "inputs.items", "deduction_manual_decides"),
    ],
)  # fmt: skip
def test_wrong_input_is_named_with_its_place(change, where, code):
    assert (where, code) in refused({**GOOD, **change})


JS = builtin_manual("js-4013")
JIANGSU = {item.code: 0 for item in JS.deduction.items}


def by_manual(manual_id="js-4013", **change):
    inputs = {"manual": manual_id, "scores": {**JIANGSU, **change.pop("scores", {})}, **change}
    return run_method("deduction", inputs, known={"manual": builtin_manual})


def test_a_manual_brings_form_limits_and_digest():
    result = by_manual(scores={"A": 3, "QR": 6})
    assert (result["total"], result["grade"]) == (9, "low")
    assert result["by_test"]["controllability"] == 6
    assert result["manual_digest"] == JS.digest
    assert result["verified"] is False
    assert result["scale"]["worst"] == 100


@pytest.mark.parametrize(
    ("total", "grade"), [("40", "low"), ("40.01", "medium"), ("69.99", "medium"), ("70", "high")]
)
def test_limits_of_the_manual_are_half_open(total, grade):
    items, limits = items_of(JS.deduction), limits_of(JS)
    scores = {item.code: Fraction(total) / 100 * Fraction(item.maximum) for item in items}
    result = deduction_result(items, scores, limits, averaged=True)
    assert (result.total, result.grade) == (Fraction(total), grade)


def test_points_of_a_manual_are_one_of_its_options():
    with pytest.raises(InvalidFile, match=r"deduction_points_option at inputs\.scores\.A"):
        by_manual(scores={"A": 1})
    assert by_manual(scores={"N": Decimal("12.34")})["total"] == Fraction("12.34")
    with pytest.raises(InvalidFile, match=r"deduction_item_unknown at inputs\.scores\.Q"):
        by_manual(scores={"Q": 3})


def test_intensity_is_one_of_the_manual_s():
    classes = [{"share": 0.2, "intensity": 0.7}, {"share": 0.3, "intensity": 0.3}]
    result = by_manual(scores={"N": None}, opposition=classes)
    assert result["total"] == 35 * Fraction("0.23")
    with pytest.raises(InvalidFile, match="deduction_intensity"):
        by_manual(opposition=[{"share": 0.2, "intensity": 0.5}])


def test_a_manual_without_deduction_is_refused():
    with pytest.raises(InvalidFile, match=r"deduction_manual_without at inputs\.manual"):
        by_manual("cn-default")


def test_a_manual_that_is_not_there_is_refused():
    inputs = {"manual": "cn-none", "scores": {"A": 0}}
    assert refused(inputs, manual=builtin_manual) == [("inputs.manual", "manual_unknown")]
    assert refused(inputs) == [("inputs.manual", "manual_unknown")]

"""Deduction score: exact at its limits, no point guessed, lost and kept points never mixed."""

import doctest
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain import deduction as module
from riskassess.domain import limits as limits_module
from riskassess.domain.deduction import (
    DeductionItem,
    DeductionLimits,
    OppositionClass,
    deduction_problems,
    deduction_result,
)
from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.manual import Condition
from riskassess.domain.methods import run_method
from riskassess.messages import MESSAGES, explain

OPTIONS = (Decimal(0), Decimal(2), Decimal(3))
ITEMS = (
    DeductionItem("A", "legality", Decimal(3), OPTIONS),
    DeductionItem("B", "legality", Decimal(7)),
    DeductionItem("N", "control", Decimal(35), by_opposition=True),
)
LIMITS = DeductionLimits(Condition(above=Decimal(20)), Condition(at_least=Decimal(40)))
STRONG = OppositionClass(Decimal("0.4"), Decimal(1))


def test_examples_hold():
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(limits_module).failed == 0


# ---------------------------------------------------------------- the pure function
def test_total_parts_and_grade():
    result = deduction_result(ITEMS, {"A": 3, "B": Decimal("0.5"), "N": 17}, LIMITS)
    assert result.total == Fraction(41, 2)
    assert result.by_test == {"legality": Fraction(7, 2), "control": 17}
    assert result.grade == "medium"
    assert (result.maximum, result.kept) == (45, Fraction(49, 2))
    assert result.kept_by_test == {"legality": Fraction(13, 2), "control": 18}
    assert result.opposition_points is None
    assert result.differences == ()


@pytest.mark.parametrize(
    ("points", "grade"),
    [("14.9999", "low"), ("15", "low"), ("15.0001", "medium"), ("34.9999", "medium"),
     ("35", "high")],
)  # fmt: skip
def test_limits_are_exact_and_half_open(points, grade):
    scores = {"A": 0, "B": 5, "N": Decimal(points)}
    assert deduction_result(ITEMS, scores, LIMITS).grade == grade


def test_without_a_high_limit_nothing_is_high():
    only_medium = DeductionLimits(Condition(at_least=Decimal(21)))
    worst = {"A": 3, "B": 7, "N": 35}
    assert deduction_result(ITEMS, worst, only_medium).grade == "medium"


def test_opposition_gives_the_points_that_nobody_entered():
    classes = [STRONG, OppositionClass(Decimal("0.1"), Decimal("0.3"))]
    result = deduction_result(ITEMS, {"A": 0, "B": 0}, LIMITS, classes)
    assert result.opposition_points == result.total == Fraction("15.05")
    assert result.differences == ()


def test_entered_points_count_and_the_difference_is_told():
    result = deduction_result(ITEMS, {"A": 0, "B": 0, "N": 35}, LIMITS, [STRONG])
    assert result.total == 35
    (difference,) = result.differences
    assert (difference.item, difference.entered, difference.reckoned) == ("N", 35, 14)


def test_a_panel_s_mean_is_not_bound_to_options():
    scores = {"A": Fraction(5, 3), "B": 0, "N": 0}
    assert deduction_result(ITEMS, scores, LIMITS, averaged=True).total == Fraction(5, 3)
    with pytest.raises(InvalidInput, match=r"deduction_points_option at scores\.A"):
        deduction_result(ITEMS, scores, LIMITS)


@pytest.mark.parametrize(
    ("scores", "opposition", "wanted"),
    [
        ({"A": 0, "B": 0}, (), [("scores.N", "deduction_item_unscored")]),
        ({"A": None, "B": 0, "N": 0}, (), [("scores.A", "deduction_item_unscored")]),
        ({"A": None, "B": 0}, (STRONG,), [("scores.A", "deduction_item_unscored")]),
        ({"A": 0, "B": 0, "N": 0, "X": 0}, (), [("scores.X", "deduction_item_unknown")]),
        ({"A": 0, "B": -1, "N": 0}, (), [("scores.B", "deduction_points_negative")]),
        ({"A": 0, "B": Decimal("7.01"), "N": 0}, (), [("scores.B", "deduction_points_above")]),
        ({"A": 1, "B": 0, "N": 0}, (), [("scores.A", "deduction_points_option")]),
        ({"A": 0, "B": 0}, (STRONG, STRONG, STRONG), [("opposition", "deduction_shares_exceed")]),
        ({"A": 0, "B": 0}, (OppositionClass(Decimal("0.5"), 2),),
         [("opposition[0].intensity", "file_outside")]),
    ],
)  # fmt: skip
def test_points_that_cannot_be_are_named(scores, opposition, wanted):
    found = list(deduction_problems(ITEMS, scores, opposition))
    assert [(each.where, each.code) for each in found] == wanted
    for each in found:
        assert each.code in MESSAGES
        assert all("…" not in text for text in explain(each.code, each.facts))
    with pytest.raises(InvalidInput):
        deduction_result(ITEMS, scores, LIMITS, opposition)


POINTS = st.tuples(
    st.sampled_from(OPTIONS), st.decimals(0, 7, places=2), st.decimals(0, 35, places=2)
).map(lambda each: dict(zip("ABN", each, strict=True)))


@given(POINTS, st.permutations(range(3)))
def test_order_of_items_never_matters(scores, order):
    turned = deduction_result([ITEMS[place] for place in order], scores, LIMITS)
    result = deduction_result(ITEMS, scores, LIMITS)
    assert (turned.total, turned.by_test, turned.grade) == (
        result.total, result.by_test, result.grade
    )  # fmt: skip


@given(POINTS, POINTS)
def test_more_points_never_give_a_milder_grade(one, other):
    rank = ["low", "medium", "high"].index
    worse = {code: max(one[code], other[code]) for code in one}
    assert rank(deduction_result(ITEMS, worse, LIMITS).grade) >= rank(
        deduction_result(ITEMS, one, LIMITS).grade
    )


@given(POINTS)
def test_points_lost_and_kept_make_the_maximum(scores):
    result = deduction_result(ITEMS, scores, LIMITS)
    assert result.total + result.kept == result.maximum == 45
    assert sum(result.by_test.values()) == result.total
    assert sum(result.kept_by_test.values()) == result.kept


# ---------------------------------------------------------------- inputs of the method
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


def test_a_manual_that_is_not_there_is_refused():
    inputs = {"manual": "js-4013", "scores": {"A": 0}}
    assert refused(inputs) == [("inputs.manual", "manual_unknown")]

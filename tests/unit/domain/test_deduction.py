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
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual import Condition
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

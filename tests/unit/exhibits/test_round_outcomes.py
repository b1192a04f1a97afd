"""A round's outcome in words: every figure of the rule, at its limits, and the verdict."""

from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.room.examples import RULE
from riskassess.domain.room.rounds import round_outcome
from riskassess.domain.room.written import outcome_record
from riskassess.exhibits.round_outcomes import mark_text, outcome_words

MANUAL = builtin_manual("cn-default")
NAMES = {"B03": "征收补偿标准"}


def words(marks, *, before=None, number=2):
    found = round_outcome(marks, before=before, number=number, rule=RULE)
    return outcome_words(outcome_record(found), names=NAMES, rule=RULE, manual=MANUAL)


def test_marks_are_told_as_experts_gave_them():
    assert mark_text("B03.before_impact", 5050, MANUAL) == "50.5%"
    assert mark_text("B03.before_weight", 70_000, MANUAL) == "7"
    assert mark_text("B03.before_weight", None, MANUAL) == "—"


def test_an_item_has_its_factor_and_its_quantity_in_words():
    row = words({"B03.before_impact": [2000, 5000, 8000]}, number=1).items[0]
    assert (row.code, row.name, row.what) == ("B03", "征收补偿标准", "措施前影响")
    assert (row.median, row.quartiles, row.moved) == ("50.0%", "35.0% – 65.0%", "—")
    assert not row.is_settled


@pytest.mark.parametrize(
    ("marks", "before", "number", "verdict"),
    [
        ([2000, 5000, 8000], None, 1, "至少评 2 轮"),
        ([2000, 5000, 8000], [1000, 2000, 8000], 2, "都不符合"),
        ([2000, 5000, 8000], [2000, 3500, 8000], 2, "可以结束"),  # moved by 15 percent exactly
        ([5000, 5000, 5100], [1000, 2000, 8000], 2, "可以结束"),
        ([2000, 5000, 8000], [1000, 2000, 8000], 4, "已到最多的 4 轮"),
    ],
)
def test_the_verdict_is_the_rules(marks, before, number, verdict):
    item = "B03.before_impact"
    told = words({item: marks}, before={item: before} if before else None, number=number)
    assert verdict in told.verdict


def test_the_change_of_a_weight_is_measured_on_its_own_scale():
    marks, item = [10_000, 50_000, 100_000], "B03.before_weight"
    before = [10_000, 50_000 - int(Fraction(15, 100) * 90_000), 100_000]
    found = round_outcome(
        {item: marks}, before={item: before}, number=2, rule=RULE, scales={item: 90_000}
    )
    told = outcome_words(outcome_record(found), names=NAMES, rule=RULE, manual=MANUAL)
    assert [rule.holds for rule in told.rules] == [False, False, True]
    assert told.may_end


def test_concordance_says_why_it_is_missing_or_what_it_is():
    few = words({"B03.before_impact": [1, 2, 3]}).rules[1]
    assert (few.holds, "太少" in few.has) == (False, True)
    marks = {f"B0{n}.before_impact": [1000 * n + k for k in range(4)] for n in range(1, 8)}
    held = words(marks).rules[1]
    assert (held.holds, held.has) == (True, "W 为 1，p 小于 0.001")

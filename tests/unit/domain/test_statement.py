"""What a panel agrees on: decided by the coefficient of variation, exactly at its limit."""

from dataclasses import replace
from fractions import Fraction

import pytest

from riskassess.domain.room.examples import RULE
from riskassess.domain.room.statement import Judged, Reason, judged, statement

AT_LIMIT = [3000, 4000, 5000]  # sd 1000, mean 4000: the coefficient is 1/4 exactly


@pytest.mark.parametrize(
    ("limit", "agreed"), [(Fraction(1, 4), ("B03",)), (Fraction(2499, 10_000), ())]
)
def test_the_limit_itself_is_agreement(limit, agreed):
    rule = replace(RULE, agreed_cv=limit)
    found = statement([Judged("B03", "before_impact", AT_LIMIT)], rule)
    assert found.agreed_factors == agreed
    assert str((found.agreed or found.disputed)[0].cv) == "0.25"


def test_a_factor_with_one_disputed_item_is_not_agreed():
    marks = {
        "B03.before_impact": [1000, 9000], "B03.after_impact": [2000, 2000],
        "E01.before_impact": [0, 0],
    }  # fmt: skip
    said = Reason("C", "两批方案相差三成")
    found = statement(judged(marks, {"B03": [said]}), RULE)
    assert (found.agreed_factors, found.disputed_factors) == (("E01",), ("B03",))
    assert [row.field for row in found.of_factor("B03")] == ["after_impact", "before_impact"]
    assert found.disputed[0].reasons == (said,)
    assert (found.disputed[0].median, found.disputed[0].minimum) == (5000, 1000)


def test_one_mark_alone_agrees_with_nobody():
    assert statement([Judged("B03", "before_impact", [5000])], RULE).disputed_factors == ("B03",)


def test_an_item_without_marks_is_refused():
    with pytest.raises(ValueError, match=r"B03\.before_impact has no marks"):
        statement([Judged("B03", "before_impact", [])], RULE)

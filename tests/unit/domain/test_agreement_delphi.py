"""Delphi figures, flags and the end of rounds, at their limits."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain.agreement.concordance import kendall_w
from riskassess.domain.agreement.delphi import authority, item_figures, response_rate
from riskassess.domain.agreement.flags import DispersionLimits, dispersion_flags, round_verdict

LIMITS = DispersionLimits(cv=Fraction(35, 100), level_range=3)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_order_of_experts_never_matters(ratings, random):
    found = item_figures(ratings, full_mark=9)
    assert found == item_figures(random.sample(ratings, len(ratings)), full_mark=9)
    assert found.q1 <= found.median <= found.q3
    assert found.full_mark_share == Fraction(ratings.count(9), len(ratings))


def test_one_rating_mean_of_zero_and_no_full_mark():
    one = item_figures([3])
    assert (one.n, one.mean, one.sd, one.cv, one.full_mark_share) == (1, 3, None, None, None)
    assert item_figures([0, 0]).cv is None
    assert item_figures([-1, -3]).cv is None
    with pytest.raises(ValueError, match="at least one"):
        item_figures([])
    with pytest.raises(ValueError, match="full mark"):
        item_figures([4, 6], full_mark=5)


def test_shares_out_of_range():
    for wrong in ((92, 1), (Fraction(1, 2), -1)):
        with pytest.raises(ValueError, match="shares"):
            authority(*wrong)
    for wrong in ((1, 0), (10, 9), (-1, 9)):
        with pytest.raises(ValueError, match="sheets"):
            response_rate(*wrong)


def test_variation_is_decided_exactly_at_the_limit():
    # 13, 20, 27: mean 20, sd 7, cv 0.35 to the digit
    assert dispersion_flags([13, 20, 27], LIMITS) == ()
    (flag,) = dispersion_flags([13_000, 20_000, 27_001], LIMITS)
    assert (flag.figure, flag.limit) == ("cv", Fraction(35, 100))
    assert flag.value > Fraction(35, 100)


@pytest.mark.parametrize(("levels", "flagged"), [([1, 3], False), ([1, 4], True), ([5], False)])
def test_range_of_levels(levels, flagged):
    found = dispersion_flags([1] * len(levels), LIMITS, levels=levels)
    assert [flag.figure for flag in found] == (["level_range"] if flagged else [])


def test_a_rule_that_is_off_and_marks_without_variation():
    off = DispersionLimits(cv=None)
    assert dispersion_flags([1, 100], off, levels=[1, 5]) == ()
    assert dispersion_flags([5], LIMITS) == dispersion_flags([0, 0], LIMITS) == ()


def verdict(marks, concordance=None):
    return round_verdict(marks, concordance, cv_limit=Fraction(1, 4), significance=Fraction(5, 100))


def test_rounds_end_by_variation_or_concordance():
    # 3, 4, 5: cv is 0.25 to the digit
    settled = verdict({"A01": [3, 4, 5]})
    assert (settled.may_end, settled.by, settled.unsettled) == (True, ("cv",), ())
    open_ = verdict({"A01": [3, 4, 5], "B03": [1, 4, 5]})
    assert (open_.may_end, open_.unsettled) == (False, ("B03",))
    agreed = kendall_w([[place] * 5 for place in range(5)])
    assert verdict({"B03": [1, 4, 5]}, agreed).by == ("kendall_w",)
    chance = kendall_w([[1, 2], [2, 1], [3, 3]])
    assert verdict({"B03": [1, 4, 5]}, chance).may_end is False
    assert verdict({}).may_end is False

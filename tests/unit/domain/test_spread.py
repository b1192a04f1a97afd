"""Spread of a panel, against NumPy's own quartiles."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain.assessment_file import Score, ScoreSheet
from riskassess.domain.spread import factor_spread, spread_of, widest
from riskassess.domain.weighting import mean_share_weights


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=15))
def test_spread_agrees_with_numpy(marks):
    found = spread_of(marks)
    values = np.array(marks) / 10_000
    assert float(found.mean) == pytest.approx(values.mean())
    assert float(found.sd) == pytest.approx(values.std(ddof=1))
    quartiles = (found.minimum, found.q1, found.median, found.q3, found.maximum)
    assert list(map(float, quartiles)) == pytest.approx(list(np.quantile(values, np.arange(5) / 4)))


def test_one_mark_has_no_deviation_and_zero_mean_no_variation():
    assert spread_of([5000]).sd is None
    assert spread_of([5000]).q1 == Decimal("0.5")
    assert spread_of([0, 0]).cv is None
    with pytest.raises(ValueError, match="at least one"):
        spread_of([])


def test_factor_spread_covers_all_factors_and_orders_by_disagreement():
    sheets = [
        ScoreSheet("E1", {"A01": Score(50_000, 5000, 5000), "B03": Score(80_000, 1000, 5000)}),
        ScoreSheet("E2", {"A01": Score(60_000, 5000, 6000), "B03": Score(80_000, 9000, 5000)}),
    ]
    spreads = factor_spread(sheets)
    assert list(spreads) == ["A01", "B03"]
    assert spreads["A01"].weight_score.mean == Decimal("5.5")
    assert widest(spreads) == ["B03", "A01"]
    assert factor_spread([]) == {}


@pytest.mark.parametrize("totals", [[0, 0], [-1, 5]])
def test_weights_need_positive_scores(totals):
    with pytest.raises(ValueError, match="above 0"):
        mean_share_weights(totals)

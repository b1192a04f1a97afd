"""Tails of chi-square and normal, against finite sums, tables and the standard library."""

from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist

import pytest

from riskassess.domain.agreement.tails import chi_square_tail, normal_quantile


@pytest.mark.parametrize("df", [2, 4, 8, 50, 200, 1998])
@pytest.mark.parametrize("ratio", ["0.01", "0.5", "0.99", "1", "1.03", "2", "4"])
def test_even_degrees_agree_with_the_finite_sum(df, ratio):
    chi2 = df * Decimal(ratio)
    with localcontext(prec=80):
        half = chi2 / 2
        term = total = (-half).exp()
        for k in range(1, df // 2):
            term = term * half / k
            total += term
        found = chi_square_tail(chi2, df)
        assert abs(found / total - 1) < Decimal("1e-30")


@pytest.mark.parametrize("df", [1, 3, 5, 19, 49, 199])
def test_odd_degrees_step_by_two_as_they_must(df):
    """Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1), from one degree upwards."""
    chi2 = Decimal("30.760441929399082")
    with localcontext(prec=50):
        half = chi2 / 2
        term = (-half).exp() * half.sqrt() / (Decimal("3.14159265358979323846264338327950288")
                                              .sqrt() / 2)  # fmt: skip
        total = chi_square_tail(chi2, 1)
        for step in range(1, df, 2):
            total += term
            term = term * half / (Decimal(step) / 2 + 1)
        assert abs(chi_square_tail(chi2, df) / total - 1) < Decimal("1e-28")


def test_known_values():
    # Abramowitz and Stegun table 26.8, and two standard deviations
    assert float(chi_square_tail(Decimal("3.841458820694124"), 1)) == pytest.approx(0.05, rel=1e-13)
    assert float(chi_square_tail(4, 1)) == pytest.approx(0.04550026389635842, rel=1e-14)
    assert chi_square_tail(0, 3) == 1
    assert chi_square_tail(Fraction(1, 3), 2) < 1
    with pytest.raises(ValueError, match="degree"):
        chi_square_tail(1, 0)


@pytest.mark.parametrize("percent", [1, 10, 50, 80, 90, 95, 98, 99])
def test_quantile_agrees_with_the_standard_library(percent):
    expected = NormalDist().inv_cdf((1 + percent / 100) / 2)
    assert float(normal_quantile(Fraction(percent, 100))) == pytest.approx(expected, rel=1e-12)


def test_quantile_and_tail_undo_each_other_far_out():
    for nines in (3, 6, 12, 20):
        z = normal_quantile(1 - Fraction(1, 10**nines))
        with localcontext(prec=40):
            assert abs(chi_square_tail(z * z, 1) * 10**nines - 1) < Decimal("1e-28")
    for wrong in (Fraction(0), Fraction(1), Fraction(95)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            normal_quantile(wrong)

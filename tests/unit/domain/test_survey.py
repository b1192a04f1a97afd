"""Largest remainder: sums exactly, never a unit off, the published example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain.survey import largest_remainder


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_shares_add_up_and_stay_within_a_unit(counts):
    shares = largest_remainder(counts)
    total = sum(counts)
    assert sum(shares) == (1000 if total else 0)
    assert all(abs(share * total - count * 1000) < total or not total
               for share, count in zip(shares, counts, strict=True))  # fmt: skip


def test_equal_remainders_favour_the_earlier():
    assert largest_remainder([1, 1, 1], units=100) == (34, 33, 33)


def test_negative_count_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        largest_remainder([1, -1])

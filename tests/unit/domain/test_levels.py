"""Levels and shares: the bands' ends, nought, what stands outside, and the way there and back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.errors import InvalidInput
from riskassess.domain.levels import UNIT, level_of_share, share_of_level

SCALES = builtin_manual("cn-default").scales


@pytest.mark.parametrize("scale", [SCALES.probability, SCALES.impact])
def test_every_level_comes_back_from_its_share(scale):
    shares = [share_of_level(scale, level) for level in range(1, 6)]
    assert shares == [2000, 4000, 6000, 8000, 10000]
    assert [level_of_share(scale, share) for share in shares] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("share", "level"),
    [
        (0, 1), (1, 1), (2000, 1), (2001, 2), (Fraction(6001, 3), 2), (4000, 2), (4001, 3),
        (8000, 4), (Fraction(80001, 10), 5), (10000, 5),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_the_level_below_it(share, level):
    assert level_of_share(SCALES.probability, share) == level


@given(st.integers(0, UNIT))
def test_the_bands_are_fifths_as_published(share):
    assert level_of_share(SCALES.impact, share) == max(1, -(-5 * share // UNIT))


@pytest.mark.parametrize("level", [0, 6, -1])
def test_an_unknown_level_is_refused(level):
    with pytest.raises(InvalidInput, match="level_invalid"):
        share_of_level(SCALES.impact, level)


@pytest.mark.parametrize("share", [-1, UNIT + 1, Fraction(100001, 10)])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(InvalidInput, match="file_out_of_range"):
        level_of_share(SCALES.impact, share)

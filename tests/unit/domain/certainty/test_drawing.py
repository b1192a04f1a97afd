"""The stream of draws: the published generator, our mapping, and what it leaves of chance."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain.assessment_file.records import SurveyCounts
from riskassess.domain.certainty import drawing
from riskassess.domain.errors import InvalidInput
from tests.unit.domain.certainty import scenes

MASK = 2**64 - 1


def philox(counter, key):
    """Return four words of Philox 4x64-10, written from the paper's definition."""
    c, k = list(counter), list(key)
    for _round in range(10):
        high0, low0 = divmod(0xD2E7470EE14C6C93 * c[0], 2**64)
        high1, low1 = divmod(0xCA5A826395121157 * c[2], 2**64)
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0]
        k = [(k[0] + 0x9E3779B97F4A7C15) & MASK, (k[1] + 0xBB67AE8584CAA73B) & MASK]
    return c


def words_of(seed, count):
    key = int(seed[:32], 16)
    found = []
    for block in range(1, -(-count // 4) + 1):  # the first block has counter 1
        found += philox([block, 0, 0, 0], [key & MASK, key >> 64])
    return found[:count]


def test_stream_is_the_published_generator_and_our_mapping():
    assessment, _result = scenes.made(
        [[(10_000, 5000, 5000)]] * 3, survey=SurveyCounts(valid=40, oppose=7)
    )
    draws = drawing.draw(assessment, experts=3, seed=scenes.SEED, resamples=101)
    words = words_of(scenes.SEED, 152 + 101)
    halves = [half for word in words[:152] for half in (word & 0xFFFFFFFF, word >> 32)][:303]
    assert draws.experts.ravel().tolist() == [half * 3 >> 32 for half in halves]
    steps = drawing.opposition_steps(7, 40)
    assert draws.oppose.tolist() == [steps.count(word) for word in words[152:]]


def test_known_answer_of_the_generator():
    # Random123's known answer tests, philox4x64-10
    assert philox([0] * 4, [0] * 2) == [
        0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B,
    ]  # fmt: skip
    assert philox([MASK] * 4, [MASK] * 2) == [
        0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0,
    ]  # fmt: skip


@given(st.integers(1, 60), st.data())
def test_binomial_is_the_exact_one(n, data):
    hits = data.draw(st.integers(1, 2 * n + 1))
    misses = 2 * n + 2 - hits
    steps = drawing.binomial_steps(n, hits, misses)
    share, total = Fraction(hits, hits + misses), Fraction(0)
    thresholds = (*[0] * steps.first, *steps.thresholds, *[2**64] * n)
    for k in range(n):
        total += comb(n, k) * share**k * (1 - share) ** (n - k)
        assert abs(thresholds[k] - int(total * 2**64)) <= 1


@pytest.mark.parametrize("n", [0, 1, 1_000_000])
def test_binomial_of_any_size(n):
    steps = drawing.opposition_steps(n // 3, n)
    low, middle, high = (drawing.scaled(steps.count(word), n) for word in (0, 2**63, MASK))
    assert abs(middle - n // 3) <= max(n // drawing.MOST_TRIALS, 1)
    assert 0 <= low <= middle <= high <= n
    assert len(steps.thresholds) <= drawing.MOST_TRIALS


@pytest.mark.parametrize("whole", [30, 3_000_000])
def test_many_surveys_are_split_as_one(whole):
    words = words_of(scenes.SEED, 300)
    rows = [words[3 * n : 3 * n + 3] for n in range(100)]
    oppose = [whole + n % 3 for n in range(100)]
    many = drawing.split_many(oppose, (20, 10, 0), rows)
    assert many[:20] == [
        drawing.split(count, (20, 10, 0), row)
        for count, row in zip(oppose[:20], rows[:20], strict=True)
    ]
    assert [sum(row) for row in many] == oppose


def test_every_expert_has_the_same_chance():
    words = np.arange(2**16, dtype=np.uint64) * np.uint64(2**48 + 2**16)
    chosen = drawing.picks(words, resamples=2 * 2**16 // 7, experts=7)
    counts = np.bincount(chosen.ravel())
    assert counts.max() - counts.min() <= 6


def test_split_keeps_the_sum_and_the_shares():
    words = words_of(scenes.SEED, 3000)
    rows = [drawing.split(30, (20, 10, 0), words[3 * n : 3 * n + 3]) for n in range(1000)]
    assert {sum(row) for row in rows} == {30}
    means = [sum(column) / 1000 for column in zip(*rows, strict=True)]
    expected = [30 * odds / 63 for odds in (41, 21, 1)]
    assert means == pytest.approx(expected, abs=0.4)


@pytest.mark.parametrize("seed", ["", "zz" * 32, "ab" * 31])
def test_seed_that_is_none_is_refused(seed):
    with pytest.raises(InvalidInput) as refused:
        drawing.checked_seed(seed)
    assert refused.value.code == "certainty_seed"


@pytest.mark.parametrize("resamples", [0, 99, 1_000_001])
def test_number_out_of_range_is_refused(resamples):
    with pytest.raises(InvalidInput) as refused:
        drawing.checked_resamples(resamples)
    assert refused.value.code == "certainty_resamples"

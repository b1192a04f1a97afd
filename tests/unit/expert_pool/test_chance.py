"""How much chance a draw needs, exactly, and what the offers of the pool manual bring."""

import math

import pytest

from expert_pool.chance import needed_bits
from expert_pool.frozen import Stratum
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.proof.rfc3797 import entropy_bits


def strata(*sizes):
    return [
        Stratum(f"s{number}", places, (("ZJ1", "law", "research", "u1"),) * size, "")
        for number, (size, places) in enumerate(sizes)
    ]


def panel(pool, size):
    """Return the strata of the built-in manual: three seats, the rest, two reserves."""
    seat = max(pool // 8, 1)
    rest = [(pool, size - 3)] if size > 3 else []
    return strata((seat, 1), (seat, 1), (seat // 2, 1), *rest, (pool, 2))


def test_strata_are_counted_together_and_reserves_too():
    assert needed_bits(strata((60, 7))) == math.ceil(entropy_bits(60, 7)) == 29
    both = entropy_bits(60, 7) + entropy_bits(60, 2)
    assert needed_bits(strata((60, 7), (60, 2))) == math.ceil(both) == 40


def test_powers_of_two_are_exact_and_no_choice_needs_nothing():
    assert [needed_bits(strata((size, 1))) for size in (2, 3, 4, 5, 1024, 1025)] == [
        1, 2, 2, 3, 10, 11,
    ]  # fmt: skip
    assert needed_bits([]) == needed_bits(strata((3, 3), (1, 2), (0, 2))) == 0


@pytest.mark.parametrize(
    ("pool", "size", "suffice"),
    [
        (60, 3, {"lottery", "lottery_index", "two_lotteries", "dice", "lottery_dice"}),
        (60, 5, {"lottery_index", "two_lotteries", "dice", "lottery_dice"}),
        (60, 7, {"two_lotteries", "dice", "lottery_dice"}),
        (200, 5, {"two_lotteries", "dice", "lottery_dice"}),
        (200, 7, {"lottery_dice"}),
        (500, 7, {"lottery_dice"}),
    ],
)
def test_for_usual_pools_an_offer_suffices(pool, size, suffice):
    manual, needed = builtin_pool_manual("cn-pool"), needed_bits(panel(pool, size))
    found = {row.code for row in manual.draw.offers if manual.offered_bits(row.code) >= needed}
    assert found == suffice

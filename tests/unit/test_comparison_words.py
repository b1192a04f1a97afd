"""Comparisons in words: every answer has its sentence, no figure is rounded over its limit."""

from decimal import Decimal

import pytest

from riskassess.domain.comparison_pairs import ANSWERS, Pair
from riskassess.domain.comparisons import Offer
from riskassess.exhibits.comparisons import PairWords, ratio_text, saying
from tests.support.comparison_room import pairwise_manual

LIMIT = Decimal("0.1")
WORDS = PairWords(pairwise_manual(), {"B01": "征收范围", "B03": "补偿标准"})


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_names_the_heavier_one_first(answer):
    words = saying("甲", "乙", answer)
    assert words.startswith("甲" if answer > 0 else "乙")
    assert words.endswith(f"（{abs(answer)}）")


def test_no_two_answers_say_the_same():
    assert len({saying("甲", "乙", answer) for answer in ANSWERS}) == len(ANSWERS)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        ("0", "0.000"), ("0.0424", "0.042"), ("0.0999", "0.0999"), ("0.09999", "0.09999"),
        ("0.1", "0.100"), ("0.10001", "0.100"), ("1.1789", "1.179"),
    ],
)  # fmt: skip
def test_a_ratio_stays_on_its_side_of_the_limit(ratio, text):
    assert ratio_text(Decimal(ratio), LIMIT) == text


@pytest.mark.parametrize(
    ("implied", "words"),
    [
        ("2.08", "征收范围的权重约为补偿标准的 2.1 倍"),
        ("0.25", "补偿标准的权重约为征收范围的 4.0 倍"),
        ("1.04", "征收范围与补偿标准的权重大致相同"),
        ("0.97", "征收范围与补偿标准的权重大致相同"),
    ],
)
def test_what_the_weights_say_of_a_pair(implied, words):
    offer = Offer(Pair("B", "B01", "B03"), 5, Decimal(implied), 2, Decimal("0.05"))
    assert WORDS.implied(offer) == words


def test_sets_and_things_have_the_names_of_the_manual():
    assert WORDS.set_name("") == "风险类型"
    assert WORDS.set_name("B") == "土地房屋征收及补偿"
    assert WORDS.names(Pair("", "A", "B")) == ("政策规划和审批程序", "土地房屋征收及补偿")
    assert WORDS.names(Pair("B", "B01", "B03")) == ("征收范围", "补偿标准")
    flat = PairWords(pairwise_manual(two_level=False), WORDS.factors)
    assert flat.set_name("") == "全部因素"
    assert flat.names(Pair("", "B01", "B03")) == ("征收范围", "补偿标准")

"""Which pairs are asked, in which order, and how contradictions are found."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain.comparison_pairs import (
    ANSWERS,
    Pair,
    answer_of,
    pairs_to_ask,
    parse_answer,
    ratio_of,
)
from riskassess.domain.comparisons import (
    comparison_places,
    comparison_state,
    find_clash,
    own_weights,
)
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.estimates import PairwiseMethod, PairwiseRule

RULE = PairwiseRule(PairwiseMethod.EIGENVECTOR, "saaty", True, Decimal("0.1"), "5.6")
ABC = {"": ("A", "B", "C")}


def answers(**given_):
    """Return answers among things named by one letter each: AB=3."""
    return {Pair("", name[0], name[1]): value for name, value in given_.items()}


def only(sets, values, kept=None, rule=RULE):
    (state,) = comparison_state(sets, rule, values, kept)
    return state


@given(st.integers(2, 12))
def test_the_first_pairs_tie_all_things_together_and_every_pair_comes_once(n):
    codes = tuple(f"F{number:02}" for number in range(n))
    pairs = pairs_to_ask("", codes)
    assert sorted((pair.first, pair.second) for pair in pairs) == list(combinations(codes, 2))
    tied = {codes[0]}
    for pair in pairs[: n - 1]:
        assert pair.first in tied  # each shares a thing with what came before
        tied.add(pair.second)
    assert tied == set(codes)


def test_two_levels_ask_types_first_and_never_a_single_factor():
    sets = {"": ("A", "B"), "A": ("A01",), "B": ("B01", "B02", "B03")}
    assert list(comparison_places(sets)) == ["A:B", "B:B01:B02", "B:B02:B03", "B:B01:B03"]
    assert [state.within for state in comparison_state(sets, RULE, {})] == ["", "B"]
    assert list(comparison_places({"": ("A",), "A": ("A01", "A02")})) == ["A:A01:A02"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_a_ratio_and_back(answer):
    assert answer_of(ratio_of(answer)) == answer
    assert parse_answer(str(answer)) == answer
    if answer != 1:
        assert ratio_of(answer) * ratio_of(-answer) == 1


@pytest.mark.parametrize("text", ["0", "-1", "10", "-10", "1/3", "2.5", "+3", "03", "三", "−3"])
def test_a_figure_off_the_scale_is_refused(text):
    with pytest.raises(InvalidInput) as caught:
        parse_answer(text)
    assert caught.value.code == "comparison_invalid"


def test_nothing_is_reckoned_before_the_last_answer():
    state = only(ABC, answers(AB=3, BC=2))
    assert (state.answered, state.total) == (2, 3)
    assert [pair.place for pair in state.missing] == ["A:C"]
    assert (state.result, state.consistent, state.offer, state.clash) == (None, None, None, None)


def test_answers_that_agree_have_ratio_nought_and_their_own_weights():
    state = only(ABC, answers(AB=2, BC=3, AC=6))
    assert state.consistent is True
    assert state.result.cr == 0
    assert [round(weight, 3) for weight in state.result.weights] == [
        Decimal("0.600"), Decimal("0.300"), Decimal("0.100"),
    ]  # fmt: skip
    assert state.offer is None


def test_a_circle_is_inconsistent_and_one_pair_is_offered():
    state = only(ABC, answers(AB=3, BC=3, AC=-3))
    assert state.consistent is False
    assert state.result.cr > Decimal("0.1")
    offer = state.offer
    assert (offer.pair.place, offer.given) == ("A:B", 3)
    assert offer.suggested == 1  # all three weigh the same in the circle
    assert offer.cr_after < state.result.cr


def test_the_offered_pair_is_the_one_the_pairwise_rule_names():
    codes = ("A", "B", "C", "D")
    values = answers(AB=2, BC=3, CD=2, AC=6, BD=6, AD=-9)
    state = only({"": codes}, values)
    repair = state.result.repair
    assert (codes[repair.row - 1], codes[repair.column - 1]) == (
        state.offer.pair.first, state.offer.pair.second,
    )  # fmt: skip
    assert ratio_of(state.offer.suggested) == repair.suggested
    assert round(state.offer.cr_after, 20) == round(repair.cr_after, 20)
    assert state.offer.pair.place == "A:D"


def test_following_every_offer_leads_to_consistent_answers():
    codes = ("A", "B", "C", "D", "E")
    values = dict(zip(pairs_to_ask("", codes), [3, -5, 9, 2, -7, 1, 8, -3, 4, -9], strict=True))
    for _time in range(20):
        state = only({"": codes}, values)
        if state.consistent:
            break
        values = {**values, state.offer.pair: state.offer.suggested}
    assert state.consistent is True
    assert state.offer is None


def test_a_kept_pair_is_not_offered_again_but_stays_inconsistent():
    values = answers(AB=2, BC=3, CD=2, AC=6, BD=6, AD=-9)
    codes = {"": ("A", "B", "C", "D")}
    first = only(codes, values).offer.pair
    state = only(codes, values, {first: "两者影响的人群不同"})
    assert state.consistent is False
    assert state.offer is not None
    assert state.offer.pair != first
    everything = only(codes, values, dict.fromkeys(values, "已核对"))
    assert (everything.consistent, everything.offer) == (False, None)


def test_three_answers_that_clash_are_told_before_the_set_is_complete():
    pairs = pairs_to_ask("", ("A", "B", "C", "D"))
    fitting = answers(AB=2, BC=3, AC=6, CD=2)
    assert find_clash(pairs, fitting, RULE) is None
    clash = find_clash(pairs, answers(AB=2, BC=3, AC=-6, CD=2), RULE)
    assert [pair.place for pair in clash.pairs] == ["A:B", "B:C", "A:C"]
    assert clash.cr > Decimal("0.1")
    assert find_clash(pairs, answers(AB=9, CD=-9), RULE) is None  # no triangle is closed
    state = only({"": ("A", "B", "C", "D")}, answers(AB=2, BC=3, AC=-6, CD=2))
    assert state.clash == clash


def test_two_things_never_contradict_each_other():
    state = only({"A": ("A01", "A02")}, {Pair("A", "A01", "A02"): -9})
    assert (state.consistent, state.result.cr) == (True, 0)


def test_the_limit_is_the_manuals():
    values = answers(AB=2, BC=2, AC=2)
    cr = only(ABC, values).result.cr
    strict = PairwiseRule(RULE.method, "saaty", True, cr, "5.6")
    loose = PairwiseRule(RULE.method, "saaty", True, cr + Decimal("1e-9"), "5.6")
    assert only(ABC, values, rule=strict).consistent is False  # on the limit is not below it
    assert only(ABC, values, rule=loose).consistent is True


def test_a_set_beyond_the_table_of_random_indexes_says_so():
    codes = tuple(f"F{number:02}" for number in range(11))
    values = dict.fromkeys(pairs_to_ask("", codes), 1)
    state = only({"": codes}, values)
    assert state.result is None
    assert state.refusal.code == "random_index_missing"


def test_weights_multiply_over_two_levels_and_wait_for_every_set():
    sets = {"": ("A", "B"), "A": ("A01",), "B": ("B01", "B02")}
    values = {Pair("", "A", "B"): 3, Pair("B", "B01", "B02"): -3}
    weights = own_weights(sets, comparison_state(sets, RULE, values))
    assert {code: round(weight, 6) for code, weight in weights.items()} == {
        "A01": Decimal("0.75"), "B01": Decimal("0.0625"), "B02": Decimal("0.1875"),
    }  # fmt: skip
    half = {Pair("", "A", "B"): 3}
    assert own_weights(sets, comparison_state(sets, RULE, half)) is None
    one = {"": ("A01", "B01")}
    single = own_weights(one, comparison_state(one, RULE, {Pair("", "A01", "B01"): 1}))
    assert single == {"A01": Decimal("0.5"), "B01": Decimal("0.5")}

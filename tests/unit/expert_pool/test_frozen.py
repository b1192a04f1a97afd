"""Lists are frozen whole, name nobody, and are refused before anything is published."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.frozen import freeze, list_digest
from expert_pool.panel_rule import PanelRule, Seat
from expert_pool.vocabulary import ExclusionReason
from riskassess.proof.canonical import digest
from tests.unit.expert_pool.draws import RULE, SEATS, expert, made_pool

FREE = PanelRule(3, 2, 1, Decimal(1), ())


def test_lines_name_no_employer_and_spellings_of_one_are_one_group():
    pool = [
        expert(3, "law", "（某市）设计院"), expert(1, "law", "某市 设计院"),
        expert(2, "finance", "甲所"), expert(4, "planning", "乙所"),
    ]  # fmt: skip
    frozen = freeze(pool, exclusions={}, rule=PanelRule(3, 0, 1, Decimal(1), ()))
    assert [list(row) for row in frozen.strata[0].lines] == [
        ["ZJ001", "law", "research", "u2"],
        ["ZJ002", "finance", "management", "u3"],
        ["ZJ003", "law", "research", "u2"],
        ["ZJ004", "planning", "engineering", "u1"],
    ]


def test_the_digest_of_a_list_is_that_of_its_canonical_form():
    frozen = freeze(made_pool(40), exclusions={}, rule=RULE)
    for each in frozen.strata:
        assert each.digest == list_digest(each.lines) == digest([list(row) for row in each.lines])


@given(st.lists(st.tuples(*[st.text(max_size=4)] * 4), max_size=4))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_the_digest_holds_for_any_words(lines):
    assert list_digest(lines) == digest([list(row) for row in lines])


@pytest.mark.parametrize("word", ['"', "\\", "\t", "\n", "\x1f", "\x7f", "\u2028", "a\tb\tc\td\ne"])
def test_the_digest_of_a_word_that_json_escapes(word):
    for lines in ([("a", "b", "c", word)], [(word, "b", "c", "d"), ("e", "f", "g", "h")]):
        assert list_digest(lines) == digest([list(row) for row in lines])


def test_reasons_are_counted_and_the_standing_left_out():
    pool = made_pool(30)
    reasons = {"ZJ001": (ExclusionReason.RECUSED, ExclusionReason.DECLINED), "ZJ002": ("declined",)}
    frozen = freeze(pool, exclusions=reasons, rule=RULE, standing=[pool[5]])
    assert frozen.excluded == {"recused": 1, "declined": 2}
    assert pool[5].code not in {row[0] for each in frozen.strata for row in each.lines}
    assert [row.code for row in frozen.standing] == [pool[5].code]


def test_a_shortage_is_named_before_anything_is_published():
    pool = [row for row in made_pool(40) if row.profession != "social_governance"]
    with pytest.raises(UnfillableSeat) as refused:
        freeze(pool, exclusions={}, rule=RULE)
    assert (refused.value.seat, refused.value.candidates) == ("governance", 0)


@pytest.mark.parametrize(
    ("rule", "pool", "code"),
    [
        (PanelRule(4, 1, 1, Decimal(1), ()), made_pool(20), "draw_panel_even"),
        (PanelRule(1, 1, 1, Decimal(1), SEATS), made_pool(20), "draw_seats_exceed_size"),
        (FREE, [*made_pool(20), made_pool(20)[0]], "draw_code_repeated"),
        (
            PanelRule(3, 1, 1, Decimal(1), (Seat("rest_", 1, frozenset({"law"})),)),
            made_pool(20), "draw_strata_alike",
        ),
        (
            PanelRule(3, 1, 1, Decimal(1), (Seat("法律", 1, frozenset({"law"})),)),
            made_pool(20), "draw_strata_alike",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_frozen_is_refused(rule, pool, code):
    with pytest.raises(PoolError, match=code):
        freeze(pool, exclusions={}, rule=rule)

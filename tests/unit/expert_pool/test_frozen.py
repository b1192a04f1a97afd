"""Lists are frozen whole, name nobody, and are refused before anything is published."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.frozen import freeze, list_digest
from expert_pool.panel_rule import PanelRule, Seat
from expert_pool.sealing import in_order, salted_digest
from expert_pool.vocabulary import ExclusionReason
from tests.unit.expert_pool.draws import RULE, SALT, SEATS, SECRET, expert, made_pool

FREE = PanelRule(3, 2, 1, Decimal(1), ())


def test_lines_name_no_employer_and_spellings_of_one_are_one_group():
    pool = [
        expert(3, "law", "（某市）设计院"), expert(1, "law", "某市 设计院"),
        expert(2, "finance", "甲所"), expert(4, "planning", "乙所"),
    ]  # fmt: skip
    rule = PanelRule(3, 0, 1, Decimal(1), ())
    frozen = freeze(pool, exclusions={}, rule=rule, salt=SALT, secret=SECRET)
    lines = {row[0]: row[1:] for row in frozen.strata[0].lines}
    groups = {code: row[2] for code, row in lines.items()}
    assert lines["ZJ002"][:2] == ("finance", "management")
    assert groups["ZJ001"] == groups["ZJ003"]
    assert set(groups.values()) == {"u1", "u2", "u3"}


def test_order_and_groups_are_told_by_nothing_but_their_secrets():
    pool = made_pool(40, employers=20)
    made = [
        freeze(pool, exclusions={}, rule=RULE, salt=salt, secret=secret)
        for salt, secret in [(SALT, SECRET), ("0a" * 16, SECRET), (SALT, "0b" * 16)]
    ]
    orders = [[row[0] for row in each.strata[-1].lines] for each in made]
    assert orders[0] == orders[2] != orders[1]
    assert sorted(orders[0]) != orders[0]
    assert orders[0] == in_order(SALT, orders[0])
    digests = {each.strata[-1].digest for each in made}
    assert len(digests) == 3
    groups = [{row[0]: row[3] for row in each.strata[-1].lines} for each in made]
    assert groups[0] == groups[1] != groups[2]
    by_name = sorted({row.employer for row in pool})
    assert groups[0] != {row.code: f"u{by_name.index(row.employer) + 1}" for row in pool}


def test_the_digest_of_a_list_is_that_of_its_canonical_form():
    frozen = freeze(made_pool(40), exclusions={}, rule=RULE, salt=SALT, secret=SECRET)
    for each in frozen.strata:
        assert (
            each.digest
            == list_digest(each.lines, SALT)
            == salted_digest(SALT, [list(row) for row in each.lines])
        )


@given(st.lists(st.tuples(*[st.text(max_size=4)] * 4), max_size=4))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_the_digest_holds_for_any_words(lines):
    assert list_digest(lines, SALT) == salted_digest(SALT, [list(row) for row in lines])


@pytest.mark.parametrize("word", ['"', "\\", "\t", "\n", "\x1f", "\x7f", "\u2028", "a\tb\tc\td\ne"])
def test_the_digest_of_a_word_that_json_escapes(word):
    for lines in ([("a", "b", "c", word)], [(word, "b", "c", "d"), ("e", "f", "g", "h")]):
        assert list_digest(lines, SALT) == salted_digest(SALT, [list(row) for row in lines])


def test_reasons_are_counted_and_the_standing_left_out():
    pool = made_pool(30)
    reasons = {"ZJ001": (ExclusionReason.RECUSED, ExclusionReason.DECLINED), "ZJ002": ("declined",)}
    frozen = freeze(
        pool, exclusions=reasons, rule=RULE, standing=[pool[5]], salt=SALT, secret=SECRET
    )
    assert frozen.excluded == {"recused": 1, "declined": 2}
    assert pool[5].code not in {row[0] for each in frozen.strata for row in each.lines}
    assert [row.code for row in frozen.standing] == [pool[5].code]


def test_a_shortage_is_named_before_anything_is_published():
    pool = [row for row in made_pool(40) if row.profession != "social_governance"]
    with pytest.raises(UnfillableSeat) as refused:
        freeze(pool, exclusions={}, rule=RULE, salt=SALT, secret=SECRET)
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
        freeze(pool, exclusions={}, rule=rule, salt=SALT, secret=SECRET)

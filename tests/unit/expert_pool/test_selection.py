"""What the draw promises: fair, repeatable, never an excluded expert, always a whole panel."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from expert_pool.draw_record import rule_record
from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.frozen import RESERVE, freeze
from expert_pool.panel_rule import REST, PanelRule, keeps_rule
from expert_pool.recusal import CaseInterests, list_exclusions
from expert_pool.selection import select
from expert_pool.vocabulary import RoundOutcome
from riskassess.proof.rfc3797 import selections
from tests.unit.expert_pool.draws import CLASSES, RULE, SALT, SEATS, SECRET, expert, made_pool

FREE = PanelRule(3, 2, 1, Decimal(1), ())
ALWAYS = settings(max_examples=120, deadline=None, derandomize=True)
pools = st.lists(
    st.tuples(st.sampled_from(sorted(CLASSES)), st.integers(0, 8)), min_size=3, max_size=24
).map(lambda rows: [expert(n, word, f"单位{unit}") for n, (word, unit) in enumerate(rows)])
rules = st.builds(
    PanelRule,
    st.sampled_from([3, 5]),
    st.integers(0, 3),
    st.sampled_from([1, 1, 2]),
    st.sampled_from([Decimal("0.4"), Decimal("0.6"), Decimal(1)]),
    st.lists(st.sampled_from(SEATS), unique=True, max_size=3).map(tuple),
)
values = st.lists(st.integers(1, 33), min_size=1, max_size=7)
standings = st.sampled_from(
    [(), (expert(900, "law", "单位1"),), (expert(900, "finance", "单位99"),)]
)


def frozen_or_none(pool, rule, **more):
    try:
        return freeze(pool, exclusions={}, rule=rule, **more, salt=SALT, secret=SECRET)
    except PoolError as refused:
        # those who stay may leave too few places for the seats
        if refused.code in {"panel_seat_unfillable", "draw_seats_exceed_size"}:
            return None
        raise


def chi_square(counts, expected):
    return sum((count - expected) ** 2 / expected for count in counts)


def test_every_expert_is_drawn_as_often_over_many_values():
    pool = [expert(n, "law") for n in range(10)]
    frozen = freeze(pool, exclusions={}, rule=FREE, salt=SALT, secret=SECRET)
    first, anywhere, reserve = Counter(), Counter(), Counter()
    for value in range(3_000):
        drawn = select(frozen, rule=FREE, sources=[value])
        first[drawn.members[0][0]] += 1
        anywhere.update(code for code, _stratum in drawn.members)
        reserve[drawn.reserves[0]] += 1
    # 27.88 is the 99.9 % point of χ² with 9 degrees of freedom
    assert len(first) == len(anywhere) == len(reserve) == 10
    assert chi_square(first.values(), 300) < 27.88
    assert chi_square(reserve.values(), 300) < 27.88
    # three of ten without replacement: the counts vary less by the factor 7/9
    assert chi_square(anywhere.values(), 900) * 9 / 7 < 27.88


def test_every_pair_is_drawn_as_often():
    pool = [expert(n, "law") for n in range(6)]
    rule = PanelRule(3, 0, 1, Decimal(1), ())
    frozen = freeze(pool, exclusions={}, rule=rule, salt=SALT, secret=SECRET)
    trios = Counter(
        tuple(sorted(code for code, _s in select(frozen, rule=rule, sources=[value]).members))
        for value in range(4_000)
    )
    assert len(trios) == 20
    assert chi_square(trios.values(), 200) < 43.82  # 99.9 % point, 19 degrees of freedom


def test_a_seat_is_fair_among_those_who_may_take_it():
    frozen = freeze(made_pool(40, employers=40), exclusions={}, rule=RULE, salt=SALT, secret=SECRET)
    (law,) = [each for each in frozen.strata if each.code == "law"]
    seats = Counter(
        select(frozen, rule=RULE, sources=[value]).members[0][0] for value in range(1_000)
    )
    assert set(seats) == {row[0] for row in law.lines}
    degrees = len(law.lines) - 1
    assert chi_square(seats.values(), 1_000 / len(law.lines)) < degrees + 4.5 * degrees**0.5 + 4


@given(pools, rules, values, standings)
@ALWAYS
def test_the_panel_keeps_the_rule_and_the_reserves_are_others(pool, rule, value, standing):
    frozen = frozen_or_none(pool, rule, standing=standing)
    assume(frozen is not None)
    drawn = select(frozen, rule=rule, sources=[value])
    by_code = {row.code: row for row in pool}
    members = [by_code[code] for code, _stratum in drawn.members]
    reserves = [by_code[code] for code in drawn.reserves]
    assert keeps_rule([*standing, *members], rule)
    assert len({row.code for row in [*standing, *members, *reserves]}) == (
        len(standing) + len(members) + len(reserves)
    )
    employers = Counter(row.employer for row in [*standing, *members, *reserves])
    assert max(employers.values()) <= rule.per_employer
    seats = {seat.code: seat.professions for seat in rule.seats}
    for code, stratum in drawn.members:
        assert stratum == REST or by_code[code].profession in seats[stratum]
    assert [stratum for _code, stratum in drawn.members] == [
        each.code for each in frozen.strata if each.code != RESERVE for _n in range(each.places)
    ]


@given(pools, rules, values, st.randoms(use_true_random=False))
@ALWAYS
def test_the_order_of_the_pool_changes_nothing(pool, rule, value, source):
    shuffled = list(pool)
    source.shuffle(shuffled)
    frozen = frozen_or_none(pool, rule)
    assert frozen_or_none(shuffled, rule) == frozen
    assume(frozen is not None)
    assert select(frozen, rule=rule, sources=[value]) == select(
        frozen, rule=rule, sources=[value[::-1]]
    )


@given(pools, rules, standings)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_freezing_fails_exactly_when_no_panel_can_be_made(pool, rule, standing):
    found = any(
        keeps_rule([*standing, *some], rule)
        for some in combinations(pool, rule.size - len(standing))
    )
    assert (frozen_or_none(pool, rule, standing=standing) is not None) == found


@given(pools, values)
@ALWAYS
def test_every_skip_has_its_true_reason(pool, value):
    frozen = frozen_or_none(pool, RULE)
    assume(frozen is not None)
    by_code = {row.code: row for row in pool}
    sitting, reserves = [], []
    for stratum in select(frozen, rule=RULE, sources=[value]).strata:
        for each in stratum.rounds:
            row = by_code[each.code]
            held = {other.employer for other in [*sitting, *reserves]}
            drawn = row in [*sitting, *reserves]
            full = sum(other.expert_class == row.expert_class for other in sitting) >= 3
            open_panel = stratum.code == RESERVE or any(
                keeps_rule([*sitting, row, *some], RULE)
                for some in combinations(pool, 4 - len(sitting))
                if not {*sitting, row} & set(some)
            )
            wanted = (
                RoundOutcome.DRAWN if drawn
                else RoundOutcome.EMPLOYER if row.employer in held
                else RoundOutcome.CLASS if full and stratum.code != RESERVE
                else RoundOutcome.TAKEN if open_panel
                else RoundOutcome.RULE
            )  # fmt: skip
            assert each.outcome is wanted
            if wanted is RoundOutcome.TAKEN:
                (reserves if stratum.code == RESERVE else sitting).append(row)


@given(pools, values, st.sets(st.integers(0, 23)), st.integers(0, 8))
@ALWAYS
def test_nobody_excluded_stands_in_a_list(pool, value, recused, unit):
    interests = CaseInterests(
        units=frozenset({f" 单位 {unit}"}), recused=frozenset(f"ZJ{n:03}" for n in recused)
    )
    exclusions = list_exclusions(pool, interests)
    try:
        frozen = freeze(pool, exclusions=exclusions, rule=FREE, salt=SALT, secret=SECRET)
    except UnfillableSeat:
        return
    listed = {row[0] for each in frozen.strata for row in each.lines}
    assert not listed & set(exclusions)
    assert listed == {row.code for row in pool} - set(exclusions)
    drawn = select(frozen, rule=FREE, sources=[value])
    by_code = {row.code: row for row in pool}
    for code in [*(code for code, _s in drawn.members), *drawn.reserves]:
        assert by_code[code].employer != f"单位{unit}"
        assert int(code[2:]) not in recused


def test_reserves_follow_in_the_order_of_their_rounds():
    frozen = freeze(made_pool(40, employers=40), exclusions={}, rule=RULE, salt=SALT, secret=SECRET)
    drawn = select(frozen, rule=RULE, sources=[[3, 9, 12]])
    stratum = drawn.strata[-1]
    codes = [row[0] for row in frozen.strata[-1].lines]
    order = [codes[each.position - 1] for each in selections(stratum.key_string, len(codes))]
    members = {code for code, _stratum in drawn.members}
    assert list(drawn.reserves) == [code for code in order if code not in members][:2]
    more = replace(RULE, reserves=5)
    again = select(
        freeze(made_pool(40, employers=40), exclusions={}, rule=more, salt=SALT, secret=SECRET),
        rule=more,
        sources=[[3, 9, 12]],
    )
    assert again.members == drawn.members
    assert again.reserves[:2] == drawn.reserves


def test_fewer_reserves_than_asked_for_when_the_list_ends():
    pool = [expert(n, "law") for n in range(4)]
    rule = PanelRule(3, 4, 1, Decimal(1), ())
    drawn = select(
        freeze(pool, exclusions={}, rule=rule, salt=SALT, secret=SECRET), rule=rule, sources=[1]
    )
    assert len(drawn.reserves) == 1
    assert len(drawn.strata[-1].rounds) == 4


def test_each_stratum_has_its_own_rounds():
    frozen = freeze(made_pool(40), exclusions={}, rule=RULE, salt=SALT, secret=SECRET)
    drawn = select(frozen, rule=RULE, sources=[[9, 3], Decimal("3245.10")])
    assert [each.key_string for each in drawn.strata] == [
        f"3.9./3245.1/{name}/" for name in ("LAW", "FIELD", "GOVERNANCE", "REST", "RESERVE")
    ]
    assert len({each.rounds[0].digest for each in drawn.strata}) == 5


def test_a_source_without_canonical_form_is_refused_with_its_place():
    frozen = freeze(made_pool(20), exclusions={}, rule=FREE, salt=SALT, secret=SECRET)
    with pytest.raises(PoolError) as refused:
        select(frozen, rule=FREE, sources=[1, "双色球"])
    assert (refused.value.code, refused.value.facts["place"]) == ("source_empty", 1)


def test_the_rule_as_a_record_is_the_rule_that_was_drawn_by():
    assert rule_record(RULE)["class_share"] == "0.6"

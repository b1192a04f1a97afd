import hashlib
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expert_pool.draw_record import (
    differing_parts,
    draw_record,
    repeat_draw,
    result_record,
    rule_record,
    snapshot_record,
)
from expert_pool.drawing import draw_panel, next_reserve
from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.panel_rule import PanelRule, Seat, keeps_rule
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import CaseInterests, exclusion_reasons, list_exclusions, unit_key
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.records import read_record

CLASSES = {
    "law": "research",
    "social_governance": "research",
    "planning": "engineering",
    "expropriation": "management",
    "finance": "management",
}
SEATS = (
    Seat("law", 1, frozenset({"law"})),
    Seat("field", 1, frozenset({"expropriation", "planning"})),
    Seat("governance", 1, frozenset({"social_governance"})),
)
RULE = PanelRule(5, 2, 1, Decimal("0.6"), SEATS)
SEED = "0123456789abcdef" * 4


def expert(number, profession, employer=None):
    return ExpertProfile(
        f"ZJ{number:03}", profession, CLASSES[profession], employer or f"单位{number}"
    )


def wide_pool(each=4):
    return [
        expert(10 * row + number, word)
        for row, word in enumerate(CLASSES)
        for number in range(each)
    ]


seeds = st.text("0123456789abcdef", min_size=64, max_size=64)
pools = st.lists(
    st.tuples(st.sampled_from(sorted(CLASSES)), st.integers(0, 8)), min_size=3, max_size=30
).map(lambda rows: [expert(n, word, f"单位{unit}") for n, (word, unit) in enumerate(rows)])


def drawn_or_none(pool, seed=SEED, rule=RULE):
    try:
        return draw_panel(pool, rule=rule, seed=seed)
    except UnfillableSeat:
        return None


@given(pools, seeds)
@settings(max_examples=150, deadline=None)
def test_every_drawn_panel_keeps_the_rule(pool, seed):
    drawn = drawn_or_none(pool, seed)
    if drawn is None:
        return
    members = [row.profile for row in drawn.members]
    reserves = [row.profile for row in drawn.reserves]
    assert len(members) % 2 == 1
    assert keeps_rule(members, RULE)
    employers = Counter(row.employer for row in members + reserves)
    assert max(employers.values()) == 1
    assert max(Counter(row.expert_class for row in members).values()) <= 3
    assert not {row.code for row in members} & {row.code for row in reserves}
    assert [row.key for row in drawn.reserves] == sorted(row.key for row in drawn.reserves)


@given(pools, seeds, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_the_pool_is_irrelevant(pool, seed, shuffler):
    shuffled = pool[:]
    shuffler.shuffle(shuffled)
    assert drawn_or_none(pool, seed) == drawn_or_none(shuffled, seed)


@given(pools)
@settings(max_examples=60, deadline=None)
def test_refused_pool_has_no_panel_at_all(pool):
    """The short list of the draw must not lose the only panel: compare with plain search."""
    small = pool[:10]
    assert (drawn_or_none(small) is not None) == _has_panel(small)


def _has_panel(pool, taken=()):
    if len(taken) == RULE.size:
        return keeps_rule(list(taken), RULE)
    start = pool.index(taken[-1]) + 1 if taken else 0
    return any(_has_panel(pool, (*taken, row)) for row in pool[start:])


@given(pools, seeds, st.sets(st.integers(0, 29)), st.sets(st.integers(0, 8)))
@settings(max_examples=100, deadline=None)
def test_excluded_expert_is_never_drawn(pool, seed, recused, units):
    interests = CaseInterests(
        units=frozenset(f" 单位{number}（）" for number in units),
        recused=frozenset(f"ZJ{number:03}" for number in recused),
    )
    excluded = list_exclusions(pool, interests)
    drawn = drawn_or_none([row for row in pool if row.code not in excluded], seed)
    for row in (*drawn.members, *drawn.reserves) if drawn else ():
        assert row.profile.code not in interests.recused
        assert unit_key(row.profile.employer) not in interests.names


def test_draw_is_roughly_uniform_over_seeds():
    pool, counts = wide_pool(), Counter()
    for number in range(1500):
        seed = hashlib.sha256(str(number).encode()).hexdigest()
        drawn = draw_panel(pool, rule=RULE, seed=seed)
        counts.update(row.profile.code for row in drawn.members)
    for word in CLASSES:
        shares = [counts[row.code] for row in pool if row.profession == word]
        mean = sum(shares) / len(shares)
        # four standard deviations of a binomial count
        assert all(abs(count - mean) < 4 * mean**0.5 for count in shares)


def test_missing_lawyer_is_named():
    pool = [row for row in wide_pool() if row.profession != "law"]
    with pytest.raises(UnfillableSeat) as refused:
        draw_panel(pool, rule=RULE, seed=SEED)
    assert (refused.value.seat, refused.value.candidates) == ("law", 0)


def test_seat_that_only_one_employer_could_fill_is_named():
    pool = [expert(1, "law", "同一所"), expert(2, "social_governance", "同一所")]
    pool += [expert(3, "planning"), expert(4, "finance"), expert(5, "finance")]
    with pytest.raises(UnfillableSeat) as refused:
        draw_panel(pool, rule=RULE, seed=SEED)
    assert (refused.value.seat, refused.value.candidates) == ("governance", 1)


def test_class_limit_leaves_rest_open():
    pool = [expert(n, "law") for n in range(9)] + [expert(20, "social_governance")]
    pool.append(expert(30, "planning"))
    with pytest.raises(UnfillableSeat) as refused:
        draw_panel(pool, rule=RULE, seed=SEED)
    assert refused.value.seat == "rest"


@pytest.mark.parametrize("seed", ["", "ab", "G" * 64, "AB" * 32])
def test_malformed_seed_is_refused(seed):
    with pytest.raises(PoolError, match="draw_seed_malformed"):
        draw_panel(wide_pool(), rule=RULE, seed=seed)


def test_even_size_repeated_code_and_too_many_seats_are_refused():
    for rule, pool, code in (
        (PanelRule(4, 2, 1, Decimal("0.6"), SEATS), wide_pool(), "draw_panel_even"),
        (RULE, [*wide_pool(), wide_pool()[0]], "draw_code_repeated"),
        (PanelRule(1, 2, 1, Decimal(1), SEATS), wide_pool(), "draw_seats_exceed_size"),
    ):
        with pytest.raises(PoolError, match=code):
            draw_panel(pool, rule=rule, seed=SEED)


def test_standing_members_leave_only_their_places_open():
    words = ("social_governance", "planning", "expropriation", "finance")
    standing = [next(row for row in wide_pool() if row.profession == word) for word in words]
    left = [row for row in wide_pool() if row not in standing]
    again = draw_panel(left, rule=RULE, seed="f" * 64, standing=standing)
    assert [row.place for row in again.members] == ["law"]
    assert keeps_rule([*standing, again.members[0].profile], RULE)


def test_reserve_of_the_lost_seat_comes_first_then_any_that_keeps_the_rule():
    law, field = expert(1, "law"), expert(2, "expropriation")
    staying = [field, expert(3, "social_governance"), expert(4, "finance"), expert(5, "planning")]
    reserves = [expert(6, "planning"), expert(7, "law")]
    assert next_reserve(reserves, staying=staying, lost=law, rule=RULE) == reserves[1]
    assert next_reserve(reserves[:1], staying=staying, lost=law, rule=RULE) is None
    rest = [law, *staying[:3]]
    assert next_reserve(reserves[::-1], staying=rest, lost=staying[3], rule=RULE) == reserves[0]


def test_a_loss_without_a_reserve_keeps_nobody_from_moving_up_for_the_next():
    law, field = expert(1, "law"), expert(2, "expropriation")
    staying = [expert(3, "social_governance"), expert(4, "finance"), expert(5, "planning")]
    planner, lawyer = expert(6, "planning"), expert(7, "law")
    assert next_reserve([planner], staying=[field, *staying], lost=law, rule=RULE) is None
    # two places are free now, one of them the lawyer's: it stays free for a lawyer
    assert next_reserve([planner], staying=staying, lost=field, rule=RULE) == planner
    assert next_reserve([planner, lawyer], staying=staying, lost=field, rule=RULE) == planner
    assert next_reserve([lawyer], staying=staying, lost=field, rule=RULE) == lawyer
    # the last free place is the lawyer's, whoever leaves meanwhile
    full = [*staying, planner]
    assert next_reserve([expert(8, "finance")], staying=full, lost=field, rule=RULE) is None
    # limits hold for an incomplete panel too: one employer has one seat
    twin = expert(9, "planning", staying[0].employer)
    assert next_reserve([twin], staying=staying, lost=field, rule=RULE) is None


def published():
    pool = wide_pool()
    excluded = list_exclusions(pool, CaseInterests(recused=frozenset({"ZJ000"})))
    drawn = draw_panel([row for row in pool if row.code != "ZJ000"], rule=RULE, seed=SEED)
    record = draw_record(
        seed=SEED,
        rule=rule_record(RULE),
        snapshot=snapshot_record(pool, exclusions=excluded),
        result=result_record(drawn),
    )
    return read_record(canonical_bytes(record))


def test_published_record_repeats_to_the_same_bytes():
    record = published()
    assert canonical_bytes(repeat_draw(record)) == canonical_bytes(record)
    assert differing_parts(record) == ()


def test_changed_record_names_the_part():
    record = published()
    record["result"]["members"][0], record["result"]["members"][1] = (
        record["result"]["members"][1],
        record["result"]["members"][0],
    )
    assert differing_parts(record) == ("result",)
    record = published()
    record["seed"] = "1" * 64
    assert "result" in differing_parts(record)


@pytest.mark.parametrize("key", ["format", "rule", "snapshot", "seed"])
def test_malformed_record_is_refused(key):
    record = published()
    del record[key]
    with pytest.raises(PoolError):
        repeat_draw(record)


def test_reasons_of_exclusion():
    row = ExpertProfile("ZJ1", "law", "research", "某设计院", is_in_term=False)
    interests = CaseInterests(
        units=frozenset({"某 设计院", ""}),
        recused=frozenset({"ZJ1"}),
        on_panel=frozenset({"ZJ1"}),
        declined=frozenset({"ZJ1"}),
    )
    assert [str(reason) for reason in exclusion_reasons(row, interests)] == [
        "term_ended", "same_unit", "recused", "on_panel", "declined",
    ]  # fmt: skip
    nameless = ExpertProfile("ZJ2", "law", "research", "")
    assert exclusion_reasons(nameless, CaseInterests(units=frozenset({""}))) == ()

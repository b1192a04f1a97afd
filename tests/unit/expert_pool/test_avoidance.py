"""Who avoids a draw: facts into reasons, families of units, contests, and never a candidate."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.avoidance import CONTESTABLE, Fact, Tie, avoid, tie_facts
from expert_pool.errors import PoolError
from expert_pool.frozen import freeze
from expert_pool.panel_rule import PanelRule
from expert_pool.parties import Acting, Registry, affiliates, makes_circle, parties_of
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import ORDER, CaseInterests, list_exclusions
from expert_pool.unit_matching import MatchRule, Party, UnitFacts, match_employers
from expert_pool.vocabulary import Affiliation, CaseParty, ExclusionReason, Relation
from riskassess.resources import NAME_TOOLS
from tests.unit.expert_pool.draws import SALT, SECRET

EMPLOYERS = (
    "华宇集团",
    "華宇集團",
    "华宇集团云水分公司",
    "云水规划院",
    "云水市规划院",
    "白石大学",
    "石溪律师事务所",
)
codes = st.sampled_from([f"ZJ{number:02}" for number in range(12)])
facts = st.tuples(codes, st.sampled_from(ExclusionReason).map(Fact))
pools = st.lists(st.sampled_from(EMPLOYERS), min_size=7, max_size=12).map(
    lambda names: [
        ExpertProfile(f"ZJ{place:02}", "law", f"c{place % 3}", name, place % 5 != 4)
        for place, name in enumerate(names)
    ]
)
RULE = PanelRule(3, 1, 3, 1, ())


def ties_of(pool):
    return [Tie(row.code, UnitFacts((row.employer,))) for row in pool]


def found_for(pool, recorded, lifted, parties):
    ties = ties_of(pool)
    verdicts = match_employers((tie.unit for tie in ties), parties, MatchRule(NAME_TOOLS, 88))
    every = [*tie_facts(ties, verdicts, parties), *recorded]
    return avoid(every, lifted=lifted, ties=ties, verdicts=verdicts, parties=parties)


@given(pools, st.lists(facts), st.dictionaries(codes, st.frozensets(st.sampled_from(CONTESTABLE))))
def test_an_excluded_expert_is_never_among_the_candidates(pool, recorded, lifted):
    parties = [Party(UnitFacts(("华宇集团",)), CaseParty.PROJECT_UNIT)]
    found = found_for(pool, recorded, lifted, parties)
    excluded = list_exclusions(pool, CaseInterests(others=found.reasons))
    try:
        frozen = freeze(pool, exclusions=excluded, rule=RULE, salt=SALT, secret=SECRET)
    except PoolError:
        return  # too few are left; then nobody is drawn at all
    listed = {line[0] for stratum in frozen.strata for line in stratum.lines}
    kept_out = {code for code, fact in recorded if fact.reason not in lifted.get(code, ())}
    ended = {row.code for row in pool if not row.is_in_term}
    own = {row.code for row in pool if row.employer in ("华宇集团", "華宇集團")}
    own -= {code for code in own if ExclusionReason.SAME_UNIT in lifted.get(code, ())}
    assert not listed & (kept_out | ended | own)
    out = {code for code, why in found.reasons.items() if set(why) != {ExclusionReason.ON_PANEL}}
    assert not {code for each in found.questions for code in each.codes} & out


def test_who_only_sits_on_the_panel_is_asked_about_like_a_candidate():
    pool = [ExpertProfile("ZJ01", "law", "c1", "华宇集团云水分公司", True)]
    parties = [Party(UnitFacts(("华宇集团",)), CaseParty.PROJECT_UNIT)]
    for reason, asked in ((ExclusionReason.ON_PANEL, 1), (ExclusionReason.DECLINED, 0)):
        found = found_for(pool, [("ZJ01", Fact(reason))], {}, parties)
        assert len(found.questions) == asked


@given(st.lists(facts, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_changes_nothing(recorded, chance):
    mixed = chance.sample(recorded, len(recorded))
    assert avoid(recorded, lifted={}) == avoid(mixed, lifted={})


def test_reasons_stand_in_the_order_of_the_vocabulary_and_lifted_ones_are_gone():
    every = [("ZJ01", Fact(reason)) for reason in reversed(ExclusionReason)]
    assert avoid(every, lifted={}).reasons["ZJ01"] == tuple(ORDER)
    lifted = {"ZJ01": frozenset(ExclusionReason)}
    assert avoid(every, lifted=lifted).reasons == {}
    fixed = avoid((), fixed=every[:1], lifted=lifted).reasons
    assert fixed == {"ZJ01": (ExclusionReason.DECLINED,)}


def test_former_ties_and_affiliates_have_their_own_reasons():
    unit = UnitFacts(("华宇集团",))
    acting = Party(unit, CaseParty.PROJECT_UNIT)
    above = Party(unit, CaseParty.PROJECT_UNIT, Affiliation.PARENT, of="华宇工程公司")
    verdicts = match_employers([unit], [acting, above], MatchRule(NAME_TOOLS, 88))
    ties = [Tie("A", unit), Tie("B", unit, Relation.ADVISER, None, date(2025, 1, 1))]
    found = [(code, fact.reason) for code, fact in tie_facts(ties, verdicts, [acting, above])]
    assert found == [
        ("A", ExclusionReason.SAME_UNIT), ("A", ExclusionReason.AFFILIATE),
        ("B", ExclusionReason.FORMER_UNIT), ("B", ExclusionReason.AFFILIATE),
    ]  # fmt: skip


def family(parents):
    units = {n: UnitFacts((f"单位{n}",), n) for n in {*parents, *parents.values()}}
    return Registry(units, parents, NAME_TOOLS)


def test_family_of_a_unit():
    parents = {2: 1, 3: 1, 4: 2, 5: 4, 6: 3}
    assert affiliates(2, family(parents)) == {
        1: Affiliation.PARENT, 3: Affiliation.SIBLING, 4: Affiliation.SUBSIDIARY,
        5: Affiliation.SUBSIDIARY,
    }  # fmt: skip


@given(st.dictionaries(st.integers(1, 8), st.integers(1, 8)))
def test_a_circle_in_old_data_ends(parents):
    for number in range(1, 9):
        assert number not in affiliates(number, family(parents))


@pytest.mark.parametrize(("parent", "expected"), [(1, True), (3, True), (5, True), (9, False)])
def test_a_circle_is_seen_before_it_is_made(parent, expected):
    assert makes_circle(1, parent, {3: 1, 5: 3, 9: 8}) is expected


def test_parties_of_a_case_name_whom_they_belong_to():
    registry = family({2: 1, 3: 1})
    acting = [Acting(CaseParty.PROJECT_UNIT, "单位2", 2), Acting(CaseParty.INSTITUTION, "")]
    alone = parties_of(acting, registry, with_affiliates=False)
    assert [party.name for party in alone] == ["单位2"]
    several = parties_of(acting, registry, with_affiliates=True)
    assert [(each.name, each.affiliation, each.of) for each in several[1:]] == [
        ("单位1", Affiliation.PARENT, "单位2"), ("单位3", Affiliation.SIBLING, "单位2"),
    ]  # fmt: skip


def test_a_written_name_is_the_registered_unit():
    units = {7: UnitFacts(("华宇集团有限公司", "华宇"), 7)}
    registry = Registry(units, {}, NAME_TOOLS)
    assert [registry.find(name) for name in ("華宇（集團）公司", "华 宇", "金桥")] == [7, 7, None]

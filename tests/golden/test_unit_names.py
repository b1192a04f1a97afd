"""Labelled pairs of invented units' names (docs/method/unit-names.md)."""

from collections import Counter
from pathlib import Path

import pytest

from expert_pool.unit_matching import MatchRule, Party, UnitFacts, match_employers
from expert_pool.vocabulary import Alike, CaseParty
from riskassess.resources import NAME_TOOLS
from tests.support.avoidance import compare_names

FOLDER = Path(__file__).parent / "units"
NEAR = 88
# What is known to go wrong: nobody is asked although somebody should be.
KNOWN = {
    "names.tsv": {
        ("云水市社会治理研究会", "云水市社会治理学会"),
        ("江州省地质矿产勘查院", "江州省地质矿产勘查开发局"),
    },
    "names_unseen.tsv": {("青岚农村商业银行股份有限公司", "青岚农商银行")},
}

# What is asked for nothing: one character makes another unit. A clerk answers it once, for ever.
ASKED = {
    "names.tsv": {
        ("华宇建设集团有限公司", "华信建设集团有限公司"),
        ("云水东方酒店有限公司", "云水东海酒店有限公司"),
        ("华宇集团", "华鼎集团"),
        ("明德社会工作服务中心", "启明社会工作服务中心"),
        ("云水市法学会", "云水市医学会"),
        ("临溪市供电公司", "临溪市供水公司"),
        ("江州工业大学", "江州农业大学"),
    },
    "names_unseen.tsv": {
        ("北岭省农业科学院", "北岭省林业科学院"),
        ("青岚县财政局", "青岚县民政局"),
        ("青岚县审计局", "青岚县统计局"),
        ("河湾建设发展有限公司", "河源建设发展有限公司"),
    },
}


def pairs(name):
    lines = (FOLDER / name).read_text("utf-8").splitlines()[1:]
    found = [line.split("\t") for line in lines]
    return [(first, second, Alike(label)) for first, second, label in found]


def answer(first, second):
    return compare_names(first, second, tools=NAME_TOOLS, near=NEAR).alike


@pytest.mark.parametrize("name", KNOWN)
def test_same_is_said_of_all_that_are_the_same_and_of_nothing_else(name):
    rows = pairs(name)
    said = {(one, other) for one, other, _label in rows if answer(one, other) is Alike.SAME}
    assert said == {(one, other) for one, other, label in rows if label is Alike.SAME}


@pytest.mark.parametrize("name", KNOWN)
def test_who_is_not_asked_wrongly_is_known(name):
    lost = {
        (one, other)
        for one, other, label in pairs(name)
        if label is not Alike.DIFFERENT and answer(one, other) is Alike.DIFFERENT
    }
    assert lost == KNOWN[name]


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_asked_for_nothing_is_known(name):
    asked = {
        (one, other)
        for one, other, label in pairs(name)
        if label is Alike.DIFFERENT and answer(one, other) is Alike.NEAR
    }
    assert asked == ASKED[name]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("市公用亊业公司", "市公用事业公司"),
        ("市桥粱建设公司", "市桥梁建设公司"),
        ("桥粱建设", "桥梁建设"),  # the pairs of characters that both have are too few
        ("桥建设院", "桥梁建设院"),
        ("桥梁建建设院", "桥梁建设院"),
        ("一一一二", "一一一三"),
    ],
)
def test_one_character_that_is_another_missing_or_too_many_is_asked(written, name):
    """Numerals count: the first and the second stay two, and no typing error is looked for."""
    expected = Alike.DIFFERENT if "一" in name else Alike.NEAR
    assert answer(written, name) is expected
    parties = [Party(UnitFacts((name,)), CaseParty.PROJECT_UNIT)]
    found = match_employers([UnitFacts((written,))], parties, MatchRule(NAME_TOOLS, NEAR))
    assert [len(each.near) for each in found.values()] == ([1] if expected is Alike.NEAR else [])


def test_letter_by_letter_most_are_lost():
    rows = [row for row in pairs("names.tsv") if row[2] is Alike.SAME]
    assert len(rows) == 60
    assert sum(one.strip() == other.strip() for one, other, _label in rows) <= 3


def test_the_set_is_large_and_even():
    counts = Counter(label for _one, _other, label in pairs("names.tsv"))
    assert counts.total() >= 200
    assert min(counts.values()) >= 60


@pytest.mark.parametrize("name", KNOWN)
def test_a_large_pool_is_matched_as_pair_by_pair(name):
    """What the index leaves uncompared would not have been near."""
    rows = pairs(name)
    parties = [Party(UnitFacts((other,)), CaseParty.PROJECT_UNIT) for _one, other, _l in rows]
    employers = [UnitFacts((one,)) for one, _other, _l in rows]
    found = match_employers(employers, parties, MatchRule(NAME_TOOLS, NEAR))
    for employer in employers:
        verdict = found.get(employer)
        same, near = (
            (verdict.same, {each.party for each in verdict.near}) if verdict else ((), set())
        )
        for place, party in enumerate(parties):
            expected = answer(employer.names[0], party.name)
            assert (place in same) == (expected is Alike.SAME), (employer.names, party.name)
            assert (place in near) == (expected is Alike.NEAR), (employer.names, party.name)

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
        ("华宇工程咨询有限公司", "华宇工程咨洵有限公司"),
        ("江州省地质矿产勘查院", "江州省地质矿产勘查开发局"),
    },
    "names_unseen.tsv": {("青岚农村商业银行股份有限公司", "青岚农商银行")},
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
def test_few_are_asked_for_nothing(name):
    asked = [
        row for row in pairs(name) if row[2] is Alike.DIFFERENT and answer(*row[:2]) is Alike.NEAR
    ]
    assert len(asked) <= 1


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

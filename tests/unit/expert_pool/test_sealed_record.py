"""A record whose lists are still sealed is checked as far as it goes."""

import pytest

from expert_pool.record_check import check_content
from riskassess.proof.canonical import canonical_bytes
from tests.unit.expert_pool.draws import made_pool, made_record, resealed, sealed

ANNOUNCED = ("announcement", "announcement_signature")


@pytest.fixture(scope="module")
def record():
    return sealed(made_record(made_pool(30)))


def failed(record):
    return {each.part for each in check_content(canonical_bytes(record)) if each.ok is False}


def test_what_is_there_holds_and_what_is_hidden_is_said(record):
    found = {each.part: each.ok for each in check_content(canonical_bytes(record))}
    assert {part for part, ok in found.items() if ok is None} == {"lists", "members", "reserves"}
    assert {part for part, ok in found.items() if ok} == {
        *ANNOUNCED, "values", "strata", "ledger", "contents", "signature",
    }  # fmt: skip


def test_an_announcement_alone_is_checked(record):
    alone = {name: record[name] for name in ("format", *ANNOUNCED)}
    assert [(each.part, each.ok) for each in check_content(canonical_bytes(alone))] == [
        ("announcement", True),
        ("announcement_signature", True),
    ]
    changed = {**alone, "announcement": {**alone["announcement"], "assessment": "WP-1"}}
    assert failed(changed) == {"announcement_signature"}
    assert failed({**alone, "announcement": {}}) == set(ANNOUNCED)
    assert failed({"format": alone["format"]}) == set(ANNOUNCED)


@pytest.mark.parametrize("part", ["values", "strata", "ledger", "contents", "signature"])
def test_a_part_taken_out_is_named(record, part):
    assert failed({name: each for name, each in record.items() if name != part}) == {part}


def test_nothing_hidden_may_be_put_in(record):
    assert failed({**record, "members": []}) == {"members"}


def test_every_flipped_byte_is_seen(record):
    good = canonical_bytes(record)
    for place in range(0, len(good), 3):
        changed = bytearray(good)
        changed[place] ^= 1
        assert any(each.ok is False for each in check_content(bytes(changed))), place


def test_other_values_need_other_rounds(record):
    first, second = record["values"]
    values = [{**first, "values": [1, 2, 3, 4, 5, 6, 7]}, second]
    forged = sealed(resealed({**made_record(made_pool(30)), "values": values}))
    assert failed(forged) == {"strata"}


@pytest.mark.parametrize(
    ("row", "value"), [(0, 1), (1, "AB"), (2, 3), (3, 1_000), (4, "lucky"), (4, None)]
)
def test_each_round_is_reckoned_again(record, row, value):
    stratum = record["strata"][0]
    rounds = [[value if place == row else each for place, each in enumerate(stratum["rounds"][0])]]
    changed = {**stratum, "rounds": [*rounds, *stratum["rounds"][1:]]}
    assert failed({**record, "strata": [changed, *record["strata"][1:]]}) == {"strata"}

"""A record whose lists are still sealed is checked as far as it goes."""

import pytest

from expert_pool.record import SALTED
from expert_pool.record_check import check_content
from expert_pool.sealing import salted_digest
from riskassess.proof.canonical import canonical_bytes, digest
from tests.unit.expert_pool.draws import made_pool, made_record, sealed

ANNOUNCED = ("announcement", "announcement_signature")


@pytest.fixture(scope="module")
def record():
    return sealed(made_record(made_pool(30)))


def failed(record):
    return {each.part for each in check_content(canonical_bytes(record)) if each.ok is False}


def test_what_is_there_holds_and_what_is_hidden_is_said(record):
    found = {each.part: each.ok for each in check_content(canonical_bytes(record))}
    assert {part for part, ok in found.items() if ok is None} == {"salt", *SALTED}
    assert {part for part, ok in found.items() if ok} == {
        *ANNOUNCED, "values", "ledger", "contents", "signature",
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


@pytest.mark.parametrize("part", ["values", "ledger", "contents", "signature"])
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


def test_sealed_and_opened_record_carry_the_same_seal():
    opened = made_record(made_pool(30))
    before = sealed(opened)
    assert set(before) == {
        "format", *ANNOUNCED, "values", "ledger", "contents", "signature",
    }  # fmt: skip
    assert (before["contents"], before["signature"]) == (opened["contents"], opened["signature"])
    for record in (before, opened):
        assert not failed(record)


def test_nothing_sealed_can_be_found_by_trying():
    opened = made_record(made_pool(30))
    before = sealed(opened)
    text = canonical_bytes(before).decode()
    for part in SALTED:
        assert digest(opened[part]) not in text
        assert before["contents"][part] == salted_digest(opened["salt"], opened[part])
    for lines in opened["lists"].values():
        assert digest(lines) not in text
    assert opened["salt"] not in text
    assert not [row[0] for rows in opened["lists"].values() for row in rows if row[0] in text]
    # another draw from the same pool, opened, tells neither digest nor place
    other = made_record(made_pool(30), salt="0c" * 16)
    assert not set(other["lists"]) & set(opened["lists"])
    longest = [max(each["lists"].values(), key=len) for each in (opened, other)]
    assert sorted(longest[0]) == sorted(longest[1])
    assert longest[0] != longest[1]


def test_rounds_written_into_a_sealed_record_are_named(record):
    opened = made_record(made_pool(30))
    assert failed({**record, "strata": opened["strata"]}) == {"strata"}


def test_the_table_of_digests_names_every_part(record):
    table = {name: value for name, value in record["contents"].items() if name != "members"}
    assert failed({**record, "contents": table}) == {"contents", "signature"}

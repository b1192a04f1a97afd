"""A record is genuine to the byte, and whatever is changed is named."""

import json
from decimal import Decimal
from functools import cache
from itertools import product

import pytest

from expert_pool.frozen import lists_record, read_lists
from expert_pool.panel_rule import PanelRule
from expert_pool.record import PARTS, RECORD_PURPOSE, announcement_of, contents_of, record_of
from expert_pool.record_check import KEYS, check_content, check_record
from expert_pool.sealing import salted_digest
from expert_pool.selection import select
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.records import read_record
from riskassess.proof.signing import frame, signature_record
from tests.unit.expert_pool.draws import (
    LATER,
    LATER_AT,
    LEDGER,
    NAMES,
    RULE,
    SALT,
    SEATS,
    change,
    expert,
    made_pool,
    made_record,
    resealed,
    sign,
)

SMALL_RULE = PanelRule(3, 1, 1, Decimal("0.7"), SEATS[:1])


@pytest.fixture(scope="module")
def record():
    return made_record(made_pool(30))


@pytest.fixture(scope="module")
def small():
    return canonical_bytes(made_record(made_pool(7, employers=7, seed=3), rule=SMALL_RULE))


def failed(findings):
    return {each.part for each in findings if each.ok is False}


def span_of(content, place):
    """Return the key of the whole record in whose part the byte at a place stands."""
    return next((name for name, end in spans_of(content) if place < end), None)


@cache
def spans_of(content):
    """Return the keys of a whole record, each with the place where its part ends."""
    spans, end = [], 1
    for name, value in sorted(json.loads(content, parse_float=Decimal).items()):
        end += len(canonical_bytes({name: value})) - 1
        spans.append((name, end))
    return spans


def test_a_genuine_record_holds_in_every_part(record):
    findings = check_content(canonical_bytes(record))
    assert [each.part for each in findings] == list(KEYS)
    assert all(each.ok for each in findings)
    assert check_record(read_record(canonical_bytes(record))) == findings


MASKS = (0x01, 0x06, 0x80)


@pytest.mark.parametrize(
    "turns", [(0,), pytest.param((1, 2), marks=pytest.mark.soak)], ids=["once", "twice more"]
)
def test_every_flipped_byte_is_named_by_its_part(small, turns):
    """Every byte once, with one mask after the other; `make soak` flips it the other ways too."""
    for turn, place in product(turns, range(len(small))):
        changed = bytearray(small)
        changed[place] ^= MASKS[(place + turn) % len(MASKS)]
        findings = check_content(bytes(changed))
        parts = failed(findings)
        assert parts, place
        named = span_of(small, place)
        # the last byte is the brace that closes the whole
        assert named in parts or (named is None and "values" in parts), (place, parts)
        assert all("byte" in each.facts for each in findings if each.code == "record_unreadable")


def test_every_part_taken_out_or_cut_is_named(record):
    for name in KEYS:
        less = {key: value for key, value in record.items() if key != name}
        assert failed(check_record(less)) == {name}
    assert failed(check_record({**record, "extra": 1})) == {"extra"}
    content = canonical_bytes(record)
    assert failed(check_content(b"")) == {""}
    for place in range(17, len(content), 97):
        assert span_of(content, place - 1) in failed(check_content(content[:place]))


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\x00", b"{}"])
def test_nothing_may_stand_beside_the_record(small, tail):
    assert failed(check_content(small + tail))
    assert failed(check_content(tail + small))


@pytest.mark.parametrize(
    "spelt",
    [
        lambda record: json.dumps(record, ensure_ascii=False, default=float).encode(),
        lambda record: canonical_bytes(record).replace(b'"draw":1', b'"draw":1.0'),
        lambda record: canonical_bytes(record).replace("示".encode(), b"\\u793a", 1),
        lambda record: canonical_bytes(record).replace(b'"kind"', b'"kind":0,"kind"', 1),
    ],
)
def test_one_content_has_one_spelling(record, spelt):
    findings = check_content(spelt(record))
    assert "record_not_canonical" in {each.code for each in findings}


def test_the_part_of_another_spelling_is_named(record):
    content = canonical_bytes(record).replace(b'"outcome"', b'"outcome"')
    other = content.replace(b'"entered_at":', b'"entered_at": ', 1)
    assert failed(check_content(other)) == {"values"}


def test_lists_must_be_the_announced_and_whole(record):
    lists = record["lists"]
    rest = record["announcement"]["strata"][3]["list_digest"]
    law = record["announcement"]["strata"][0]["list_digest"]
    shorter = lists[law][1:]
    strata = [dict(each) for each in record["announcement"]["strata"]]
    other = salted_digest(SALT, shorter)
    strata[0] |= {"list_digest": other, "size": len(shorter)}
    left_out = {**{name: rows for name, rows in lists.items() if name != law}}
    announced = {**record["announcement"], "strata": strata}
    # somebody who may take the seat is kept out of its list, consistently announced
    forged = resealed(record, announcement=announced, lists={**left_out, other: shorter})
    assert [each.code for each in check_record(forged) if each.ok is False] == ["list_incomplete"]
    for changed, code in [
        ({**lists, rest: lists[rest][::-1]}, "list_digest"),
        ({**lists, "sha256:0": []}, "lists_unannounced"),
        (left_out, "lists_malformed"),
        ({**lists, rest: [["ZJ000"]]}, "lists_malformed"),
    ]:
        found = check_record(resealed(record, lists=changed))
        assert [each.code for each in found if each.ok is False] == [code]


def test_the_round_that_differs_is_named(record):
    longest = max(range(5), key=lambda n: len(record["strata"][n]["rounds"]))
    last = len(record["strata"][longest]["rounds"]) - 1
    forged = resealed(record, **change(record, "strata", longest, "rounds", last, 4, to="ZJ000x"))
    (finding,) = [each for each in check_record(forged) if each.ok is False]
    assert finding.facts == {"stratum": record["strata"][longest]["code"], "round": last}


def test_another_announcement_does_not_pass_for_the_signed_one(record):
    announcement = {**record["announcement"], "assessment": "WP-2026-008"}
    parts = {name: record[name] for name in PARTS} | {"announcement": announcement}
    contents = contents_of(parts)
    signature = signature_record(sign("demo", frame(RECORD_PURPOSE, contents)))
    forged = {**parts, "contents": contents, "signature": signature}
    assert failed(check_record(forged)) == {"announcement_signature"}


def test_lists_are_read_back_as_they_were_frozen(record):
    stored = json.loads(canonical_bytes(record["lists"]))
    opened = {"salt": record["salt"], "lists": stored, "standing": []}
    frozen = read_lists(record["announcement"], opened)
    assert lists_record(frozen) == opened
    again = announcement_of(
        frozen=frozen, rule=RULE, names=NAMES,
        sources=record["announcement"]["sources"],
        facts={key: record["announcement"][key] for key in (
            "code", "office", "assessment", "review", "draw", "kind", "manual_digest",
            "pool_manual_digest", "announced_at", "replaces",
        )},
    )  # fmt: skip
    assert again == record["announcement"]


def test_a_supplement_keeps_the_standing_and_draws_the_rest():
    pool = made_pool(30)
    standing = [expert(901, "law", "甲所"), expert(902, "finance", "乙所")]
    record = made_record(
        pool, standing=standing, draw=2, kind="supplement",
        announced_at="2026-11-24T01:00:00Z", sources=LATER, at=LATER_AT,
        ledger=(*LEDGER, (3, "supplement", "", 1, 2, "2026-11-24T01:00:00Z"),
                (4, "draw", "", 1, 2, "2026-11-26T08:00:00Z")),
    )  # fmt: skip
    assert not failed(check_content(canonical_bytes(record)))
    codes = [each["code"] for each in record["announcement"]["strata"]]
    assert codes == ["field", "governance", "rest", "reserve"]
    assert len(record["members"]) == 3
    assert failed(check_record(resealed(record, standing=record["standing"][::-1]))) == {"standing"}
    # somebody of another profession than announced stays: the strata are not those of the rule
    other = [[row[0], "finance", *row[2:]] for row in record["standing"]]
    standing = {"count": 2, "digest": salted_digest(SALT, other)}
    announcement = {**record["announcement"], "standing": standing}
    forged = resealed(record, announcement=announcement, standing=other)
    assert [each.code for each in check_record(forged) if each.ok is False] == ["standing_strata"]


def test_sign_is_asked_for_the_office(record):
    asked = []

    def noting(office, payload):
        asked.append(office)
        return sign(office, payload)

    frozen = read_lists(record["announcement"], record)
    values = [list(each["values"]) for each in record["values"]]
    record_of(
        announcement=record["announcement"], values=record["values"], frozen=frozen,
        announcement_signature=record["announcement_signature"], ledger=LEDGER, sign=noting,
        selection=select(frozen, rule=RULE, sources=values),
    )  # fmt: skip
    assert asked == ["demo"]

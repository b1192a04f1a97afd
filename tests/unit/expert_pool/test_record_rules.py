"""Ledger, roles, keys and order that a record must keep, also one signed by the office."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expert_pool.record import (
    RECORD_PURPOSE,
)
from expert_pool.record_check import check_content, check_record
from expert_pool.sealing import salted_digest
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.signing import frame, key_id
from tests.unit.expert_pool.draws import (
    BALLS,
    LATER,
    LATER_AT,
    SALT,
    made_pool,
    made_record,
    resealed,
    sealed,
)


@pytest.fixture(scope="module")
def record():
    return made_record(made_pool(30))


def failed(findings):
    return {each.part for each in findings if each.ok is False}


def redrawn(**changes):
    """Return a redraw of a cancelled first draw, with lines of the ledger changed or left out."""
    lines = {
        "first": ["announcement", "", 1, 1, "2026-11-20T01:00:00Z"],
        "drawn": ["draw", "", 1, 1, "2026-11-23T08:00:00Z"],
        "declined": ["refusal", "time", 1, None, "2026-11-23T09:00:00Z"],
        "cancelled": ["cancellation", "value_wrong", 1, 1, "2026-11-24T00:30:00Z"],
        "again": ["redraw", "", 1, 2, "2026-11-24T01:00:00Z"],
        "made": ["draw", "", 1, 2, "2026-11-26T08:00:00Z"],
    } | changes
    kept = [line for line in lines.values() if line]
    return made_record(
        made_pool(30), draw=2, kind="redraw", replaces=1, announced_at="2026-11-24T01:00:00Z",
        sources=LATER, at=LATER_AT, ledger=[[number, *line] for number, line in enumerate(kept, 1)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"declined": None}, None),  # what the check cannot see: the method says so
        ({"first": None}, "ledger_no_announcement"),
        ({"cancelled": None}, "ledger_no_cancellation"),
        ({"again": None}, "ledger_no_announcement"),
        ({"made": None}, "ledger_no_draw"),
        ({"first": None, "drawn": None, "cancelled": None}, "ledger_no_announcement"),
        ({"more": ["draw", "", 1, 2, "2026-11-26T08:00:00Z"]}, "ledger_no_draw"),
        ({"more": ["redraw", "", 1, 2, "2026-11-26T08:00:00Z"]}, "ledger_no_announcement"),
        ({"again": ["supplement", "", 1, 2, "2026-11-24T01:00:00Z"]}, "ledger_no_announcement"),
        ({"again": ["redraw", "", 1, 2, "2026-11-24T01:00:01Z"]}, "ledger_announced_at"),
        ({"made": ["draw", "", 1, 2, "2026-11-26T07:59:59Z"]}, "ledger_drawn_at"),
        ({"declined": ["refusal", "", 1, None, "2026-11-20T00:00:00Z"]}, "ledger_time"),
        ({"declined": ["announcement", "", 2, 1, "2026-11-23T09:00:00Z"]}, None),
    ],
)
def test_the_ledger_holds_this_draw_once_and_those_before_it(changes, code):
    found = [each for each in check_record(redrawn(**changes)) if each.ok is False]
    assert [each.code for each in found] == ([code] if code else [])


PLAIN = {key: part for key, part in BALLS.items() if key not in {"groups", "published"}}
DICE = [
    {**PLAIN, "code": f"dice{n}", "kind": "thrown", "count": 1, "smallest": 1, "largest": 10**9,
     "role": role}
    for n, role in enumerate(("case_officer", "pool_keeper"), 1)
]  # fmt: skip


def test_two_who_throw_have_two_roles_and_enter_their_own():
    record = made_record(made_pool(30), sources=DICE, values=((1234,), (4321,)))
    assert not failed(check_record(record))
    for sources, part in [
        ([DICE[0], {**DICE[1], "role": "case_officer"}], "announcement_roles"),
        ([DICE[0], {**DICE[1], "role": None}], "announcement_roles"),
        ([DICE[0], {**DICE[1], "role": "approver"}], "value_role"),
    ]:
        forged = resealed(record, announcement={**record["announcement"], "sources": sources})
        assert [each.code for each in check_record(forged) if each.ok is False] == [part]


def test_announcement_and_record_are_of_one_key(record):
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(9, 41)))
    public = key.public_key().public_bytes_raw().hex()
    payload = frame(RECORD_PURPOSE, record["contents"])
    other = {"key_id": key_id(public), "public_key": public, "value": key.sign(payload).hex()}
    for form in (lambda each: each, sealed):
        found = check_content(canonical_bytes({**form(record), "signature": other}))
        codes = [(each.part, each.code) for each in found if each.ok is False]
        assert codes == [("signature", "signature_other_key")]


def test_a_list_in_another_order_is_named(record):
    backwards = {name: sorted(rows) for name, rows in record["lists"].items()}
    renamed = {name: salted_digest(SALT, rows) for name, rows in backwards.items()}
    strata = [
        {**each, "list_digest": renamed[each["list_digest"]]}
        for each in record["announcement"]["strata"]
    ]
    forged = resealed(
        record, announcement={**record["announcement"], "strata": strata},
        lists={renamed[name]: rows for name, rows in backwards.items()},
    )  # fmt: skip
    assert [each.code for each in check_record(forged) if each.ok is False] == ["list_order"]

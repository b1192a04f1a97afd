"""Commitments, copies and records of rounds: every changed part is named."""

import json

import pytest

from riskassess.proof.canonical import canonical_bytes, canonical_json
from riskassess.proof.commitments import (
    COMMITMENT_PURPOSE,
    ROUND_PURPOSE,
    commitment_of,
    commitment_record,
    round_record,
    sheet_copy,
)
from riskassess.proof.room_check import check_room_file, check_together, looks_like_room
from riskassess.proof.room_compare import compare_files
from riskassess.proof.signing import frame, signature_record
from riskassess.proof.verify import Verdict
from tests.support.signing import KEY, sign

PUBLIC = KEY.public_key().public_bytes_raw().hex()
OFFICE = {"code": "A1", "name": "示范市稳定办"}


def signed(purpose, record):
    return {**record, "signature": signature_record(sign("", frame(purpose, record)))}


def handed_in(member, *, version=1, kind="submitted", impact=5000, number=1):
    """Return content, salt and signed commitment of a version."""
    content = {
        "assessment": "2026-001", "review": 1, "round": number, "member": member,
        "version": version,
        "kind": kind, "made_at": "2026-03-02T02:30:00Z",
        "places": {"factor:B03": {"before_impact": impact}},
    }  # fmt: skip
    salt = f"{version}{member}".encode().hex().rjust(64, "0")
    facts = {
        "office": OFFICE, "assessment": "2026-001", "review": 1, "round": number, "kind": kind,
        "made_on": "2026-03-02",
    }  # fmt: skip
    made = commitment_record(commitment_of(content, salt), facts)
    return content, salt, signed(COMMITMENT_PURPOSE, made)


def whole_round(rows, opened, state="closed"):
    facts = {
        "office": OFFICE, "assessment": "2026-001", "review": 1, "round": 1, "state": state,
        "made_at": "2026-03-03T02:30:00Z",
    }  # fmt: skip
    sheets = [{"content": content, "salt": salt} for content, salt, _record in opened]
    made = round_record(facts, [row[2] for row in rows], sheets if state == "closed" else None)
    return signed(ROUND_PURPOSE, made)


def dated(record, made_at):
    """The record of another day, signed anew."""
    kept = {name: value for name, value in record.items() if name != "signature"}
    return signed(ROUND_PURPOSE, {**kept, "made_at": made_at})


OTHER_ROUND = handed_in("E1", number=2)
ROWS = [handed_in("E1"), handed_in("E1", version=2, impact=6000), handed_in("E2")]


def failed(report):
    return [(line.part, line.facts.get("code")) for line in report.lines
            if line.verdict is Verdict.FAIL]  # fmt: skip


def test_what_was_not_changed_holds_and_names_its_key():
    for content in (
        canonical_bytes(ROWS[0][2]), sheet_copy(*ROWS[0]).encode(),
        canonical_bytes(whole_round(ROWS, ROWS)), canonical_bytes(whole_round(ROWS, [], "open")),
    ):  # fmt: skip
        assert looks_like_room(content)
        assert failed(check_room_file(content, trusted_keys=[PUBLIC])) == []
        assert failed(check_room_file(content, trusted_keys=["00" * 32])) != []


def test_each_flipped_byte_of_a_copy_is_seen():
    good = sheet_copy(*ROWS[0]).encode()
    for place in range(0, len(good), 7):
        bad = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        assert not check_room_file(bad).whole, place


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('"before_impact":5000', '"before_impact":5001', "content"),
        ('"round":1', '"round":2', "content"),
        ('"made_on":"2026-03-02"', '"made_on":"2026-03-01"', "commitment"),
    ],
)
def test_the_changed_part_of_a_copy_is_named(old, new, part):
    bad = sheet_copy(*ROWS[0]).replace(old, new).encode()
    assert part in dict(failed(check_room_file(bad)))


def test_a_changed_sheet_of_a_round_is_named_even_if_the_office_signs_anew():
    whole = whole_round(ROWS, ROWS)
    del whole["signature"]
    changed = json.loads(canonical_json(whole).replace('"before_impact":6000', '"before_impact":1'))
    report = check_room_file(canonical_bytes(signed(ROUND_PURPOSE, changed)))
    assert failed(report) == [("sheets[2]", "sheet"), ("sheets", "unopened")]
    (line,) = [line for line in report.lines if line.facts.get("code") == "sheet"]
    assert (line.facts["member"], line.facts["version"]) == ("E1", 2)


def test_a_sheet_that_is_kept_back_is_missed_but_not_first_estimates():
    assert ("sheets", "unopened") in failed(check_room_file(
        canonical_bytes(whole_round(ROWS, ROWS[:2]))))  # fmt: skip
    first = handed_in("E3", kind="first")
    report = check_room_file(canonical_bytes(whole_round([*ROWS, first], ROWS)))
    assert (report.whole, report.lines[-2].facts["code"]) == (True, "unfinished")


def test_first_estimates_kept_back_of_an_opened_sheet_are_named():
    report = check_room_file(canonical_bytes(whole_round(ROWS, ROWS[1:])))
    (line,) = [line for line in report.lines if line.facts.get("code") == "kept_back"]
    assert (line.facts["member"], line.facts["numbers"]) == ("E1", "1")
    first = [handed_in("E3", kind="first"), handed_in("E3", version=2)]
    report = check_room_file(canonical_bytes(whole_round(first, first[1:])))
    codes = [line.facts.get("code") for line in report.lines]
    assert ("kept_back" in codes, "unfinished" in codes) == (True, False)


def test_a_later_record_has_what_an_earlier_one_has_and_no_more_after_the_close():
    def says(older, newer):
        return [line.facts["code"] for _place, line in compare_files([newer, older])]

    early = dated(whole_round(ROWS[:1], [], "open"), "2026-03-02T09:00:00Z")
    closed = whole_round(ROWS, ROWS)
    again = dated(whole_round(ROWS, ROWS), "2026-04-01T09:00:00Z")
    assert says(early, closed) == says(closed, again) == ["kept"]
    assert says(closed, dated(whole_round(ROWS[:2], ROWS[:2]), again["made_at"])) == ["vanished"]
    more = [*ROWS, handed_in("E3")]
    assert says(closed, dated(whole_round(more, more), again["made_at"])) == ["late"]
    assert says(closed, {**again, "round": 2}) == []
    assert says(closed, whole_round(ROWS[:2], ROWS[:2])) == ["differ"]


def test_a_foreign_commitment_or_one_listed_twice_is_named():
    foreign = (None, None, {**ROWS[0][2], "round": 7})
    report = check_room_file(canonical_bytes(whole_round([foreign, *ROWS[1:]], ROWS[1:])))
    assert ("commitments[1]", "listed") in failed(report)
    twice = whole_round([*ROWS, ROWS[0]], ROWS)
    assert ("commitments", "count") in failed(check_room_file(canonical_bytes(twice)))


def together(row, record):
    copy = json.loads(sheet_copy(*row))
    return {line.facts["code"]: line.verdict for _n, line in check_together([copy], [record])}


def test_a_copy_is_found_in_the_record_of_its_round_or_missed():
    good = {"in_list": Verdict.PASS, "in_record": Verdict.PASS}
    assert together(ROWS[0], whole_round(ROWS, ROWS)) == good
    assert together(ROWS[0], whole_round(ROWS, [], "open")) == {"in_list": Verdict.PASS}
    gone = together(ROWS[0], whole_round(ROWS[1:], ROWS[1:]))
    assert gone == {"in_list": Verdict.FAIL, "in_record": Verdict.FAIL}
    assert together(ROWS[0], {**whole_round(ROWS, ROWS), "round": 2}) == {}
    others = whole_round(ROWS, ROWS[2:])  # a member is given no others' sheets
    assert together(ROWS[0], others)["not_given"] is Verdict.NOTE


@pytest.mark.parametrize(
    "content",
    [
        b'{"format":"riskassess.sheet-copy/1"}', b'{"format":"riskassess.round-record/1"',
        b'{"commitments":[1],"format":"riskassess.round-record/1"}',
        b'{"commitment":{},"content":[],"format":"riskassess.sheet-copy/1","salt":1}',
    ],
)  # fmt: skip
def test_what_is_broken_is_called_so(content):
    assert failed(check_room_file(content)) == [("file", "form")]

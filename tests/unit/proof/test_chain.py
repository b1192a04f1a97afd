"""The audit chain shows what was changed, put in, taken out or cut off."""

from dataclasses import replace

from riskassess.proof.chain import (
    CHAIN_START,
    ChainEntry,
    ChainHead,
    check_chain,
    entry_digest,
    head_payload,
)
from riskassess.proof.signing import frame, key_id, verify_signature
from tests.unit.proof.packages import KEY, PUBLIC


def chain(length=5):
    entries, previous = [], CHAIN_START
    for sequence in range(1, length + 1):
        entry = {"action": "sheet:submit", "subject": sequence}
        digest = entry_digest(previous, entry)
        entries.append(ChainEntry(sequence, previous, digest, entry))
        previous = digest
    return entries


def kinds(entries, head=None):
    return [(fault.kind.value, fault.sequence) for fault in check_chain(entries, head=head)]


HEAD = ChainHead("assessment/1", 5, chain()[-1].digest)


def test_whole_chain_has_no_fault_and_may_have_grown_since_the_head():
    assert kinds(chain(), HEAD) == []
    assert kinds(chain(7), HEAD) == []
    assert kinds([]) == []


def test_changed_entry_is_named():
    entries = chain()
    entries[2] = replace(entries[2], entry={"action": "other"})
    assert kinds(entries) == [("changed", 3)]


def test_removed_entry_is_named():
    entries = chain()
    del entries[1]
    assert ("removed", 2) in kinds(entries)


def test_inserted_entry_is_named():
    entries = chain()
    entries.insert(2, entries[1])
    assert ("inserted", 2) in kinds(entries)


def test_cut_tail_shows_against_the_head_only():
    assert kinds(chain()[:3]) == []
    assert kinds(chain()[:3], HEAD) == [("cut", 4)]
    assert kinds([], HEAD) == [("cut", 1)]


def test_rewritten_chain_shows_against_the_head():
    previous, entries = CHAIN_START, []
    for sequence in range(1, 6):
        digest = entry_digest(previous, {"forged": sequence})
        entries.append(ChainEntry(sequence, previous, digest, {"forged": sequence}))
        previous = digest
    assert kinds(entries) == []
    assert kinds(entries, HEAD) == [("rewritten", 5)]


def test_head_is_signed_for_its_own_purpose():
    signature = KEY.sign(frame("audit-head", head_payload(HEAD))).hex()
    assert verify_signature(PUBLIC, frame("audit-head", head_payload(HEAD)), signature)
    assert not verify_signature(PUBLIC, frame("seal", head_payload(HEAD)), signature)
    assert not verify_signature(PUBLIC, frame("audit-head", head_payload(HEAD)), signature.upper())
    assert len(key_id(PUBLIC)) == 16

"""The record of a verifiable draw: everything an outsider needs to repeat it, in one file.

First the announcement is made and signed, before anybody can know the values; then the record,
whose `contents` holds the digest of each part, so that a change names its part. The file is the
canonical JSON of the record and nothing else. Format `riskassess.draw/2`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from expert_pool.draw_record import rule_record
from expert_pool.frozen import FrozenLists, list_digest, lists_record
from expert_pool.panel_rule import PanelRule
from expert_pool.sealing import is_salt, salted_digest
from expert_pool.selection import Selection
from riskassess.proof.canonical import digest
from riskassess.proof.rfc3797 import Algorithm
from riskassess.proof.signing import MadeSignature, frame, signature_record

FORMAT = "riskassess.draw/2"
ANNOUNCEMENT_PURPOSE = "draw-announcement"
RECORD_PURPOSE = "draw-record"
# the parts whose digests `contents` holds, in the order in which they are read
PARTS = (
    "format", "announcement", "announcement_signature", "values", "salt", "standing", "lists",
    "strata", "members", "reserves", "ledger",
)  # fmt: skip
# the parts that are sealed until the lists are opened; the digest of the salt itself has none
SALTED = ("standing", "lists", "strata", "members", "reserves")
HIDDEN = ("salt", *SALTED)
SEALED_FORMAT = "riskassess.draw-sealed/2"

Sign = Callable[[str, bytes], MadeSignature]
"""Signs framed bytes with the key of the office of that code."""


def announcement_of(
    *,
    frozen: FrozenLists,
    rule: PanelRule,
    names: Mapping[str, str],
    sources: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    algorithm: Algorithm | str = Algorithm.SHA256,
) -> dict[str, Any]:
    """Return what is published before the draw.

    Parameters
    ----------
    frozen : FrozenLists
        As `freeze` returned it.
    rule : PanelRule
        What the panel must keep.
    names : mapping
        Names of the strata by their code, as the public reads them.
    sources : sequence of mapping
        In the order in which they enter the key, each with `code`, `name`, `kind`, `what`, `count`,
        `smallest`, `largest`, `decimals`, `expected_at`, `role` (who throws, else None); optional
        `bits`, `digits`.
    facts : mapping
        `code` (random part of the page's address), `office` {code, name}, `assessment`, `review`
        {number, kind}, `draw` (number), `kind`, `manual_digest`, `pool_manual_digest`,
        `announced_at` (UTC text), `replaces` (number of a draw, or None); optional `needed_bits`,
        `vacant`.
    algorithm : Algorithm
        What makes the digests of the rounds.
    """
    strata = [
        {
            "code": each.code,
            "name": names[each.code],
            "places": each.places,
            "size": len(each.lines),
            "list_digest": each.digest,
        }
        for each in frozen.strata
    ]
    return {
        **facts,
        "algorithm": str(Algorithm(algorithm)),
        "rule": rule_record(rule),
        "standing": {
            "count": len(frozen.standing),
            "digest": list_digest(frozen.standing, frozen.salt),
        },
        "strata": strata,
        "excluded": dict(frozen.excluded),
        "sources": [dict(source) for source in sources],
    }


def signed_announcement(announcement: Mapping[str, Any], sign: Sign) -> dict[str, str]:
    """Return the office's signature over an announcement, as the record holds it."""
    payload = frame(ANNOUNCEMENT_PURPOSE, dict(announcement))
    return signature_record(sign(announcement["office"]["code"], payload))


def announced_values(
    announcement: Mapping[str, Any], values: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """Return the values of each source in the announced order, as `select` takes them."""
    entered = {row["source"]: row["values"] for row in values}
    return [entered[source["code"]] for source in announcement["sources"]]


def record_of(
    *,
    announcement: Mapping[str, Any],
    announcement_signature: Mapping[str, str],
    values: Sequence[Mapping[str, Any]],
    frozen: FrozenLists,
    selection: Selection,
    ledger: Sequence[Sequence[Any]],
    sign: Sign,
) -> dict[str, Any]:
    """Return the whole signed record; its canonical JSON is the file that is published.

    Parameters
    ----------
    announcement, announcement_signature : mapping
        As they were published before the draw.
    values : sequence of mapping
        Of each source in the announced order: `source`, `values` (a list of whole numbers and
        Decimals), `note`, `role`, `proof` {filename, digest} or None, `entered_at` (UTC text).
    frozen : FrozenLists
        The lists that were announced.
    selection : Selection
        What `select` made of them.
    ledger : sequence
        [number, kind, reason_code, number of the review, number of the draw or None, at] of every
        entry so far.
    sign : callable
        Signs for the office, with the key of the announcement.
    """
    parts: dict[str, Any] = {
        "format": FORMAT,
        "announcement": dict(announcement),
        "announcement_signature": dict(announcement_signature),
        "values": [dict(row) for row in values],
        **lists_record(frozen),
        **selection_record(selection),
        "ledger": [list(row) for row in ledger],
    }
    contents = contents_of(parts)
    payload = frame(RECORD_PURPOSE, contents)
    signature = signature_record(sign(announcement["office"]["code"], payload))
    return {**parts, "contents": contents, "signature": signature}


def selection_record(selection: Selection) -> dict[str, Any]:
    """Return strata, members and reserves as plain values."""
    strata = [
        {
            "code": each.code,
            "key_string": each.key_string,
            "rounds": [[*row[:5], str(row.outcome)] for row in each.rounds],
        }
        for each in selection.strata
    ]
    return {
        "strata": strata,
        "members": [list(row) for row in selection.members],
        "reserves": list(selection.reserves),
    }


def contents_of(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each part of a record that is there; of sealed parts a salted one.

    Without a salt there is no digest of a sealed part.
    """
    salt = parts.get("salt")
    kept = [name for name in PARTS if name in parts and (name not in SALTED or is_salt(salt))]
    return {
        name: salted_digest(str(salt), parts[name]) if name in SALTED else digest(parts[name])
        for name in kept
    }


def sealed_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as it is published before its lists are opened.

    Announcement, values and ledger stay, and the signed table of the digests of every part, so
    that the opened record can be held against it.
    """
    kept = {name: part for name, part in record.items() if name not in HIDDEN}
    return {**kept, "format": SEALED_FORMAT}

"""What the records inside a dossier package prove: audit chain, certificate, draws."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from riskassess.proof.canonical import bytes_digest, canonical_bytes
from riskassess.proof.chain import ChainEntry, ChainHead, check_chain
from riskassess.proof.records import read_record
from riskassess.proof.seal import CERTIFICATE_FORMAT, MANIFEST_NAME, PAYLOAD
from riskassess.proof.signing import signed_record_holds

AUDIT_FILE = f"{PAYLOAD}audit.jsonl"
CERTIFICATE_FILE = f"{PAYLOAD}certificate.json"
REGISTER_FILE = f"{PAYLOAD}register.json"
DRAWS = f"{PAYLOAD}draws/"
DOCUMENTS = f"{PAYLOAD}documents/"
ROUNDS = f"{PAYLOAD}rounds/"

RepeatDraw = Callable[[bytes], Sequence[str]]
"""Names the parts of a draw record that do not hold when the draw is repeated; none if all do."""


@dataclass(frozen=True)
class Found:
    """One record checked: `kind` is audit, certificate, register or draw; `part` its file.

    `fault` names the part of a draw's record that does not hold.
    """

    kind: str
    holds: bool
    part: str
    count: int = 0
    fault: str = ""


def is_draw(name: str) -> bool:
    """Say whether a file of the package is a draw record.

    >>> is_draw("data/draws/1-1.json"), is_draw("data/dossier.pdf")
    (True, False)
    """
    return name.startswith(DRAWS) and name.endswith(".json")


def is_round(name: str) -> bool:
    """Say whether a file of the package is the record of a round.

    >>> is_round("data/rounds/1-1.json"), is_round("data/draws/1-1.json")
    (True, False)
    """
    return name.startswith(ROUNDS) and name.endswith(".json")


def check_contents(
    seal: Mapping[str, Any], kept: Mapping[str, bytes], *, repeat_draw: RepeatDraw | None = None
) -> Iterator[Found]:
    """Yield what each record of the package proves beside the seal.

    Parameters
    ----------
    seal : Mapping
        The seal, whose signature and form were checked before.
    kept : Mapping
        Contents of the files by name.
    repeat_draw : callable, optional
        Repeats a draw from its own record; takes the file, names the parts that do not hold.

    Yields
    ------
    Found
        One for each record that is there, for a draw one for each part that does not hold; a
        package without records yields nothing.
    """
    if AUDIT_FILE in kept:
        yield _audit(seal.get("audit_head"), kept[AUDIT_FILE])
    if CERTIFICATE_FILE in kept:
        yield _certificate(seal, kept)
    if REGISTER_FILE in kept:
        yield from _register(seal, kept)
    for name in sorted(filter(is_draw, kept)):
        if repeat_draw is not None:
            faults = repeat_draw(kept[name])
            yield from (Found("draw", False, name, fault=fault) for fault in faults)
            if not faults:
                yield Found("draw", True, name)


def _audit(head: object, content: bytes) -> Found:
    """Check that the chain is whole and ends exactly at the head that was sealed."""
    entries = read_chain(content)
    sealed = _head(head)
    if entries is None or sealed is None or not entries:
        return Found("audit", False, AUDIT_FILE)
    whole = not check_chain(entries, head=sealed) and entries[-1].sequence == sealed.sequence
    return Found("audit", whole, AUDIT_FILE, len(entries))


def _certificate(seal: Mapping[str, Any], kept: Mapping[str, bytes]) -> Found:
    """Check that the certificate is signed, of this fingerprint, and its head on this chain."""
    record = read_record(kept[CERTIFICATE_FILE])
    if record is None or record.get("format") != CERTIFICATE_FORMAT:
        return Found("certificate", False, CERTIFICATE_FILE)
    same = all(record.get(key) == seal.get(key) for key in ("fingerprint", "manual_digest"))
    entries, head = read_chain(kept.get(AUDIT_FILE, b"")), _head(record.get("audit_head"))
    on_chain = bool(entries) and head is not None and not check_chain(entries or [], head=head)
    signed = signed_record_holds("certificate", record)
    return Found("certificate", same and on_chain and signed, CERTIFICATE_FILE)


def _register(seal: Mapping[str, Any], kept: Mapping[str, bytes]) -> Iterator[Found]:
    """Check that each document packed is the one registered, and that none is missing or more."""
    manifest = kept.get(MANIFEST_NAME, b"")
    if bytes_digest(manifest) != seal.get("manifest_digest"):
        return  # the manifest's own check says so; it proves nothing of the documents
    registered = _registered(read_record(kept[REGISTER_FILE]))
    if registered is None:
        yield Found("register", False, REGISTER_FILE)
        return
    packed = {
        name: value
        for name, value in listed_digests(manifest).items()
        if name.startswith(DOCUMENTS)
    }
    names = sorted(registered.keys() | packed.keys())
    differing = [name for name in names if registered.get(name) != packed.get(name)]
    yield from (Found("register", False, name) for name in differing)
    if not differing:
        yield Found("register", True, REGISTER_FILE, len(names))


def _registered(record: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Return the digest of each current document by its name in the package."""
    try:
        return {
            f"{PAYLOAD}{row['file']}": str(row["digest"]).removeprefix("sha256:")
            for row in (record or {})["documents"]
            if row["superseded_at"] is None
        }
    except (KeyError, TypeError):
        return None


def listed_digests(manifest: bytes) -> dict[str, str]:
    r"""Return the digest that a manifest gives for each name.

    >>> listed_digests(b"ab  data/a\n")
    {'data/a': 'ab'}
    """
    pairs = (line.partition("  ") for line in manifest.decode("utf-8").splitlines())
    return {name: value for value, _gap, name in pairs}


def _head(plain: object) -> ChainHead | None:
    if not isinstance(plain, dict):
        return None
    chain, sequence, digest = (plain.get(key) for key in ("chain", "sequence", "digest"))
    if isinstance(chain, str) and isinstance(sequence, int) and isinstance(digest, str):
        return ChainHead(chain, sequence, digest)
    return None


def read_chain(content: bytes) -> list[ChainEntry] | None:
    """Return the entries of an audit file, one canonical JSON record a line; None for others.

    >>> read_chain(b""), read_chain(b"x")
    ([], None)
    """
    entries = []
    for line in content.splitlines(keepends=True):
        entry = _entry(line)
        if entry is None:
            return None
        entries.append(entry)
    return entries


def _entry(line: bytes) -> ChainEntry | None:
    try:
        plain = json.loads(line, parse_float=Decimal)
        if canonical_bytes(plain) + b"\n" != line:
            return None
        entry = ChainEntry(plain["sequence"], plain["previous"], plain["digest"], plain["entry"])
    except (ValueError, TypeError, KeyError):
        return None
    texts = isinstance(entry.previous, str) and isinstance(entry.digest, str)
    whole = isinstance(entry.sequence, int) and isinstance(entry.entry, dict) and texts
    return entry if whole else None

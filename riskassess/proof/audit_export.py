"""Audit chains as a file that an outsider checks: JSON Lines, first a head, last a signed end.

The first line says what it is. Then each entry of each chain in order, each signed head, and last
the place and digest at which every chain ended when the file was made, signed by the office.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from riskassess.proof.canonical import canonical_json
from riskassess.proof.chain import (
    CHAIN_START,
    ChainEntry,
    ChainFault,
    ChainFaultKind,
    ChainHead,
    check_chain,
    head_payload,
)
from riskassess.proof.signing import (
    MadeSignature,
    frame,
    key_id,
    signature_record,
    signed_record_holds,
    verify_signature,
)

FORMAT = "riskassess.audit/1"
PURPOSE = "audit-export"


class BadExport(ValueError):
    """The file is no export of audit chains, or it was damaged; the text names the line."""


@dataclass
class ExportedChain:
    """One chain of a file as it was checked."""

    name: str
    entries: int = 0
    heads: int = 0
    faults: list[ChainFault] = field(default_factory=list)


@dataclass(frozen=True)
class CheckedExport:
    """What a file says and what is wrong with it; `keys` are the public keys that signed."""

    office: str
    exported_at: str
    chains: tuple[ExportedChain, ...]
    keys: tuple[str, ...]
    end_holds: bool
    is_trusted: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.end_holds and self.is_trusted and not any(row.faults for row in self.chains)


def first_line(office: Mapping[str, str], exported_at: str) -> str:
    """Return the first line of a file."""
    return canonical_json({"format": FORMAT, "office": dict(office), "exported_at": exported_at})


def entry_line(chain: str, link: ChainEntry) -> str:
    """Return the line of one entry."""
    return canonical_json(
        {
            "chain": chain, "sequence": link.sequence, "previous": link.previous,
            "digest": link.digest, "entry": dict(link.entry),
        }
    )  # fmt: skip


def head_line(head: ChainHead, *, public_key: str, signature: str, signed_at: str) -> str:
    """Return the line of one signed head."""
    signed = {"public_key": public_key, "signature": signature, "signed_at": signed_at}
    return canonical_json({"head": {**head_payload(head), **signed}})


def end_payload(
    office: Mapping[str, str], exported_at: str, ends: Iterable[ChainHead]
) -> dict[str, object]:
    """Return what is signed at the end; frame it for PURPOSE.

    >>> end_payload({"code": "1"}, "2026-03-02T00:00:00Z", [])["heads"]
    []
    """
    return {
        "format": FORMAT,
        "office": dict(office),
        "exported_at": exported_at,
        "heads": [head_payload(head) for head in ends],
    }


def end_line(payload: Mapping[str, object], made: MadeSignature) -> str:
    """Return the last line."""
    return canonical_json({"end": {**payload, "signature": signature_record(made)}})


def check_export(
    lines: Iterable[str], *, trusted_keys: Collection[str] = (), papers: Iterable[ChainHead] = ()
) -> CheckedExport:
    """Check a file by itself: every entry, every chain, every signed head, and that none is cut.

    Parameters
    ----------
    lines : iterable of str
        The file, line by line; entries of one chain stand together and in order.
    trusted_keys : collection of str
        Public keys in hexadecimal, as the office published them; without any, whoever made the
        file may have made the keys too.
    papers : iterable of ChainHead
        Heads that stand on certificates or seals the reader holds.

    Returns
    -------
    CheckedExport

    Raises
    ------
    BadExport
        For a file of another kind, a line that cannot be read, or one without its end.
    """
    reading = _Reading(lines)
    head = reading.first()
    chains = reading.chains()
    end, signed = reading.end, reading.heads
    keys = {str(row["public_key"]) for row in signed} | {_key_of(end)}
    ends = [_chain_head(row) for row in end.get("heads", [])]
    _check_heads(chains, signed, ends, list(papers), trusted_keys)
    says_same = all(end.get(name) == head.get(name) for name in ("format", "office", "exported_at"))
    return CheckedExport(
        office=str(head["office"].get("name", "")),
        exported_at=str(head["exported_at"]),
        chains=tuple(chains[name].told for name in sorted(chains)),
        keys=tuple(sorted(keys)),
        end_holds=says_same and signed_record_holds(PURPOSE, end),
        is_trusted=not trusted_keys or keys <= set(trusted_keys),
    )


@dataclass
class _Chain:
    """A chain as it is read: faults between its entries, and the digest at each place."""

    told: ExportedChain
    digests: dict[int, str] = field(default_factory=lambda: {0: CHAIN_START})
    last: int = 0


class _Reading:
    """Reads the lines once, in the order they must have."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = self._parsed(lines)
        self._next: dict[str, Any] | None = None
        self._office: object = None
        self.heads: list[dict[str, Any]] = []
        self.end: dict[str, Any] = {}

    def _parsed(self, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
            except ValueError as problem:
                raise BadExport(f"line {number}") from problem
            if not isinstance(record, dict):
                raise BadExport(f"line {number}")
            yield record

    def first(self) -> dict[str, Any]:
        """Return the first line."""
        head = next(self._lines, {})
        if head.get("format") != FORMAT or not isinstance(head.get("office"), dict):
            raise BadExport("line 1")
        return head

    def chains(self) -> dict[str, _Chain]:
        """Read the entries, heads and end; return the chains by name."""
        chains: dict[str, _Chain] = {}
        self._advance()
        while self._is("chain"):
            name = str((self._next or {})["chain"])
            chain = chains.setdefault(name, _Chain(ExportedChain(name)))
            chain.told.faults += check_chain(self._entries(name, chain))
        while self._is("head"):
            self.heads.append(self._part("head"))
            self._advance()
        self.end = self._part("end")
        if next(self._lines, None) is not None:
            raise BadExport("end")
        return chains

    def _is(self, name: str) -> bool:
        return self._next is not None and name in self._next

    def _part(self, name: str) -> dict[str, Any]:
        part = (self._next or {}).get(name)
        if not isinstance(part, dict):
            raise BadExport(name)
        return part

    def _entries(self, name: str, chain: _Chain) -> Iterator[ChainEntry]:
        while (record := self._next) is not None and record.get("chain") == name:
            link = _entry(record)
            self._compare_owner(chain, link)
            chain.told.entries += 1
            chain.digests[link.sequence] = link.digest
            chain.last = max(chain.last, link.sequence)
            yield link
            self._advance()

    def _compare_owner(self, chain: _Chain, link: ChainEntry) -> None:
        """Note an entry that was made for another chain or another office."""
        office = link.entry.get("office")
        self._office = self._office if self._office is not None else office
        if link.entry.get("chain") != chain.told.name or office != self._office:
            _add(chain, ChainFaultKind.FOREIGN, link.sequence)

    def _advance(self) -> None:
        self._next = next(self._lines, None)


def _entry(record: Mapping[str, Any]) -> ChainEntry:
    try:
        entry = record["entry"]
        return ChainEntry(int(record["sequence"]), str(record["previous"]),
                          str(record["digest"]), dict(entry))  # fmt: skip
    except (KeyError, TypeError, ValueError) as problem:
        raise BadExport(f"{record.get('chain')} {record.get('sequence')}") from problem


def _chain_head(record: Mapping[str, Any]) -> ChainHead:
    try:
        return ChainHead(str(record["chain"]), int(record["sequence"]), str(record["digest"]))
    except (KeyError, TypeError, ValueError) as problem:
        raise BadExport("head") from problem


def _key_of(end: Mapping[str, Any]) -> str:
    signature = end.get("signature")
    return str(signature.get("public_key", "")) if isinstance(signature, Mapping) else ""


def _check_heads(
    chains: dict[str, _Chain],
    signed: list[dict[str, Any]],
    ends: list[ChainHead],
    papers: list[ChainHead],
    trusted_keys: Collection[str],
) -> None:
    for row in signed:
        head, public = _chain_head(row), str(row.get("public_key", ""))
        chain = chains.setdefault(head.chain, _Chain(ExportedChain(head.chain)))
        chain.told.heads += 1
        payload = frame("audit-head", head_payload(head))
        holds = not trusted_keys or public in trusted_keys
        if holds and verify_signature(public, payload, str(row.get("signature", ""))):
            _compare(chain, head)
        else:
            _add(chain, ChainFaultKind.HEAD_FORGED, head.sequence)
    for head in ends:
        chain = chains.setdefault(head.chain, _Chain(ExportedChain(head.chain)))
        _compare(chain, head)
        if chain.last > head.sequence:
            _add(chain, ChainFaultKind.INSERTED, head.sequence + 1)
    for name in set(chains) - {head.chain for head in ends}:
        _add(chains[name], ChainFaultKind.FOREIGN, 0)
    for head in papers:
        if head.chain in chains:
            _compare(chains[head.chain], head)


def _compare(chain: _Chain, head: ChainHead) -> None:
    if chain.last < head.sequence:
        _add(chain, ChainFaultKind.CUT, chain.last + 1)
    elif chain.digests.get(head.sequence) != head.digest:
        _add(chain, ChainFaultKind.REWRITTEN, head.sequence)


def _add(chain: _Chain, kind: ChainFaultKind, sequence: int) -> None:
    fault = ChainFault(kind, sequence)
    if fault not in chain.told.faults:
        chain.told.faults.append(fault)


def short_key(public_key: str) -> str:
    """Return the short name of a key, or the text itself where it is none."""
    try:
        return key_id(public_key)
    except ValueError:
        return public_key

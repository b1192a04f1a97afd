"""The audit chain: each entry carries the digest of the one before.

A chain shows what was changed, put in or taken out of its middle; that its tail was cut shows only
against a head somebody signed. Method: hash chain (Haber and Stornetta 1991), digests by `frame`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskassess.proof.canonical import bytes_digest
from riskassess.proof.signing import frame

CHAIN_START = "sha256:" + "0" * 64
"""The digest before the first entry."""


class ChainFaultKind(StrEnum):
    """What is wrong with a chain."""

    CHANGED = "changed"
    INSERTED = "inserted"
    REMOVED = "removed"
    CUT = "cut"
    REWRITTEN = "rewritten"
    FOREIGN = "foreign"
    HEAD_FORGED = "head_forged"
    HEAD_REMOVED = "head_removed"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True)
class ChainEntry:
    """An entry as stored: its place from 1, the digest before, its own digest, what it says."""

    sequence: int
    previous: str
    digest: str
    entry: Mapping[str, object]


@dataclass(frozen=True)
class ChainHead:
    """The last entry at a moment, as the office signs it."""

    chain: str
    sequence: int
    digest: str


@dataclass(frozen=True)
class ChainFault:
    """A fault and the place in the chain it was seen at."""

    kind: ChainFaultKind
    sequence: int


def entry_digest(previous: str, entry: Mapping[str, object]) -> str:
    """Return the digest of an entry that follows `previous`.

    Parameters
    ----------
    previous : str
        Digest of the entry before, CHAIN_START for the first.
    entry : Mapping
        What the entry says, as `canonical_json` takes it; sequence and chain belong into it.

    Returns
    -------
    str
        `sha256:…`

    Examples
    --------
    >>> entry_digest(CHAIN_START, {"action": "sheet:submit"})[:20]
    'sha256:5f389d08d6114'
    """
    return bytes_digest(frame("audit-entry", {"entry": dict(entry), "previous": previous}))


def head_payload(head: ChainHead) -> dict[str, object]:
    """Return what is signed of a head; frame it for the purpose `audit-head`.

    >>> head_payload(ChainHead("assessment/7", 3, "sha256:ab"))
    {'chain': 'assessment/7', 'digest': 'sha256:ab', 'sequence': 3}
    """
    return {"chain": head.chain, "digest": head.digest, "sequence": head.sequence}


def check_chain(
    entries: Iterable[ChainEntry],
    *,
    head: ChainHead | None = None,
    heads: Collection[ChainHead] = (),
) -> list[ChainFault]:
    """Return every fault of a chain given in order, nothing for a whole one.

    Parameters
    ----------
    entries : Iterable of ChainEntry
        From the first entry on; read once.
    head, heads : ChainHead, optional
        Signed heads; entries after them are allowed.

    Returns
    -------
    list of ChainFault
        `changed`: an entry is not what its digest says. `inserted`, `removed`: places occur twice
        or not at all, or an entry does not follow the one before. `cut`: the chain ends before the
        head. `rewritten`: it is whole in itself, but not the chain the head was signed over.
        Whoever reads heads and owners adds `foreign`, `head_forged`, `head_removed`, `rolled_back`.

    Examples
    --------
    >>> first = ChainEntry(1, CHAIN_START, entry_digest(CHAIN_START, {"a": 1}), {"a": 1})
    >>> check_chain([first])
    []
    >>> check_chain([first], head=ChainHead("office", 2, "sha256:ab"))
    [ChainFault(kind=<ChainFaultKind.CUT: 'cut'>, sequence=2)]
    """
    known = [*([head] if head else []), *heads]
    asked = {each.sequence for each in known}
    faults: list[ChainFault] = []
    previous, last, found = CHAIN_START, 0, {0: CHAIN_START}
    for link in entries:
        faults += _link_faults(link, previous=previous, last=last)
        previous, last = link.digest, link.sequence
        if last in asked:
            found[last] = link.digest
    for each in known:
        faults += [new for new in _head_faults(each, last=last, found=found) if new not in faults]
    return faults


def _link_faults(link: ChainEntry, *, previous: str, last: int) -> list[ChainFault]:
    faults = []
    if link.sequence > last + 1:
        faults.append(ChainFault(ChainFaultKind.REMOVED, last + 1))
    elif link.sequence <= last or link.previous != previous:
        faults.append(ChainFault(ChainFaultKind.INSERTED, link.sequence))
    if entry_digest(link.previous, link.entry) != link.digest:
        faults.append(ChainFault(ChainFaultKind.CHANGED, link.sequence))
    return faults


def _head_faults(head: ChainHead, *, last: int, found: Mapping[int, str]) -> list[ChainFault]:
    if last < head.sequence:
        return [ChainFault(ChainFaultKind.CUT, last + 1)]
    if found.get(head.sequence) != head.digest:
        return [ChainFault(ChainFaultKind.REWRITTEN, head.sequence)]
    return []

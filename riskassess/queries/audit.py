"""Reading audit chains again: changed, inserted, removed and cut-off entries are seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import union
from sqlmodel import Session, col, select

from models import AuditChain, AuditEntry, AuditHead, OfficeKey
from riskassess.proof.chain import (
    ChainEntry,
    ChainFault,
    ChainFaultKind,
    ChainHead,
    check_chain,
    head_payload,
)
from riskassess.proof.signing import frame, verify_signature


@dataclass(frozen=True)
class CheckedChain:
    """One chain and what is wrong with it."""

    name: str
    entries: int
    faults: tuple[ChainFault, ...]

    @property
    def verdict(self) -> str:
        """Return `whole` or `broken`."""
        return "broken" if self.faults else "whole"


def check_chains(session: Session) -> Iterator[CheckedChain]:
    """Yield every chain, read again entry by entry and against its signed heads."""
    # A chain whose head was deleted is still known by its entries and signed heads.
    known = union(select(AuditChain.name), select(AuditEntry.chain), select(AuditHead.chain))
    for (name,) in session.connection().execute(known.order_by("name")).all():
        yield check_one(session, name)


def check_one(session: Session, name: str) -> CheckedChain:
    """Return one chain read again.

    The head kept beside the chain shows a lost tail; the signed heads show it even if somebody
    moved that head back as well.
    """
    rows = session.exec(
        select(AuditEntry).where(AuditEntry.chain == name).order_by(col(AuditEntry.sequence))
    )
    entries = [ChainEntry(row.sequence, row.previous, row.digest, entry_facts(row)) for row in rows]
    chain = session.exec(select(AuditChain).where(AuditChain.name == name)).one_or_none()
    if chain is None:
        faults = [ChainFault(ChainFaultKind.REMOVED, 0), *check_chain(entries)]
    else:
        faults = check_chain(entries, head=ChainHead(name, chain.sequence, chain.digest))
    for head in _signed_heads(session, name):
        if isinstance(head, ChainFault):
            faults.append(head)
        else:
            faults += [fault for fault in check_chain(entries, head=head) if fault not in faults]
    return CheckedChain(name, len(entries), tuple(faults))


def _signed_heads(session: Session, name: str) -> Iterator[ChainHead | ChainFault]:
    rows = session.exec(
        select(AuditHead, OfficeKey)
        .outerjoin(OfficeKey, col(OfficeKey.key_id) == col(AuditHead.key_id))
        .where(AuditHead.chain == name)
        .order_by(col(AuditHead.id))
    )
    for row, key in rows:
        head = ChainHead(row.chain, row.sequence, row.digest)
        payload = frame("audit-head", head_payload(head))
        # `key` is None when the public key was taken away
        if key and verify_signature(key.public_key, payload, row.signature):
            yield head
        else:
            yield ChainFault(ChainFaultKind.REWRITTEN, row.sequence)


def entry_facts(entry: Any) -> dict[str, object]:
    """Return what the digest of an entry covers, as plain values; a loaded row or one to be."""
    return {
        "office": entry.office_id,
        "chain": entry.chain,
        "sequence": entry.sequence,
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": f"{entry.subject_type}:{entry.subject_id}",
        "before": entry.before,
        "after": entry.after,
        "request": entry.request_id,
        "at": entry.at.astimezone(UTC).isoformat(),  # as the database gives it back
    }

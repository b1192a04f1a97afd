"""Reading audit chains again: changed, inserted, removed and cut-off entries are seen."""

from collections.abc import Iterator
from dataclasses import dataclass

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
    for chain in session.exec(select(AuditChain).order_by(col(AuditChain.name))):
        yield check_one(session, chain)


def check_one(session: Session, chain: AuditChain) -> CheckedChain:
    """Return one chain read again.

    The head kept beside the chain shows a lost tail; the signed heads show it even if somebody
    moved that head back as well.
    """
    rows = session.exec(
        select(AuditEntry)
        .where(AuditEntry.chain == chain.name)
        .order_by(col(AuditEntry.sequence))
        .execution_options(yield_per=1000)
    ).all()
    entries = [ChainEntry(row.sequence, row.previous, row.digest, entry_facts(row)) for row in rows]
    present = ChainHead(chain.name, chain.sequence, chain.digest)
    faults = check_chain(entries, head=present)
    for head in _signed_heads(session, chain.name):
        if isinstance(head, ChainFault):
            faults.append(head)
        else:
            faults += [fault for fault in check_chain(entries, head=head) if fault not in faults]
    return CheckedChain(chain.name, len(entries), tuple(faults))


def _signed_heads(session: Session, name: str) -> Iterator[ChainHead | ChainFault]:
    rows = session.exec(
        select(AuditHead, OfficeKey)
        .join(OfficeKey, col(OfficeKey.key_id) == col(AuditHead.key_id))
        .where(AuditHead.chain == name)
        .order_by(col(AuditHead.id))
    )
    for row, key in rows:
        head = ChainHead(row.chain, row.sequence, row.digest)
        payload = frame("audit-head", head_payload(head))
        if verify_signature(key.public_key, payload, row.signature):
            yield head
        else:
            yield ChainFault(ChainFaultKind.REWRITTEN, row.sequence)


def entry_facts(entry: AuditEntry) -> dict[str, object]:
    """Return what an entry's digest covers, as plain values."""
    return {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": f"{entry.subject_type}:{entry.subject_id}",
        "before": entry.before,
        "after": entry.after,
        "request": entry.request_id,
        "at": entry.at.isoformat(),
    }

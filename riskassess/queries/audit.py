"""Reading audit chains again: changed, inserted, removed and cut-off entries are seen."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Account, Assessment, AuditChain, AuditEntry, AuditHead
from riskassess.proof.chain import ChainEntry, ChainFault, ChainFaultKind, ChainHead, check_chain
from riskassess.proof.kept_heads import KeptHead
from riskassess.queries.audit_heads import HeadBook, TrustedKeys

BATCH = 2_000


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


def check_chains(
    session: Session,
    *,
    office_id: int | None = None,
    trusted: TrustedKeys | None = None,
    papers: Collection[ChainHead] = (),
    kept: Collection[KeptHead] = (),
) -> Iterator[CheckedChain]:
    """Yield every chain, or every one of an office, read again against its signed heads.

    A chain that was deleted is still known: by its head, an entry, a signed head, or the assessment
    or office that cannot be without one. `trusted` are the public keys outside the database;
    `papers` heads that the reader holds on certificates or seals; `kept` those beside the keys.
    """
    book = HeadBook(session, trusted or {}, papers, kept)
    elsewhere = {head.chain for head in papers} | {each.head.chain for each in kept}
    names = elsewhere.union(list_chains(session, office_id=office_id))
    for name in sorted(names):
        yield check_one(session, name, book=book)


def list_chains(session: Session, *, office_id: int | None = None) -> list[str]:
    """Return the names of all chains that are there or should be."""
    sources: list[tuple[sa.Select[Any], Any]] = [
        (sa.select(col(AuditChain.name)), col(AuditChain.office_id)),
        (sa.select(col(AuditEntry.chain)), col(AuditEntry.office_id)),
        (sa.select(col(AuditHead.chain)), col(AuditHead.office_id)),
        # Each assessment was registered or imported and each account was made with an entry.
        (sa.select(sa.literal("assessment:") + _text(Assessment.id)), col(Assessment.office_id)),
        (sa.select(sa.literal("office:") + _text(Account.office_id)), col(Account.office_id)),
    ]
    queries = [
        query if office_id is None else query.where(office == office_id)
        for query, office in sources
    ]
    names = session.connection().execute(sa.union(*queries)).scalars().all()
    return sorted(names)


def _text(column: Any) -> sa.ColumnElement[str]:
    return sa.cast(col(column), sa.String)


def check_one(session: Session, name: str, *, book: HeadBook | None = None) -> CheckedChain:
    """Return one chain read again.

    The head kept beside the chain shows a lost tail; the signed heads show it even if somebody
    moved that head back as well.
    """
    chain = session.exec(select(AuditChain).where(AuditChain.name == name)).one_or_none()
    owner = _owner(session, name)
    faults: list[ChainFault] = []
    heads: list[ChainHead] = []
    if chain is None:
        faults.append(ChainFault(ChainFaultKind.REMOVED, 0))
    else:
        heads.append(ChainHead(name, chain.sequence, chain.digest))
    office_id = owner or (chain.office_id if chain else 0)
    for found in (book or HeadBook(session)).read(name, office_id):
        if isinstance(found, ChainFault):
            faults.append(found)
        elif found not in heads:
            heads.append(found)
    entries = _Reading(session, name, office_id)
    faults += check_chain(entries, heads=heads)
    return CheckedChain(name, entries.count, tuple(dict.fromkeys(faults + entries.foreign)))


def _owner(session: Session, name: str) -> int | None:
    """Return the office that a chain belongs to by its name."""
    kind, _colon, tail = name.partition(":")
    if not tail.isdigit():
        return None
    if kind == "office":
        return int(tail)
    return session.exec(select(Assessment.office_id).where(Assessment.id == int(tail))).first()


class _Reading:
    """The entries of a chain in order, in portions; counts them and notes those of others."""

    def __init__(self, session: Session, name: str, office_id: int) -> None:
        self._session, self._name, self._office_id = session, name, office_id
        self.count = 0
        self.foreign: list[ChainFault] = []

    def __iter__(self) -> Iterator[ChainEntry]:
        for row in self._session.execute(_entries_of(self._name), execution_options=_PORTIONS):
            self.count += 1
            if row.office_id != self._office_id:
                self.foreign.append(ChainFault(ChainFaultKind.FOREIGN, row.sequence))
            yield ChainEntry(row.sequence, row.previous, row.digest, entry_facts(row))


_PORTIONS = {"yield_per": BATCH}


def entry_links(session: Session, name: str) -> Iterator[ChainEntry]:
    """Yield the entries of a chain in order, as they are stored."""
    for row in session.execute(_entries_of(name), execution_options=_PORTIONS):
        yield ChainEntry(row.sequence, row.previous, row.digest, entry_facts(row))


def _entries_of(name: str) -> sa.Select[*tuple[Any, ...]]:
    table = AuditEntry.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return sa.select(table).where(table.c.chain == name).order_by(table.c.sequence)


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

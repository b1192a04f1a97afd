"""Heads of audit chains as the office signed them: where they stand, and which are gone.

A head stands in its own row. Certificates and seals hold one too, and the entries that tell of a
certificate, a seal or the daily signing name its place: whoever removes the row leaves those.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AuditEntry, AuditHead, Certificate, Dossier, OfficeKey
from riskassess.proof.chain import ChainFault, ChainFaultKind, ChainHead, head_payload
from riskassess.proof.kept_heads import KeptHead
from riskassess.proof.signing import frame, signed_record_holds, verify_signature

SIGNED = "audit:sign_heads"
NAMING = ("certificate:issue", "dossier:seal")
"""Actions whose entries name the head that was signed with them."""

TrustedKeys = Mapping[int, Collection[str]]
"""Public keys by office, as they lie outside the database; an office left out is not asked."""


@dataclass
class HeadBook:
    """Signed heads of all chains, read once for as many chains as are checked."""

    session: Session
    trusted: TrustedKeys = field(default_factory=dict)
    papers: Collection[ChainHead] = ()
    kept: Collection[KeptHead] = ()
    """Heads as they lie beside the keys, read before anything of the database was."""

    @cached_property
    def _daily(self) -> dict[str, set[int]]:
        """Return the places that the daily signings name, by chain."""
        found: dict[str, set[int]] = {}
        rows = self.session.execute(
            sa.select(col(AuditEntry.after)).where(col(AuditEntry.action) == SIGNED)
        ).scalars()
        for text in rows:
            for chain, sequence in _heads_named(text).items():
                found.setdefault(chain, set()).add(sequence)
        return found

    def read(self, chain: str, office_id: int) -> Iterator[ChainHead | ChainFault]:
        """Yield each signed head of a chain that holds, and a fault for each that does not.

        What names a head is read before the heads are: the office goes on meanwhile, and a head
        that it signs in between is then one more instead of one that is missed.
        """
        named, papers = self._named(chain), self._papers(chain)
        rows = self._signed(chain)
        for row in rows:
            head = ChainHead(chain, row.sequence, row.digest)
            holds = self._holds(row, head, office_id)
            yield head if holds else ChainFault(ChainFaultKind.HEAD_FORGED, row.sequence)
        for head, holds in self._printed(chain, office_id, papers):
            named.add(head.sequence)
            yield head if holds else ChainFault(ChainFaultKind.HEAD_FORGED, head.sequence)
        for sequence in sorted(named - {row.sequence for row in rows}):
            yield ChainFault(ChainFaultKind.HEAD_REMOVED, sequence)
        yield from self._rolled_back(chain, office_id, {(row.sequence, row.digest) for row in rows})
        yield from (head for head in self.papers if head.chain == chain)

    @cached_property
    def _outside(self) -> dict[str, list[KeptHead]]:
        found: dict[str, list[KeptHead]] = {}
        for each in self.kept:
            found.setdefault(each.head.chain, []).append(each)
        return found

    def _rolled_back(
        self, chain: str, office_id: int, standing: set[tuple[int, str]]
    ) -> Iterator[ChainFault]:
        """Yield a fault for each head that lies beside the keys and not in the database."""
        for each in self._outside.get(chain, ()):
            place = each.head.sequence
            if (place, each.head.digest) not in standing:
                holds = self._is_trusted(each.public_key, office_id) and each.holds()
                kind = ChainFaultKind.ROLLED_BACK if holds else ChainFaultKind.HEAD_FORGED
                yield ChainFault(kind, place)

    def _signed(self, chain: str) -> Sequence[Any]:
        return self.session.execute(
            sa.select(
                col(AuditHead.sequence), col(AuditHead.digest), col(AuditHead.office_id),
                col(AuditHead.signature), col(OfficeKey.public_key),
                col(OfficeKey.office_id).label("key_office_id"),
            )
            .outerjoin(OfficeKey, col(OfficeKey.key_id) == col(AuditHead.key_id))
            .where(col(AuditHead.chain) == chain)
            .order_by(col(AuditHead.id))
        ).all()  # fmt: skip

    def _holds(self, row: Any, head: ChainHead, office_id: int) -> bool:
        if not row.office_id == row.key_office_id == office_id:
            return False
        payload = frame("audit-head", head_payload(head))
        is_trusted = self._is_trusted(row.public_key, office_id)
        return is_trusted and verify_signature(row.public_key, payload, row.signature)

    def _is_trusted(self, public: str, office_id: int) -> bool:
        known = self.trusted.get(office_id)
        return known is None or public in known

    def _printed(
        self, chain: str, office_id: int, papers: Collection[tuple[str, str]]
    ) -> Iterator[tuple[ChainHead, bool]]:
        """Yield the heads on certificates and seals, and whether the office signed them."""
        for purpose, text in papers:
            record = json.loads(text)
            head = head_of(record)
            if head is None or head.chain != chain:
                continue
            public = str(record.get("signature", {}).get("public_key", ""))
            yield head, signed_record_holds(purpose, record) and self._is_trusted(public, office_id)

    def _named(self, chain: str) -> set[int]:
        rows = self.session.execute(
            sa.select(col(AuditEntry.after)).where(
                col(AuditEntry.chain) == chain, col(AuditEntry.action).in_(NAMING)
            )
        ).scalars()
        heads = [json.loads(text) for text in rows]
        own = {row["head"] for row in heads if isinstance(row, dict) and "head" in row}
        return own | self._daily.get(chain, set())

    def _papers(self, chain: str) -> list[tuple[str, str]]:
        """Return purpose and content of what the office signed about an assessment."""
        head, _colon, tail = chain.partition(":")
        if head != "assessment" or not tail.isdigit():
            return []
        own = int(tail)
        certificates = select(Certificate.content).where(Certificate.assessment_id == own)
        seals = select(Dossier.seal).where(Dossier.assessment_id == own, Dossier.seal != "")
        return [
            *(("certificate", text) for text in self.session.exec(certificates)),
            *(("seal", text) for text in self.session.exec(seals)),
        ]


def list_new_heads(session: Session, *, office_id: int, known: Collection[str]) -> list[KeptHead]:
    """Return the signed heads of an office but those whose signatures are known, oldest first."""
    own = col(AuditHead.office_id) == office_id
    found = session.execute(sa.select(col(AuditHead.id), col(AuditHead.signature)).where(own))
    new = {row.id for row in found if row.signature not in known}
    if not new:
        return []
    rows = session.execute(
        sa.select(
            col(AuditHead.id), col(AuditHead.chain), col(AuditHead.sequence),
            col(AuditHead.digest), col(AuditHead.signature), col(OfficeKey.public_key),
        )
        .join(OfficeKey, col(OfficeKey.key_id) == col(AuditHead.key_id))
        .where(own, col(AuditHead.id) >= min(new))
        .order_by(col(AuditHead.id))
    )  # fmt: skip
    return [
        KeptHead(ChainHead(row.chain, row.sequence, row.digest), row.public_key, row.signature)
        for row in rows
        if row.id in new
    ]


def head_of(record: Mapping[str, Any]) -> ChainHead | None:
    """Return the head that a certificate or seal holds, None where it holds none.

    >>> head_of({"audit_head": {"chain": "assessment:1", "sequence": 3, "digest": "sha256:ab"}})
    ChainHead(chain='assessment:1', sequence=3, digest='sha256:ab')
    """
    head = record.get("audit_head")
    if not isinstance(head, Mapping):
        return None
    return ChainHead(str(head["chain"]), int(head["sequence"]), str(head["digest"]))


def _heads_named(text: str) -> dict[str, int]:
    after = json.loads(text)
    heads = after.get("heads", {}) if isinstance(after, dict) else {}
    return {str(chain): int(sequence) for chain, sequence in heads.items()}

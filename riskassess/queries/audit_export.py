"""Audit chains as lines of a file that an outsider checks (`riskassess.proof.audit_export`)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from models import AuditChain, AuditHead, Office, OfficeKey
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.proof.audit_export import (
    PURPOSE,
    end_line,
    end_payload,
    entry_line,
    first_line,
    head_line,
)
from riskassess.proof.chain import ChainHead
from riskassess.proof.signing import MadeSignature, frame
from riskassess.queries.audit import entry_links

Sign = Callable[[str, bytes], MadeSignature]


def export_lines(
    session: Session, actor: Actor, *, chain: str = "", sign: Sign, now: datetime
) -> Iterator[str]:
    """Yield the lines of one chain of the actor's office, or of all; raises NotFound at once.

    Chains are written to where they ended when this was asked; what is written to them meanwhile
    stands in the next file.
    """
    ends = _ends(session, actor, chain)
    if not ends:
        raise NotFound("not_found", where="audit_chain")
    return _lines(session, actor, ends=ends, sign=sign, now=now)


def _lines(
    session: Session, actor: Actor, *, ends: list[ChainHead], sign: Sign, now: datetime
) -> Iterator[str]:
    office = session.get_one(Office, actor.office_id)
    named, at = {"code": office.code, "name": office.name}, _utc(now)
    yield first_line(named, at)
    for end in ends:
        for link in entry_links(session, end.chain):
            if link.sequence <= end.sequence:
                yield entry_line(end.chain, link)
    yield from _heads(session, {end.chain: end.sequence for end in ends})
    payload = end_payload(named, at, ends)
    yield end_line(payload, sign(office.code, frame(PURPOSE, payload)))


def _ends(session: Session, actor: Actor, chain: str) -> list[ChainHead]:
    query = sa.select(col(AuditChain.name), col(AuditChain.sequence), col(AuditChain.digest)).where(
        col(AuditChain.office_id) == actor.office_id
    )
    if chain:
        query = query.where(col(AuditChain.name) == chain)
    rows = session.execute(query.order_by(col(AuditChain.name)))
    return [ChainHead(row.name, row.sequence, row.digest) for row in rows]


def _heads(session: Session, ends: Mapping[str, int]) -> Iterator[str]:
    rows = session.execute(
        sa.select(
            col(AuditHead.chain), col(AuditHead.sequence), col(AuditHead.digest),
            col(AuditHead.signature), col(AuditHead.signed_at), col(OfficeKey.public_key),
        )
        .outerjoin(OfficeKey, col(OfficeKey.key_id) == col(AuditHead.key_id))
        .where(col(AuditHead.chain).in_(list(ends)))
        .order_by(col(AuditHead.id))
    )  # fmt: skip
    for row in rows:
        if row.sequence > ends[row.chain]:  # signed since this was asked
            continue
        head = ChainHead(row.chain, row.sequence, row.digest)
        yield head_line(
            head,
            public_key=row.public_key or "",
            signature=row.signature,
            signed_at=_utc(row.signed_at),
        )


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

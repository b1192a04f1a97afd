"""Signing the heads of audit chains: with a certificate or a seal, and once a day for the rest."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AuditChain, AuditHead, Office
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.proof.chain import ChainHead
from riskassess.queries.audit_heads import SIGNED
from riskassess.services.audit import OfficeItself, chain_name, record
from riskassess.services.certificates import Sign, keep_head

EVERY = timedelta(hours=24)


def sign_due_heads(
    session: Session, *, office_id: int, sign: Sign, now: datetime
) -> list[AuditHead]:
    """Sign every chain of an office that grew since its last signed head, once in 24 hours.

    The entry that names the signed places stands in the office's own chain, whose head is signed
    after it: who removes a signed head leaves the entry, who cuts the entry leaves the head.
    """
    with transaction(session):
        office = session.get_one(Office, office_id)
        subject = OfficeItself.of(office_id)
        own = chain_name(subject)
        if _is_early(session, own, now=now):
            return []
        # What is committed now may be signed without a lock: a chain only grows.
        grown = [row for row in _grown(session, office_id) if row.chain != own]
        made = [keep_head(session, office=office, head=row, sign=sign, now=now) for row in grown]
        named = {row.chain: row.sequence for row in grown}
        entry = record(session, actor=system_actor(office_id), action=SIGNED, subject=subject,
                       now=now, after={"heads": named})  # fmt: skip
        last = ChainHead(own, entry.sequence, entry.digest)
        return [*made, keep_head(session, office=office, head=last, sign=sign, now=now)]


def _is_early(session: Session, own: str, *, now: datetime) -> bool:
    last = session.exec(
        select(AuditHead.signed_at)
        .where(AuditHead.chain == own)
        .order_by(col(AuditHead.id).desc())
        .limit(1)
    ).first()
    return last is not None and now - last < EVERY


def _grown(session: Session, office_id: int) -> list[ChainHead]:
    signed = (
        sa.select(col(AuditHead.chain), sa.func.max(col(AuditHead.sequence)).label("sequence"))
        .where(col(AuditHead.office_id) == office_id)
        .group_by(col(AuditHead.chain))
        .subquery()
    )
    rows = session.execute(
        sa.select(col(AuditChain.name), col(AuditChain.sequence), col(AuditChain.digest))
        .outerjoin(signed, signed.c.chain == col(AuditChain.name))
        .where(
            col(AuditChain.office_id) == office_id,
            col(AuditChain.sequence) > sa.func.coalesce(signed.c.sequence, 0),
        )
        .order_by(col(AuditChain.id))
    )
    return [ChainHead(row.name, row.sequence, row.digest) for row in rows]

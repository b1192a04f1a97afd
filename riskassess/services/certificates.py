"""Certificates: the office signs the fingerprint that was approved, and the audit head with it."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from models import (
    Assessment,
    AuditChain,
    AuditHead,
    Certificate,
    Draw,
    GradeProposal,
    GradeResult,
    Office,
    OfficeKey,
    Review,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.filters import local
from riskassess.proof.canonical import bytes_digest, digest
from riskassess.proof.chain import ChainHead, head_payload
from riskassess.proof.seal import CertificateFacts, signed_certificate
from riskassess.proof.signing import frame
from riskassess.queries.assessments import Case
from riskassess.queries.certified_panel import certified_panel
from riskassess.queries.emergency import list_of_case
from riskassess.queries.ledger import ledger_counts
from riskassess.queries.offices import lock_office
from riskassess.services.audit import chain_name, record


class MadeSignature(Protocol):
    """A signature and the key it was made with."""

    @property
    def key_id(self) -> str:
        """Short name of the key."""
        ...

    @property
    def public_key(self) -> str:
        """Raw public key in hexadecimal."""
        ...

    @property
    def hex(self) -> str:
        """Signature in hexadecimal."""
        ...


# (office code, framed payload) → signature
Sign = Callable[[str, bytes], MadeSignature]
_keys = SQLModel.metadata.tables["office_key"]


def issue_certificate(
    session: Session,
    *,
    case: Case,
    proposal: GradeProposal,
    sign: Sign,
    actor: Actor,
    now: datetime,
) -> Certificate:
    """Sign an approved proposal, within the caller's transaction; also signs the audit head."""
    office = session.get_one(Office, case.assessment.office_id)
    result = session.get_one(GradeResult, proposal.grade_result_id)
    head = sign_head(session, assessment=case.assessment, office=office, sign=sign, now=now)
    facts = CertificateFacts(
        assessment=case.assessment.code,
        office=office.name,
        fingerprint=proposal.fingerprint,
        grades={
            "initial_grade": proposal.initial_grade,
            "expected_grade": proposal.expected_grade,
        },
        manual_digest=result.manual_digest,
        sections=json.loads(result.fingerprint_parts),
        explanation_digest=digest(proposal.explanation),
        approved_at=utc_text(now),
        proposer_post=f"case_officer:{proposal.proposed_by_id}",
        approver_post=f"approver:{actor.account_id}",
        audit_head={"chain": head.chain, "sequence": head.sequence, "digest": head.digest},
        draws=_draws(session, case),
        panel=certified_panel(session, case),
        emergency=_emergencies(session, case, now=now),
    )
    content = signed_certificate(facts, sign=lambda payload: sign(office.code, payload))
    certificate = Certificate(
        office_id=case.assessment.office_id,
        assessment_id=case.id,
        proposal_id=row_id(proposal),
        number=_next_number(session, office, now),
        fingerprint=proposal.fingerprint,
        content=content.decode(),
        key_id=head.key_id,
        signed_at=now,
    )
    session.add(certificate)
    numbers = {"number": certificate.number, "head": head.sequence}
    after = {**numbers, "fingerprint": certificate.fingerprint}
    record(session, actor=actor, action="certificate:issue", subject=certificate, after=after,
           now=now)  # fmt: skip
    return certificate


def _draws(session: Session, case: Case) -> dict[str, object]:
    """Return how the panel came about: counts of the ledger, and every draw by its record."""
    rows = session.exec(
        select(Draw)
        .join(Review, col(Review.id) == col(Draw.review_id))
        .where(Review.assessment_id == case.id, col(Draw.code).is_not(None))
        .order_by(col(Review.number), col(Draw.number))
    )
    return {
        "ledger": ledger_counts(session, case.id),
        "records": [
            {
                "code": row.code,
                "state": str(row.state),
                "announcement": row.announcement_digest,
                "record": bytes_digest(row.record.encode("utf-8")) if row.record else None,
            }
            for row in rows
        ],
    }


def _emergencies(session: Session, case: Case, *, now: datetime) -> list[dict[str, object]]:
    """Return each break-glass access to the case: which two of the three, from when until when.

    Each by the office that was held then: who changed the post since acted by the old one.
    """
    return [
        {
            "asked_by": f"{view.row.asked_as}:{view.row.asked_by_id}",
            "agreed_by": f"{view.row.decided_as}:{view.row.decided_by_id}",
            "from": utc_text(view.row.decided_at or view.row.asked_at),
            "until": utc_text(view.row.ended_at or view.row.ends_at or now),
            "pages": view.pages,
        }
        for view in list_of_case(session, case.id, now=now)
    ]


def sign_head(
    session: Session, *, assessment: Assessment, office: Office, sign: Sign, now: datetime
) -> AuditHead:
    """Sign the present head of an assessment's audit chain and keep it; does not commit."""
    chain = session.exec(
        select(AuditChain)
        .where(AuditChain.name == chain_name(assessment))
        .with_for_update()
        .execution_options(populate_existing=True)  # entries move the head past the loaded row
    ).one()
    head = ChainHead(chain.name, chain.sequence, chain.digest)
    return keep_head(session, office=office, head=head, sign=sign, now=now)


def keep_head(
    session: Session, *, office: Office, head: ChainHead, sign: Sign, now: datetime
) -> AuditHead:
    """Sign a head of one of the office's chains and keep it; does not commit."""
    signature = sign(office.code, frame("audit-head", head_payload(head)))
    keep_key(session, office=office, signature=signature, now=now)
    row = AuditHead(
        office_id=row_id(office),
        chain=head.chain,
        sequence=head.sequence,
        digest=head.digest,
        key_id=signature.key_id,
        signature=signature.hex,
        signed_at=now,
    )
    session.add(row)
    return row


def keep_key(session: Session, *, office: Office, signature: MadeSignature, now: datetime) -> None:
    """Keep the public half of a key that signed, so that old signatures can be checked for ever."""
    known = session.exec(select(OfficeKey.id).where(OfficeKey.key_id == signature.key_id)).first()
    if known is not None:
        return
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "office_id": row_id(office), "key_id": signature.key_id,
        "public_key": signature.public_key, "created_at": now,
    }  # fmt: skip
    connection.execute(insert(_keys).values(**row).on_conflict_do_nothing())  # two sign at once


def utc_text(moment: datetime) -> str:
    """Return a moment as certificates and seals write it: 2026-11-21T13:00:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _next_number(session: Session, office: Office, now: datetime) -> str:
    lock_office(session, row_id(office))
    prefix = f"{office.code}-BA-{local(now).year}-"
    taken = session.exec(
        select(Certificate.number).where(
            Certificate.office_id == office.id,
            col(Certificate.number).startswith(prefix, autoescape=True),
        )
    )
    last = max((int(tail) for row in taken if (tail := row[len(prefix) :]).isdecimal()), default=0)
    return f"{prefix}{last + 1:04}"

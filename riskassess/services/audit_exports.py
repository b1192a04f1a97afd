"""Taking the audit trail out leaves an entry in it, made after what was taken."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.services.audit import record
from riskassess.services.audit_heads import OfficeItself


def note_export(
    session: Session, *, actor: Actor, now: datetime, after: Mapping[str, object]
) -> None:
    """Leave the entry in the office's chain; raises Refused for everybody but the auditor."""
    if not actor.has(Role.AUDITOR):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where="audit")
    with transaction(session):
        subject = OfficeItself(actor.office_id, actor.office_id)
        record(session, actor=actor, action="audit:export", subject=subject, now=now,
               after=dict(after))  # fmt: skip

"""What was said at the end of a consultation: kept in the audit chain."""

import json

from sqlmodel import Session, col, select

from models import AuditEntry, Review

END = "review:end"


def end_reason(session: Session, review: Review) -> str:
    """Return the reason given at the end of a consultation; empty where none was needed."""
    found = session.exec(
        select(AuditEntry.after)
        .where(
            AuditEntry.chain == f"assessment:{review.assessment_id}",
            AuditEntry.action == END,
            AuditEntry.subject_id == review.id,
        )
        .order_by(col(AuditEntry.sequence).desc())
    ).first()
    return str(json.loads(found).get("reason", "")) if found else ""

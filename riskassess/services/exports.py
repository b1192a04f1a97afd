"""What somebody took out as a file leaves an entry in the office's chain."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session

from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.services.audit import OfficeItself, record


def record_list_export(
    session: Session, *, name: str, asked: Collection[str], rows: int, actor: Actor, now: datetime
) -> None:
    """Write down which list was taken, by which conditions, and how many lines it had.

    Names of conditions only: what was searched for may be somebody's name.
    """
    after = {"list": name, "asked": sorted(asked), "rows": rows}
    _record(session, "list:export", after, actor=actor, now=now)


def record_audit_export(
    session: Session, *, actor: Actor, now: datetime, after: Mapping[str, object]
) -> None:
    """Write down that the audit trail was taken, as an entry made after what was taken.

    Raises Refused for everybody but the auditor.
    """
    if not actor.has(Role.AUDITOR):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where="audit")
    _record(session, "audit:export", after, actor=actor, now=now)


def _record(
    session: Session, action: str, after: Mapping[str, object], *, actor: Actor, now: datetime
) -> None:
    with transaction(session):
        record(
            session, actor=actor, action=action, subject=OfficeItself.of(actor.office_id),
            after=dict(after), now=now,
        )  # fmt: skip

"""Offline sheets: that one was taken out stands in the audit, and what came back is one batch."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Refused
from riskassess.domain.policy import refuse_saving
from riskassess.queries.sheets import get_seat
from riskassess.services.audit import record
from riskassess.services.sheet_vault import SheetVault
from riskassess.services.sheets import Change, SaveOutcome, save_changes

LONGEST_ID = 32


def note_download(
    session: Session, *, member_id: int, book_id: str, actor: Actor, now: datetime
) -> None:
    """Record that the member took the sheet of the open round out; `book_id` stands in its form.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    Refused
        What `save_changes` refuses: only a sheet that can still be saved is handed out.
    """
    with transaction(session):
        seat = get_seat(session, member_id, actor=actor)
        if reason := refuse_saving(actor, seat.facts()):
            raise Refused(reason, where=f"member:{member_id}")
        record(
            session, actor=actor, action="member:take_out", subject=seat.review, now=now,
            after={"member": seat.member.code, "form": book_id},
        )  # fmt: skip


def take_back(
    session: Session,
    *,
    member_id: int,
    changes: Sequence[Change],
    file_digest: str,
    actor: Actor,
    now: datetime,
    vault: SheetVault,
) -> SaveOutcome:
    """Save what the expert confirmed of an uploaded sheet as one batch; the file is not kept.

    Sent again it does nothing: the ids of the changes come from the file (`op_of`). Raises what
    `save_changes` raises.
    """
    return save_changes(
        session, member_id=member_id, changes=changes, actor=actor, now=now, vault=vault,
        file_digest=file_digest,
    )  # fmt: skip


def op_of(file_digest: str, place: str, field: str, *, saved_at: datetime | None) -> str:
    """Return the id of a change from an uploaded sheet.

    The same file read over the same saved sheet gives the same ids, so that a second press does
    nothing; once anything was saved in between, the file is asked about anew.
    """
    moment = saved_at.isoformat() if saved_at else ""
    said = "\n".join((file_digest, place, field, moment))
    return hashlib.sha256(said.encode()).hexdigest()[:LONGEST_ID]

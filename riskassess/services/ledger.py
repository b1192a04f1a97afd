"""The ledger of draws: one line for whatever happens to an assessment's panels, without gaps.

Lines are written in the transaction of what they tell. That no seat is given or left without one
is refused below the services too (`models.seats`).
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from expert_pool.vocabulary import LedgerKind
from models import Draw, LedgerEntry, PanelMember, Review, row_id
from riskassess.domain.actor import Actor
from riskassess.services.audit import record


def not_before(session: Session, assessment_id: int, now: datetime) -> datetime:
    """Return the moment of the next line: now, or that of the last line where it is later.

    Two acts may wait for the same assessment, and the later one get it first.
    """
    with session.no_autoflush:
        query = select(sa.func.max(LedgerEntry.at)).where(
            LedgerEntry.assessment_id == assessment_id
        )
        last = session.exec(query).one()
    return max(now, last) if last else now


def add_entry(
    session: Session,
    *,
    review: Review,
    kind: LedgerKind,
    draw: Draw | None = None,
    member: PanelMember | None = None,
    reason_code: str = "",
    note: str = "",
    actor: Actor,
    now: datetime,
    asked_by: int | None = None,
    approved_by: int | None = None,
) -> LedgerEntry:
    """Add the next line of the assessment's ledger; the caller has locked the assessment.

    Where one officer asked and another approved, `asked_by` is the first. Writes an audit entry
    too. A line is never changed: what it is about comes with it.
    """
    with session.no_autoflush:  # the seat that the line is about may have changed already
        last = session.exec(
            select(sa.func.max(LedgerEntry.number)).where(
                LedgerEntry.assessment_id == review.assessment_id
            )
        ).one()
    entry = LedgerEntry(
        office_id=review.office_id,
        assessment_id=review.assessment_id,
        review_id=row_id(review),
        number=(last or 0) + 1,
        kind=kind,
        draw_id=draw.id if draw else None,
        member_id=member.id if member else None,
        reason_code=reason_code,
        note=note.strip(),
        by_id=asked_by or actor.account_id,
        approved_by_id=approved_by,
        at=not_before(session, review.assessment_id, now),
    )
    session.add(entry)
    record(
        session,
        actor=actor,
        action="ledger:add",
        subject=entry,
        after={"number": entry.number, "kind": kind, "reason": reason_code},
        now=now,
    )
    return entry

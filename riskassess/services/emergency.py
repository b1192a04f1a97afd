"""Break-glass access: asked by one of the three officers, agreed to by another, read, ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Assessment, EmergencyAccess, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.emergency import (
    SHORTEST_REASON,
    AccessState,
    refuse_deciding,
    refuse_ending,
    refuse_reading,
    state_of,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.reasons import bounded_reason
from riskassess.domain.separation import OFFICERS
from riskassess.domain.vocabulary import RefusalReason
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.emergency import READ, facts_of, find_by_code, lock_access, own_offices
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.people_letters import Notices


def ask_access(
    session: Session,
    *,
    code: str,
    reason: str,
    hours: int,
    longest: int,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> EmergencyAccess:
    """Ask to read one assessment for some hours; nothing opens before another officer agrees.

    Who could agree is told, without a word of the case.

    Raises
    ------
    Refused
        For everybody but the three officers, and for who only stands in for one of them;
        `emergency_already` while an own request waits or lasts.
    InvalidInput
        `emergency_no_case`, `emergency_reason`, `text_too_long`, `emergency_hours`.
    """
    reason = bounded_reason(reason)
    if len(reason) < SHORTEST_REASON:
        raise InvalidInput("emergency_reason", where="reason", least=SHORTEST_REASON)
    if not 1 <= hours <= longest:
        raise InvalidInput("emergency_hours", where="hours", most=longest)
    with transaction(session):
        held = own_offices(session, actor.account_id or 0)
        if not held:
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where="emergency_access")
        asked = code.strip()
        found = (find_by_code(session, actor, each) for each in (asked, asked.upper()))
        assessment_id = next(filter(None, found), None)
        if assessment_id is None:
            raise InvalidInput("emergency_no_case", where="code", asked=asked)
        _lock_assessment(session, assessment_id)  # two requests of one press are made one by one
        if _has_own(session, assessment_id, actor, now=now):
            raise Refused("emergency_already", where=f"assessment:{assessment_id}")
        row = EmergencyAccess(
            office_id=actor.office_id, assessment_id=assessment_id, reason=reason, hours=hours,
            asked_by_id=actor.account_id or 0, asked_at=now, asked_as=min(held),
        )  # fmt: skip
        session.add(row)
        record(session, actor=actor, action="emergency:ask", subject=row, now=now,
               after={"hours": hours, "roles": [row.asked_as]})  # fmt: skip
        Notices(session, outbox, actor, now).access_asked(row)
        return row


def _lock_assessment(session: Session, assessment_id: int) -> None:
    query = select(Assessment.id).where(Assessment.id == assessment_id).with_for_update()
    session.exec(query).one()


def _has_own(session: Session, assessment_id: int, actor: Actor, *, now: datetime) -> bool:
    rows = session.exec(
        select(EmergencyAccess).where(
            EmergencyAccess.assessment_id == assessment_id,
            EmergencyAccess.asked_by_id == actor.account_id,
            col(EmergencyAccess.ended_at).is_(None),
        )
    ).all()
    lasting = {AccessState.ASKED, AccessState.OPEN}
    return any(state_of(facts_of(session, row), now=now) in lasting for row in rows)


def decide_access(
    session: Session, *, access_id: int, is_granted: bool, actor: Actor, now: datetime
) -> EmergencyAccess:
    """Agree to a request, which opens it for the hours asked from now on, or refuse it.

    Raises
    ------
    NotFound
        For everybody but the three officers of the same office.
    Refused
        What `refuse_deciding` says; the second of two at once finds it decided.
    """
    with transaction(session):
        row = lock_access(session, access_id, actor=actor)
        facts = facts_of(session, row)
        if why := refuse_deciding(actor, facts, now=now):
            raise Refused(why, where=f"emergency_access:{access_id}")
        row.is_granted, row.decided_by_id, row.decided_at = is_granted, actor.account_id, now
        row.decided_as = min(actor.own_roles & OFFICERS - facts.asker_roles)
        row.ends_at = now + timedelta(hours=row.hours) if is_granted else None
        action = "emergency:agree" if is_granted else "emergency:refuse"
        record(session, actor=actor, action=action, subject=row, now=now,
               before={"state": AccessState.ASKED}, after=_after(row))  # fmt: skip
        return row


def end_access(session: Session, *, access_id: int, actor: Actor, now: datetime) -> EmergencyAccess:
    """End an access before its time, or take an own request back; raises as `decide_access`."""
    with transaction(session):
        row = lock_access(session, access_id, actor=actor)
        facts = facts_of(session, row)
        if why := refuse_ending(actor, facts, now=now):
            raise Refused(why, where=f"emergency_access:{access_id}")
        row.ended_by_id, row.ended_at = actor.account_id, now
        record(session, actor=actor, action="emergency:end", subject=row, now=now,
               before={"state": state_of(facts, now=now)})  # fmt: skip
        return row


def open_page(
    session: Session,
    *,
    access_id: int,
    page: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> Case:
    """Return the case for reading one page of it and leave the entry that it was read.

    `page` says which one, by name and ids.

    Raises
    ------
    NotFound
        For everybody but the asker, and when the access is not open.
    """
    with transaction(session):
        row = lock_access(session, access_id, actor=actor)
        if refuse_reading(actor, facts_of(session, row), now=now):
            raise NotFound("not_found", where="emergency_access")
        record(session, actor=actor, action=READ, subject=row, now=now, after=dict(page))
        assessment_id = row.assessment_id
    return get_case(session, assessment_id, actor=system_actor(actor.office_id))


def _after(row: EmergencyAccess) -> dict[str, object]:
    if not row.is_granted or row.ends_at is None:
        return {"state": AccessState.REFUSED, "roles": [row.decided_as]}
    return {
        "state": AccessState.OPEN,
        "hours": row.hours,
        "asked_by": row.asked_by_id,
        "request": row_id(row),
        "roles": [row.decided_as],
    }

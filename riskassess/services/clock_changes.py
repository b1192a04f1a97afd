"""Putting off a deadline of the procedure: by the office with a reason, and for a suspension."""

from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models import ClockChange, ClockReason
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.errors import InvalidInput
from riskassess.domain.granting import FARTHEST, days_between
from riskassess.domain.reasons import bounded_reason
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.filters import local, long_date
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.facts import facts_of
from riskassess.queries.todo import due_of
from riskassess.services.assessments import require
from riskassess.services.audit import record
from riskassess.services.letters import Letter, Outbox, Post


def extend_clock(
    session: Session,
    *,
    assessment_id: int,
    due_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar,
    outbox: Outbox | None = None,
) -> ClockChange:
    """Put off the day by which the present state should be over; the sponsor is told.

    An earlier extension may be corrected to an earlier day, down to the manual's own.

    Raises
    ------
    Refused
        For who is no case officer, `no_clock` where the manual sets no day, `review_has_day` while
        the sheets of a review are wanted by its own, `reason_missing`.
    InvalidInput
        `text_too_long`; `due_unchanged`, `due_past`, `due_before_own`, `due_too_far`.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require_extension(session, case, reason=reason, actor=actor)
        row = plan_extension(session, case, due_on, today=local(now).date(), calendar=calendar)
        row.reason, row.changed_by_id, row.changed_at = reason.strip(), actor.account_id, now
        store_change(session, case, row, actor=actor, now=now)
        Post(session, case, outbox, actor, now).to_sponsor(Letter.EXTENDED)
        return row


def require_extension(session: Session, case: Case, *, reason: str, actor: Actor) -> None:
    """Raise as `extend_clock` where nobody, not this actor or not so may extend the state now."""
    facts = facts_of(session, case, reason=reason.strip())
    require(session, case, action=AssessmentAction.EXTEND, actor=actor, facts=facts)
    bounded_reason(reason)


def plan_extension(
    session: Session, case: Case, due_on: date, *, today: date, calendar: WorkCalendar
) -> ClockChange:
    """Return the change that a day would make, not stored: `due_after` is the day that will stand.

    Raises InvalidInput as `extend_clock`.
    """
    assessment, clock = case.assessment, case.manual.clock_of(case.assessment.state)
    granted = assessment.granted_days
    before, _certain = due_date(case, granted=granted, calendar=calendar)
    own_days = granted - _extended_days(session, case)
    own, _certain = due_date(case, granted=own_days, calendar=calendar)
    if due_on > today + FARTHEST:
        raise InvalidInput("due_too_far", where="due_on", day=long_date(today + FARTHEST))
    if due_on < own:
        raise InvalidInput("due_before_own", where="due_on", day=long_date(own))
    days = calendar.with_manual(case.manual.holidays)
    if clock is not None:
        own_days += days_between(
            own, due_on, clock.unit, closed=days.closed, working=days.working
        )  # fmt: skip
    after, _certain = due_date(case, granted=own_days, calendar=calendar)
    if after == before:
        raise InvalidInput("due_unchanged", where="due_on", day=long_date(before))
    if after <= today:
        raise InvalidInput("due_past", where="due_on")
    return ClockChange(
        office_id=assessment.office_id, assessment_id=case.id, state=assessment.state,
        kind=ClockReason.EXTENSION, days=own_days - granted, due_before=before, due_after=after,
        reason="", changed_at=assessment.state_since,
    )  # fmt: skip


def _extended_days(session: Session, case: Case) -> int:
    """Return how many of the days granted in the present state are extensions, not pauses."""
    return session.exec(
        select(func.coalesce(func.sum(col(ClockChange.days)), 0)).where(
            ClockChange.assessment_id == case.id,
            ClockChange.kind == ClockReason.EXTENSION,
            ClockChange.state == case.assessment.state,
            col(ClockChange.changed_at) >= case.assessment.state_since,
        )
    ).one()


def due_date(case: Case, *, granted: int, calendar: WorkCalendar) -> tuple[date, bool]:
    """Return the day of the present state's clock with days granted, and whether it is certain."""
    due, is_certain = due_of(
        case.manual, case.assessment.state, since=case.assessment.state_since,
        calendar=calendar, granted=granted,
    )  # fmt: skip
    if due is None:
        raise InvalidInput("no_clock", where="due_on")
    return due, is_certain


def store_change(
    session: Session, case: Case, row: ClockChange, *, actor: Actor, now: datetime
) -> None:
    """Write the granted days, their row and the audit entry within the caller's transaction."""
    case.assessment.granted_days += row.days
    session.add(row)
    record(
        session, actor=actor, action="assessment:extend", subject=case.assessment, now=now,
        before={"due_on": row.due_before.isoformat()},
        after={"due_on": row.due_after.isoformat(), "days": row.days, "kind": row.kind,
               "reason": row.reason},
    )  # fmt: skip


def add_paused_days(
    session: Session, case: Case, *, since: datetime, actor: Actor, now: datetime,
    calendar: WorkCalendar, reason: str,
) -> ClockChange | None:  # fmt: skip
    """Let the clock run on by the days for which it stood still; None when no day passed."""
    clock = case.manual.clock_of(case.assessment.state)
    if clock is None:
        return None
    days = calendar.with_manual(case.manual.holidays)
    more = days_between(
        local(since).date(), local(now).date(), clock.unit, closed=days.closed, working=days.working
    )
    if not more:
        return None
    granted = case.assessment.granted_days
    row = ClockChange(
        office_id=case.assessment.office_id, assessment_id=case.id, state=case.assessment.state,
        kind=ClockReason.SUSPENSION, days=more,
        due_before=due_date(case, granted=granted, calendar=calendar)[0],
        due_after=due_date(case, granted=granted + more, calendar=calendar)[0],
        reason=reason, changed_by_id=actor.account_id, changed_at=now,
    )  # fmt: skip
    store_change(session, case, row, actor=actor, now=now)
    return row

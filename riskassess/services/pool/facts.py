"""What the rules of an expert's standing may know, gathered from rows and the pool manual."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from sqlmodel import Session

from expert_pool.standing import OWN_REQUEST, STEPS, Facts, Party, next_state, refuse
from expert_pool.vocabulary import ExpertAction
from models import Expert, ExpertAct, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.errors import IllegalTransition, Refused
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.queries.pool import records
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import record


@dataclass(frozen=True)
class Desk:
    """Who acts when, as what, and by which calendar working days are counted."""

    actor: Actor
    now: datetime
    party: Party
    calendar: WorkCalendar = field(default=WEEKDAYS)


def office_desk(
    actor: Actor, *, now: datetime, calendar: WorkCalendar = WEEKDAYS, expert: Expert | None = None
) -> Desk:
    """Return the desk of somebody who is signed in.

    Raises
    ------
    Refused
        `not_your_role` for who neither keeps the pool nor is the expert.
    """
    if actor.has(Role.POOL_KEEPER):
        return Desk(actor, now, Party.KEEPER, calendar)
    if expert is not None and actor.has(Role.EXPERT) and actor.expert_id == expert.id:
        return Desk(actor, now, Party.EXPERT, calendar)
    raise Refused(RefusalReason.NOT_YOUR_ROLE, where="pool")


def applicant_desk(expert: Expert, *, now: datetime, calendar: WorkCalendar = WEEKDAYS) -> Desk:
    """Return the desk of whoever holds the status link of an expert."""
    actor = Actor(None, expert.office_id, name=expert.name, expert_id=expert.id)
    return Desk(actor, now, Party.APPLICANT, calendar)


def facts_of(session: Session, expert: Expert, desk: Desk, **given: Any) -> Facts:
    """Return the facts of a stored expert; `given` is what the actor brings along."""
    manual = pool_manual_of(session, expert.office_id)
    key, today = row_id(expert), day_of(desk.now)
    acts = records.list_acts(session, key)
    hearing = records.open_hearing(session, acts, calendar=desk.calendar)
    level = find_code(manual.conditions.title_levels, expert.title_level)
    suspended = records.last_act(acts, ExpertAction.SUSPEND)
    end = expert.term_until
    remind = timedelta(days=manual.term.remind_days)
    facts = Facts(
        expert.state,
        is_own=desk.actor.expert_id == key,
        is_staff=records.is_staff(session, expert.email, office_id=expert.office_id),
        self_application=manual.admission.self_application,
        has_consented=expert.consented_at is not None,
        is_returned=records.open_return(acts) is not None,
        missing=missing_papers(session, expert, manual),
        has_years=expert.practice_since is not None
        and today.year - expert.practice_since >= manual.conditions.years,
        has_title=level is not None and level.suffices,
        unmet=unmet_conditions(session, expert, manual),
        is_class_checked=records.is_class_checked(acts),
        is_publicity_over=expert.published_until is not None and today > expert.published_until,
        has_objections=bool(records.list_objections(acts)),
        is_in_term=end is None or today <= end,
        is_renewal_time=end is not None and today >= end - remind,
        is_well_evaluated=_is_well_evaluated(session, expert, manual),
        hearing_code=hearing.opened.reason_code if hearing else "",
        is_heard=hearing is not None and hearing.is_heard(today),
        paused_by_self=suspended is not None
        and suspended.reason_code == OWN_REQUEST
        and _is_by_expert(session, suspended),
    )
    return replace(facts, **given)


def _is_by_expert(session: Session, act: ExpertAct) -> bool:
    account = records.find_account_of(session, act.expert_id)
    return account is not None and act.by_id == account.id


def missing_papers(session: Session, expert: Expert, manual: PoolManual) -> tuple[str, ...]:
    """Return the codes of attachments that the manual wants and nobody brought."""
    there = records.list_files(session, row_id(expert))
    rows = manual.admission.attachments
    return tuple(row.code for row in rows if row.required and row.code not in there)


def unmet_conditions(session: Session, expert: Expert, manual: PoolManual) -> tuple[str, ...]:
    """Return the codes of conditions that were not checked or do not hold."""
    checks = records.list_checks(session, row_id(expert))
    rows = manual.conditions.conditions
    return tuple(row.code for row in rows if row.code not in checks or not checks[row.code].holds)


def _is_well_evaluated(session: Session, expert: Expert, manual: PoolManual) -> bool:
    year = records.newest_year(session, row_id(expert))
    return year is not None and year.result in manual.term.renewal_results


def require(expert: Expert, action: ExpertAction, desk: Desk, facts: Facts, **told: Any) -> None:
    """Raise why the act may not be done now: Refused, or IllegalTransition in a wrong state."""
    code = refuse(action, desk.party, facts)
    if code is not None:
        _raise(code, where=f"expert:{expert.id}", **told)


def _raise(code: str, *, where: str, **told: Any) -> NoReturn:
    if code == "wrong_state":
        raise IllegalTransition(code, where=where)
    raise Refused(code, where=where, **told)


def add_act(
    session: Session,
    expert: Expert,
    action: ExpertAction,
    desk: Desk,
    *,
    reason_code: str = "",
    note: str = "",
) -> ExpertAct:
    """Move the expert's standing and record it, within the caller's transaction.

    An expert whose `state_since` is empty begins with this act.
    """
    begins = expert.state_since is None and (None, action) in STEPS
    start = None if begins else expert.state
    after = next_state(start, action)
    if after is not start:
        expert.state, expert.state_since = after, desk.now
    act = ExpertAct(
        office_id=expert.office_id,
        expert_id=row_id(expert),
        action=action,
        before=start,
        after=after,
        reason_code=reason_code,
        note=note.strip(),
        manual_digest=pool_manual_of(session, expert.office_id).digest,
        by_id=desk.actor.account_id,
        at=desk.now,
    )
    session.add(act)
    record(
        session,
        actor=desk.actor,
        action=f"expert:{action}",
        subject=expert,
        before={"state": start},
        after={"state": after, "reason": reason_code},
        now=desk.now,
    )
    return act


def record_change(
    session: Session, expert: Expert, fields: list[str], papers: list[str], desk: Desk
) -> None:
    """Leave an audit entry that names the fields and papers that changed, never their content."""
    record(
        session,
        actor=desk.actor,
        action="expert:edit",
        subject=expert,
        after={"fields": fields, "files": papers},
        now=desk.now,
    )

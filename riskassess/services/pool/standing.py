"""Standing of a member: suspended and resumed, heard, removed; the expert's own wish counts too."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from expert_pool.standing import OWN_REQUEST, Party
from expert_pool.vocabulary import ExpertAction
from models import Expert, ExpertAct
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.pool_manual.rules import Reason
from riskassess.queries.experts import get_expert
from riskassess.queries.pool import records
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.letters import Outbox
from riskassess.services.pool import facts as rules
from riskassess.services.pool.facts import Desk
from riskassess.services.pool.letters import PoolLetter, write_letter
from riskassess.services.pool.links import lock_by_link
from riskassess.services.pool.seats import leave_seats, lock_cases


def suspend(
    session: Session,
    *,
    expert_id: int,
    reason_code: str,
    note: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> ExpertAct:
    """Suspend a member, who leaves the open panels; the expert alone by the own request only.

    Raises
    ------
    Refused, IllegalTransition
        `pool_reason_code` for a reason that the manual does not list.
    """
    with transaction(session):
        expert, desk, manual = _open(session, expert_id, actor, now)
        _require(session, expert, ExpertAction.SUSPEND, desk,
                 reasons=manual.standing.suspension, code=reason_code, note=note)  # fmt: skip
        act = rules.add_act(
            session, expert, ExpertAction.SUSPEND, desk, reason_code=reason_code, note=note
        )
        leave_seats(session, expert, actor=actor, now=now, outbox=outbox)
        told = _told(find_code(manual.standing.suspension, reason_code), note)
        _write(session, expert, PoolLetter.SUSPENDED, desk, outbox, told)
        return act


def resume(
    session: Session,
    *,
    expert_id: int,
    note: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> ExpertAct:
    """Let a suspended member be drawn again; the expert ends the own pause only."""
    with transaction(session):
        expert, desk, _manual = _open(session, expert_id, actor, now)
        given = rules.facts_of(session, expert, desk)
        rules.require(expert, ExpertAction.RESUME, desk, given)
        act = rules.add_act(session, expert, ExpertAction.RESUME, desk, note=note)
        _write(session, expert, PoolLetter.RESUMED, desk, outbox, "")
        return act


def open_hearing(
    session: Session,
    *,
    expert_id: int,
    reason_code: str,
    note: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> ExpertAct:
    """Tell a member what the removal is thought of for, and ask for a written answer."""
    with transaction(session):
        expert, desk, manual = _open(session, expert_id, actor, now)
        _require(session, expert, ExpertAction.OPEN_HEARING, desk,
                 reasons=manual.standing.removal, code=reason_code, note=note)  # fmt: skip
        act = rules.add_act(
            session, expert, ExpertAction.OPEN_HEARING, desk, reason_code=reason_code, note=note
        )
        told = _told(find_code(manual.standing.removal, reason_code), note)
        _write(session, expert, PoolLetter.HEARING, desk, outbox, told)
        return act


def answer_hearing(
    session: Session,
    *,
    text: str,
    now: datetime,
    actor: Actor | None = None,
    digest: str = "",
    calendar: WorkCalendar = WEEKDAYS,
) -> ExpertAct:
    """Record what the expert answers: signed in as `actor`, or by the status link `digest`.

    Raises
    ------
    InvalidInput
        `pool_answer_missing` for an empty answer.
    Refused
        `pool_no_hearing` when none is open.
    """
    if not text.strip():
        raise InvalidInput("pool_answer_missing", where="text")
    with transaction(session):
        if actor is None:
            expert = lock_by_link(session, digest, now=now)
            desk = rules.applicant_desk(expert, now=now, calendar=calendar)
        else:
            expert = records.lock_expert(session, actor.expert_id or 0, office_id=actor.office_id)
            desk = Desk(actor, now, Party.EXPERT, calendar)
        given = rules.facts_of(session, expert, desk)
        rules.require(expert, ExpertAction.HEAR, desk, given)
        return rules.add_act(session, expert, ExpertAction.HEAR, desk, note=text)


def close_hearing(
    session: Session,
    *,
    expert_id: int,
    note: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> ExpertAct:
    """End a hearing without a removal, with the reason that the expert reads."""
    with transaction(session):
        expert, desk, _manual = _open(session, expert_id, actor, now)
        given = rules.facts_of(session, expert, desk, reason=note)
        rules.require(expert, ExpertAction.CLOSE_HEARING, desk, given)
        act = rules.add_act(session, expert, ExpertAction.CLOSE_HEARING, desk, note=note)
        _write(session, expert, PoolLetter.HEARING_CLOSED, desk, outbox, note.strip())
        return act


def remove(
    session: Session,
    *,
    expert_id: int,
    reason_code: str,
    note: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
    calendar: WorkCalendar = WEEKDAYS,
) -> ExpertAct:
    """Take a member out of the pool and out of the open panels.

    Raises
    ------
    Refused
        `pool_not_heard` while the expert may still answer on a reason that asks for a hearing.
    """
    with transaction(session):
        expert, desk, manual = _open(session, expert_id, actor, now, calendar)
        _require(session, expert, ExpertAction.REMOVE, desk,
                 reasons=manual.standing.removal, code=reason_code, note=note)  # fmt: skip
        act = rules.add_act(
            session, expert, ExpertAction.REMOVE, desk, reason_code=reason_code, note=note
        )
        leave_seats(session, expert, actor=actor, now=now, outbox=outbox)
        told = _told(find_code(manual.standing.removal, reason_code), note)
        _write(session, expert, PoolLetter.REMOVED, desk, outbox, told)
        return act


def leave(session: Session, *, actor: Actor, now: datetime, outbox: Outbox) -> ExpertAct:
    """Let the signed-in expert leave the pool for good."""
    return remove(
        session, expert_id=actor.expert_id or 0, reason_code=OWN_REQUEST, note="",
        actor=actor, now=now, outbox=outbox,
    )  # fmt: skip


def pause(session: Session, *, note: str, actor: Actor, now: datetime, outbox: Outbox) -> ExpertAct:
    """Let the signed-in expert pause."""
    return suspend(
        session, expert_id=actor.expert_id or 0, reason_code=OWN_REQUEST, note=note,
        actor=actor, now=now, outbox=outbox,
    )  # fmt: skip


def _open(
    session: Session,
    expert_id: int,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar = WEEKDAYS,
) -> tuple[Expert, Desk, PoolManual]:
    found = get_expert(session, expert_id, actor=actor)
    desk = rules.office_desk(actor, now=now, calendar=calendar, expert=found)
    lock_cases(session, expert_id, office_id=actor.office_id)
    expert = records.lock_expert(session, expert_id, office_id=actor.office_id)
    return expert, desk, pool_manual_of(session, expert.office_id)


def _require(
    session: Session,
    expert: Expert,
    action: ExpertAction,
    desk: Desk,
    *,
    reasons: tuple[Reason, ...],
    code: str,
    note: str,
) -> None:
    given = rules.facts_of(session, expert, desk, **reason_facts(reasons, code, note))
    rules.require(expert, action, desk, given)


def reason_facts(reasons: tuple[Reason, ...], code: str, note: str) -> dict[str, Any]:
    """Return what the rules are told of a reason of the manual and the words beside it."""
    reason = find_code(reasons, code)
    return {
        "reason": note,
        "reason_code": code,
        "reason_codes": frozenset(row.code for row in reasons),
        "needs_hearing": reason is not None and reason.hearing,
    }


def _told(reason: Reason | None, note: str) -> str:
    name = reason.name.zh if reason else ""
    return "\n".join(part for part in (name, note.strip()) if part)


def _write(
    session: Session,
    expert: Expert,
    letter: PoolLetter,
    desk: Desk,
    outbox: Outbox,
    detail: str,
) -> None:
    write_letter(
        session, expert, letter, outbox=outbox, actor=desk.actor, now=desk.now, detail=detail
    )

"""Terms: reminded before they end, ended, renewed after an evaluation.

`remind_terms` and `expire_terms` are called by the periodic sweep and may be called at any time: a
letter is written once for each term, by its `step`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from expert_pool.standing import Party
from expert_pool.vocabulary import ExpertAction, ExpertState
from models import Expert, Message
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.filters import long_date
from riskassess.queries.offices import list_office_ids
from riskassess.queries.pool import records
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.letters import Outbox
from riskassess.services.pool import facts as rules
from riskassess.services.pool.appointment import begin_term, queue_letter
from riskassess.services.pool.facts import Desk
from riskassess.services.pool.letters import PoolLetter, write_letter

AT_ONCE = 100  # experts of one run; the next run takes the others
IN_TERM = (ExpertState.ACTIVE, ExpertState.SUSPENDED)


def remind_terms(session: Session, *, now: datetime, public_url: str) -> list[int]:
    """Write to every expert whose term ends within the manual's days; once for each term.

    Returns
    -------
    list of int
        The messages to ring for.
    """
    outbox = Outbox(public_url)
    with transaction(session):
        for office_id in list_office_ids(session):
            for expert in _ending(session, office_id, now):
                _remind(session, expert, now=now, outbox=outbox)
    return outbox.message_ids


def _ending(session: Session, office_id: int, now: datetime) -> Sequence[Expert]:
    today = day_of(now)
    days = pool_manual_of(session, office_id).term.remind_days
    # Told already: by the step of the same term.
    told = select(Message.subject_id).where(
        Message.topic == "expert", col(Message.step).startswith("term:")
    )
    return session.exec(
        select(Expert)
        .where(
            Expert.office_id == office_id,
            col(Expert.state).in_(IN_TERM),
            col(Expert.email) != "",
            col(Expert.term_until) >= today,
            col(Expert.term_until) <= today + timedelta(days=days),
            col(Expert.id).not_in(told.where(Message.created_at > now - timedelta(days=days + 1))),
        )
        .order_by(col(Expert.id))
        .limit(AT_ONCE)
    ).all()


def _remind(session: Session, expert: Expert, *, now: datetime, outbox: Outbox) -> None:
    write_letter(
        session,
        expert,
        PoolLetter.TERM_ENDING,
        outbox=outbox,
        actor=system_actor(expert.office_id),
        now=now,
        detail=long_date(expert.term_until),
        step=f"term:{expert.id}:{expert.term_until}",
    )


def expire_terms(session: Session, *, now: datetime, public_url: str) -> list[int]:
    """Let every term end that is over; return the messages to ring for."""
    outbox = Outbox(public_url)
    with transaction(session):
        over = session.exec(
            select(Expert)
            .where(col(Expert.state).in_(IN_TERM), col(Expert.term_until) < day_of(now))
            .order_by(col(Expert.id))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        for expert in over:
            _expire(session, expert, now=now, outbox=outbox)
    return outbox.message_ids


def _expire(session: Session, expert: Expert, *, now: datetime, outbox: Outbox) -> None:
    desk = Desk(system_actor(expert.office_id), now, Party.SYSTEM)
    rules.require(expert, ExpertAction.EXPIRE, desk, rules.facts_of(session, expert, desk))
    rules.add_act(session, expert, ExpertAction.EXPIRE, desk)
    write_letter(
        session,
        expert,
        PoolLetter.EXPIRED,
        outbox=outbox,
        actor=desk.actor,
        now=now,
        detail=long_date(expert.term_until),
        step=f"expired:{expert.id}:{expert.term_until}",
    )


def renew(
    session: Session,
    *,
    expert_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> int:
    """Renew the term; without a yearly result that the manual asks for, with a reason.

    Returns
    -------
    int
        The job that prints the new letter of appointment.

    Raises
    ------
    Refused
        `pool_renewal_early`, `pool_evaluation_missing`.
    """
    with transaction(session):
        desk = rules.office_desk(actor, now=now)
        expert = records.lock_expert(session, expert_id, office_id=actor.office_id)
        given = rules.facts_of(session, expert, desk, reason=reason)
        rules.require(expert, ExpertAction.RENEW, desk, given)
        begin_term(session, expert, desk, after=True)
        rules.add_act(session, expert, ExpertAction.RENEW, desk, note=reason)
        write_letter(
            session,
            expert,
            PoolLetter.RENEWED,
            outbox=outbox,
            actor=actor,
            now=now,
            detail=long_date(expert.term_until),
        )
        return queue_letter(session, expert, desk)

"""The appointment: a number of the pool, a term, and the letter that is printed of it."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertAction
from models import Expert, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.queries.offices import lock_office
from riskassess.queries.pool.periods import day_of, years_later
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.jobs import queue_job
from riskassess.services.letters import Outbox
from riskassess.services.pool import facts as rules
from riskassess.services.pool.admission import open_case
from riskassess.services.pool.facts import Desk
from riskassess.services.pool.forms import Seal
from riskassess.services.pool.letters import PoolLetter, write_letter

SERIES = "ZJ"
DIGITS = re.compile(r"[0-9]{1,6}")
LETTER_JOB = "appointment_letter"


def appoint(
    session: Session,
    *,
    expert_id: int,
    note: str,
    seal: Seal,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> int:
    """Appoint the expert for the manual's term, under a number of the pool.

    With objections recorded, `note` says how they were settled.

    Returns
    -------
    int
        The job that prints the letter of appointment; ring for it after the commit.
    """
    with transaction(session):
        lock_office(session, actor.office_id)  # before an expert, as every act that takes both
        expert, desk = open_case(session, expert_id, actor, now)
        given = rules.facts_of(session, expert, desk, reason=note)
        rules.require(expert, ExpertAction.APPOINT, desk, given)
        give_code(session, expert, seal=seal)
        term = begin_term(session, expert, desk)
        rules.add_act(session, expert, ExpertAction.APPOINT, desk, note=note)
        write_letter(
            session, expert, PoolLetter.APPOINTED, outbox=outbox, actor=actor, now=now, detail=term
        )
        return queue_letter(session, expert, desk)


def last_number(codes: Iterable[str], *, series: str = SERIES) -> int:
    """Return the highest number of an own series among codes; other codes do not count.

    >>> last_number(["ZJ0041", "ZJ99999999", "ZJ-7", "SQ2026-0050"])
    41
    """
    tails = (code[len(series) :] for code in codes if code.startswith(series))
    return max((int(tail) for tail in tails if DIGITS.fullmatch(tail)), default=0)


def give_code(session: Session, expert: Expert, *, seal: Seal) -> None:
    """Give the next number of the pool, which the caller locked; the telephone is bound to it."""
    office_id = expert.office_id
    taken = session.exec(
        select(Expert.code).where(
            Expert.office_id == office_id, col(Expert.code).startswith(SERIES)
        )
    )
    code = f"{SERIES}{last_number(taken) + 1:04}"
    if expert.phone_sealed:
        phone = seal.open(expert.phone_sealed, office_id=office_id, expert=expert.code)
        expert.phone_sealed = seal.seal(phone, office_id=office_id, expert=code)
    expert.code = code


def begin_term(session: Session, expert: Expert, desk: Desk, *, after: bool = False) -> str:
    """Set the term and return it in words; `after`: it follows the one that runs."""
    today = day_of(desk.now)
    start = today
    if after and expert.term_until is not None and expert.term_until >= today:
        start = type(today).fromordinal(expert.term_until.toordinal() + 1)
    years = pool_manual_of(session, expert.office_id).term.years
    expert.term_from, expert.term_until = start, years_later(start, years)
    return _("%(start)s至%(end)s", start=long_date(start), end=long_date(expert.term_until))


def queue_letter(session: Session, expert: Expert, desk: Desk) -> int:
    """Queue the printing of the letter of appointment; return the job's id."""
    job = queue_job(
        session, kind=LETTER_JOB, subject_id=row_id(expert), actor=desk.actor, now=desk.now
    )
    session.flush()
    return row_id(job)

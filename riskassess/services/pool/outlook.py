"""What may be done about an expert now: the pages ask the rules that the services ask."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from expert_pool.standing import OWN_REQUEST, STEPS, refuse
from expert_pool.vocabulary import ExpertAction
from models import Expert
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.queries.experts import get_expert
from riskassess.services.pool import facts as rules
from riskassess.services.pool.facts import Desk

# A form that will be filled as it should: reasons are given, conditions hold.
_WELL_FILLED = {
    "reason": OWN_REQUEST,
    "reason_code": OWN_REQUEST,
    "reason_codes": frozenset({OWN_REQUEST}),
    "needs_hearing": False,
    "unmet": (),
}


def reasons_against(session: Session, expert: Expert, desk: Desk) -> dict[ExpertAction, str | None]:
    """Return for each action of the expert's state why it cannot be done, or None.

    Actions that the state does not know are left out.
    """
    facts = rules.facts_of(session, expert, desk, **_WELL_FILLED)
    return {
        action: refuse(action, desk.party, facts)
        for state, action in STEPS
        if state is expert.state
    }


def require_beforehand(
    session: Session,
    *,
    expert_id: int,
    action: ExpertAction,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar = WEEKDAYS,
    **given: Any,
) -> None:
    """Refuse an act as its service would; `given` is what the actor brings along. Reads only.

    Raises
    ------
    Refused, IllegalTransition
        As `services.pool.facts.require`.
    """
    expert = get_expert(session, expert_id, actor=actor)
    desk = rules.office_desk(actor, now=now, calendar=calendar, expert=expert)
    rules.require(expert, action, desk, rules.facts_of(session, expert, desk, **given))

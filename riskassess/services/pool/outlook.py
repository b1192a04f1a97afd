"""What may be done about an expert now: the pages ask the rules that the services ask."""

from sqlmodel import Session

from expert_pool.standing import OWN_REQUEST, STEPS, refuse
from expert_pool.vocabulary import ExpertAction
from models import Expert
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

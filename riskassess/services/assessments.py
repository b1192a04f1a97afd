"""The one door through which an assessment moves."""

from datetime import datetime

from sqlmodel import Session

from models import Assessment, Transition
from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition, Refused
from riskassess.domain.lifecycle import SIDE_STATES, state_after
from riskassess.domain.policy import AssessmentFacts, missing_names, refuse
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState, RefusalReason
from riskassess.queries.assessments import Case
from riskassess.queries.facts import facts_of
from riskassess.services.audit import record


def require(
    session: Session,
    case: Case,
    *,
    action: AssessmentAction,
    actor: Actor,
    facts: AssessmentFacts | None = None,
) -> AssessmentFacts:
    """Return the facts if the actor may take the action now.

    Raises Refused with the reason, or IllegalTransition when the state does not know the action.
    """
    facts = facts or facts_of(session, case)
    reason = refuse(action, actor, facts)
    if reason is RefusalReason.WRONG_STATE:
        raise IllegalTransition("wrong_state", where=f"assessment:{case.id}", action=action)
    if reason is not None:
        missing = "、".join(missing_names(reason, facts))
        raise Refused(reason, where=f"assessment:{case.id}", missing=missing)
    return facts


def move(
    session: Session,
    case: Case,
    *,
    action: AssessmentAction,
    actor: Actor,
    now: datetime,
    facts: AssessmentFacts | None = None,
) -> Transition:
    """Take a permitted action: change the state, write the transition and the audit entry.

    Works inside the caller's transaction. The version column makes a lost update an error.
    """
    facts = require(session, case, action=action, actor=actor, facts=facts)
    assessment = case.assessment
    before = assessment.state
    after = state_after(before, action, held=assessment.held_state)
    if after is not before:
        _enter(assessment, after, now=now)
    transition = Transition(
        office_id=assessment.office_id,
        assessment_id=case.id,
        action=action,
        before=before,
        after=after,
        actor_id=actor.account_id,
        reason=facts.reason,
        at=now,
    )
    session.add(transition)
    record(
        session,
        actor=actor,
        action=f"assessment:{action}",
        subject=assessment,
        before={"state": before},
        after={"state": after},
        now=now,
    )
    return transition


def _enter(assessment: Assessment, after: AssessmentState, *, now: datetime) -> None:
    """Change the state; a side state holds the one before it, with its day and granted days."""
    comes_back = assessment.state is AssessmentState.SUSPENDED and after not in SIDE_STATES
    if after in SIDE_STATES and assessment.state not in SIDE_STATES:
        assessment.held_state, assessment.held_since = assessment.state, assessment.state_since
    if comes_back:
        since, assessment.held_state, assessment.held_since = assessment.held_since, None, None
    else:
        since = now
        if after not in SIDE_STATES:
            assessment.granted_days = 0
    assessment.state, assessment.state_since = after, since or now

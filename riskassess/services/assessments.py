"""The one door through which an assessment moves."""

from datetime import datetime

from sqlmodel import Session

from models import Transition
from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition, Refused
from riskassess.domain.lifecycle import step
from riskassess.domain.policy import AssessmentFacts, missing_names, refuse
from riskassess.domain.vocabulary import AssessmentAction, RefusalReason
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
    before, after = assessment.state, step(assessment.state, action).after
    if after is not before:
        assessment.state, assessment.state_since = after, now
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

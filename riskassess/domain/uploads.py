"""When a sponsor may still bring or withdraw a document: as long as its step is not past."""

from riskassess.domain.actor import Actor
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.policy import AssessmentFacts, may_see_assessment
from riskassess.domain.vocabulary import AssessmentState, RefusalReason

_BEFORE_SUBMISSION = frozenset(
    {
        AssessmentState.SUBMITTED,
        AssessmentState.PREPARING,
        AssessmentState.IN_REVIEW,
        AssessmentState.GRADE_PROPOSED,
    }
)
_BEFORE_REVIEW = _BEFORE_SUBMISSION - {AssessmentState.SUBMITTED}
# state of the assessment: steps (`needed_for` of the manual) whose documents are still open
OPEN_STEPS: dict[AssessmentState, frozenset[AssessmentState]] = {
    AssessmentState.DRAFT: _BEFORE_SUBMISSION,
    AssessmentState.RETURNED: _BEFORE_SUBMISSION,
    AssessmentState.SURVEYING: _BEFORE_REVIEW,
    AssessmentState.PREPARING: _BEFORE_REVIEW,
    AssessmentState.REVISING: frozenset(
        {AssessmentState.IN_REVIEW, AssessmentState.GRADE_PROPOSED}
    ),
    AssessmentState.TRACKING: frozenset({AssessmentState.CLOSED}),
}


def refuse_upload(
    actor: Actor, facts: AssessmentFacts, *, needed_for: AssessmentState
) -> RefusalReason | None:
    """Return why the sponsor may not bring or withdraw a document now, or None.

    Parameters
    ----------
    actor : Actor
        Who wants to.
    facts : AssessmentFacts
        State, owner, and whether the materials are handed in.
    needed_for : AssessmentState
        The step that the manual wants the document for.

    Returns
    -------
    RefusalReason or None
        The first reason against it.

    >>> from riskassess.domain.vocabulary import Role
    >>> owner = Actor(1, 1, roles=frozenset({Role.PROJECT_UNIT}), unit_id=7)
    >>> facts = AssessmentFacts(AssessmentState.TRACKING, office_id=1, unit_id=7)
    >>> refuse_upload(owner, facts, needed_for=AssessmentState.IN_REVIEW)
    <RefusalReason.WRONG_STATE: 'wrong_state'>
    """
    if not actor.has(*SPONSOR):
        return RefusalReason.NOT_YOUR_ROLE
    if not may_see_assessment(actor, office_id=facts.office_id, unit_id=facts.unit_id):
        return RefusalReason.NOT_YOUR_RECORD
    if needed_for not in OPEN_STEPS.get(facts.state, frozenset()):
        return RefusalReason.WRONG_STATE
    if facts.state is AssessmentState.PREPARING and facts.handed_in:
        return RefusalReason.ALREADY_ANSWERED
    return None

"""Documents by the step that they are needed for: until when they are brought, what rests on them.

One may be brought or withdrawn as long as its step is not past.
"""

from riskassess.domain.actor import Actor
from riskassess.domain.lifecycle import OFFICER, SIDE_STATES, SPONSOR
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.policy import AssessmentFacts, may_see_assessment
from riskassess.domain.vocabulary import AssessmentState, RefusalReason

GRADED_ON = frozenset(
    {
        AssessmentState.SUBMITTED,
        AssessmentState.SURVEYING,
        AssessmentState.PREPARING,
        AssessmentState.IN_REVIEW,
        AssessmentState.GRADE_PROPOSED,
    }
)
"""Steps whose documents the grade rests on: experts read them, the fingerprint covers them. What
comes later (decision, tracking, archive) changes nothing that the grade depends on."""
JUDGED_ON = GRADED_ON - {AssessmentState.GRADE_PROPOSED}
"""Steps whose documents the panel had before it. What is brought for the grade, the answer to the
panel's points above all, is no part of what it judged."""
_BEFORE_REVIEW = GRADED_ON - {AssessmentState.SUBMITTED, AssessmentState.SURVEYING}
# state of the assessment: steps (`needed_for` of the manual) whose documents are still open
OPEN_STEPS: dict[AssessmentState, frozenset[AssessmentState]] = {
    AssessmentState.DRAFT: GRADED_ON,
    AssessmentState.RETURNED: GRADED_ON,
    AssessmentState.SURVEYING: _BEFORE_REVIEW,
    AssessmentState.PREPARING: _BEFORE_REVIEW,
    AssessmentState.REVISING: frozenset(
        {AssessmentState.IN_REVIEW, AssessmentState.GRADE_PROPOSED}
    ),
    AssessmentState.TRACKING: frozenset({AssessmentState.CLOSED}),
}
_ORDER = list(AssessmentState)
_NOT_WITH_THE_OFFICE = SIDE_STATES | {
    AssessmentState.DRAFT,
    AssessmentState.RETURNED,
    AssessmentState.ARCHIVED,
}


def refuse_upload(
    actor: Actor,
    facts: AssessmentFacts,
    *,
    needed_for: AssessmentState,
    by: Bringer = Bringer.SPONSOR,
) -> RefusalReason | None:
    """Return why the actor may not bring a document now, or None.

    The office brings its papers until the case is archived, but no paper that a grade rests on
    once that grade is proposed: it would make the approval stale.

    Parameters
    ----------
    actor : Actor
        Who wants to.
    facts : AssessmentFacts
        State, owner, and whether the materials are handed in.
    needed_for : AssessmentState
        The step that the manual wants the document for.
    by : Bringer
        Who brings it, as the manual says.

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
    if not actor.has(*(OFFICER if by is Bringer.OFFICE else SPONSOR)):
        return RefusalReason.NOT_YOUR_ROLE
    if not may_see_assessment(
        actor, office_id=facts.office_id, unit_id=facts.unit_id, state=facts.state
    ):
        return RefusalReason.NOT_YOUR_RECORD
    if by is Bringer.OFFICE:
        return _refuse_office(facts.state, needed_for)
    if needed_for not in OPEN_STEPS.get(facts.state, frozenset()):
        return RefusalReason.WRONG_STATE
    if facts.state is AssessmentState.PREPARING and facts.handed_in:
        return RefusalReason.ALREADY_ANSWERED
    return None


def _refuse_office(state: AssessmentState, needed_for: AssessmentState) -> RefusalReason | None:
    is_late = needed_for in GRADED_ON and is_past(state, before=needed_for)
    if is_late or state in _NOT_WITH_THE_OFFICE:
        return RefusalReason.WRONG_STATE
    return None


def is_past(state: AssessmentState, *, before: AssessmentState) -> bool:
    """Return whether the step into a state has been taken, or a later one.

    >>> is_past(AssessmentState.DECIDED, before=AssessmentState.DECIDED)
    True
    """
    return _ORDER.index(state) >= _ORDER.index(before)


def refuse_withdrawal(
    actor: Actor, facts: AssessmentFacts, *, needed_for: AssessmentState, by: Bringer
) -> RefusalReason | None:
    """Return why the actor may not withdraw or replace a document now, or None.

    What a step was taken on stays: the office may add to it, never take away.
    """
    if reason := refuse_upload(actor, facts, needed_for=needed_for, by=by):
        return reason
    if by is Bringer.OFFICE and is_past(facts.state, before=needed_for):
        return RefusalReason.ALREADY_ANSWERED
    return None

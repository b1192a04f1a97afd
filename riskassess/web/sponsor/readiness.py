"""All that stands between the sponsor and the next step, each with the place to mend it."""

from dataclasses import dataclass

from flask import url_for

from riskassess.domain.lifecycle import STEPS
from riskassess.domain.policy import GUARDS, AssessmentFacts, missing_names, refuse
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState, RefusalReason
from riskassess.i18n import _
from riskassess.messages import explain
from riskassess.queries.assessments import Case
from riskassess.web import context

A, S = AssessmentAction, AssessmentState
# The sponsor's own next step in each state
NEXT: dict[AssessmentState, AssessmentAction] = {
    S.DRAFT: A.SUBMIT,
    S.RETURNED: A.SUBMIT,
    S.SURVEYING: A.FINISH_SURVEY,
    S.PREPARING: A.HAND_IN,
    S.REVISING: A.ANSWER_REVISION,
    S.TRACKING: A.PROVE_MEASURE,
}
PLACES = {
    RefusalReason.DOCUMENTS_MISSING: ("sponsor.show_assessment", "documents"),
    RefusalReason.POINTS_OPEN: ("sponsor.show_assessment", "points"),
    RefusalReason.SURVEY_MISSING: ("sponsor.edit_survey", ""),
    RefusalReason.FACTORS_MISSING: ("sponsor.choose_factors", ""),
    RefusalReason.ESTIMATE_MISSING: ("sponsor.list_factors", ""),
    RefusalReason.MEASURES_MISSING: ("sponsor.list_measures", ""),
}


@dataclass(frozen=True)
class Obstacle:
    """One thing that is missing: what, the names of it, where to mend it."""

    what: str
    mend: str
    names: tuple[str, ...]
    url: str


def obstacles(case: Case, facts: AssessmentFacts, action: AssessmentAction) -> list[Obstacle]:
    """Return all that the rules still want before the action, not only the first of it."""
    entry = STEPS.get((facts.state, action))
    if entry is None:
        return []
    found = []
    for name in entry.guards:
        holds, reason = GUARDS[name]
        if not holds(facts, context.actor()):
            found.append(_obstacle(case, facts, reason))
    return found


def _obstacle(case: Case, facts: AssessmentFacts, reason: RefusalReason) -> Obstacle:
    names = missing_names(reason, facts)
    what, mend = explain(reason, {"missing": _("、").join(names)})
    endpoint, anchor = PLACES.get(reason, ("sponsor.show_assessment", ""))
    url = url_for(endpoint, assessment_id=case.id, _anchor=anchor or None)
    return Obstacle(what, mend, names, url)


def may(facts: AssessmentFacts, action: AssessmentAction) -> str:
    """Return why the action is refused now, in words, or an empty text."""
    reason = refuse(action, context.actor(), facts)
    return explain(reason, {"missing": ""})[0] if reason else ""

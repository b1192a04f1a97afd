"""What an officer may do with a case now, and why not where not."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, url_for

from riskassess.domain.lifecycle import STEPS
from riskassess.domain.policy import AssessmentFacts, refuse
from riskassess.domain.vocabulary import GROUP_OF, AssessmentAction, Group, RefusalReason
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.messages import explain
from riskassess.queries.facts import facts_of
from riskassess.web import context

A = AssessmentAction
# action: the page where it is done, and the place on it
PAGES: dict[AssessmentAction, tuple[str, str]] = {
    A.ACCEPT: ("office.check_registration", ""),
    A.RETURN: ("office.check_registration", "return"),
    A.FIX_FACTORS: ("office.check_preparation", ""),
    A.RETURN_PREPARATION: ("office.check_preparation", "return"),
    A.OPEN_REVIEW: ("office.open_review", ""),
    A.REQUEST_REVISION: ("office.show_result", "revision"),
    A.PROPOSE_GRADE: ("office.show_result", ""),
    A.APPROVE_GRADE: ("office.show_result", ""),
    A.SEND_BACK_GRADE: ("office.show_result", ""),
    A.RECORD_DECISION: ("office.edit_decision", ""),
    A.START_TRACKING: ("office.edit_tracking", ""),
    A.CHECK_MEASURE: ("office.show_assessment", "measures"),
    A.CLOSE: ("office.edit_closing", ""),
    A.ARCHIVE: ("office.show_dossier", ""),
}


@dataclass(frozen=True)
class Action:
    """One line: the act, its page when allowed, else the sentence why not."""

    name: str
    url: str | None
    why_not: str


def actions_of(case: Any, facts: AssessmentFacts) -> list[Action]:
    """Return the office's acts that this state knows: the allowed first."""
    # the reason is asked on the act's own page; here it must not stand against it
    facts = replace(facts, reason=facts.reason or "-")
    lines = [
        _action(case, action, facts)
        for (state, action), step in STEPS.items()
        if state is facts.state and any(GROUP_OF[role] is Group.OFFICE for role in step.roles)
    ]
    return sorted((line for line in lines if line), key=lambda line: line.url is None)


def _action(case: Any, action: AssessmentAction, facts: AssessmentFacts) -> Action | None:
    reason = refuse(action, context.actor(), facts)
    if reason is RefusalReason.WRONG_STATE:
        return None  # another branch of the same state: what does not go ahead is not tracked
    if reason is None:
        return Action(label(action), page_of(case, action), "")
    return Action(label(action), None, _why_not(action, reason, facts))


def page_of(case: Any, action: AssessmentAction) -> str | None:
    """Return where an act is done, or None when that page does not exist."""
    endpoint, anchor = PAGES[action]
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, assessment_id=case.id, _anchor=anchor or None)


def _why_not(action: AssessmentAction, reason: RefusalReason, facts: AssessmentFacts) -> str:
    if reason is RefusalReason.NOT_YOUR_ROLE:
        roles = sorted(STEPS[facts.state, action].roles)
        return _("这一步由%(who)s办理。", who="、".join(label(role) for role in roles))
    missing = (*facts.missing_documents, *facts.unestimated, *facts.unmeasured)
    return "".join(explain(reason, {"missing": "、".join(missing)}))


def may(case: Any) -> dict[str, str]:
    """Return, by action, why the actor may not take it now; an empty text allows it."""
    facts = replace(facts_of(context.db_session(), case), reason="-")
    refused = {action: refuse(action, context.actor(), facts) for action in PAGES}
    return {
        action.value: _why_not(action, reason, facts) if reason else ""
        for action, reason in refused.items()
    }

"""What an officer may do with a case now, and why not where not."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, url_for

from riskassess.domain.lifecycle import SIDE_ACTIONS, STEPS
from riskassess.domain.policy import AssessmentFacts, missing_names, refuse
from riskassess.domain.tasks import TaskKind, next_tasks
from riskassess.domain.vocabulary import (
    GROUP_OF,
    AssessmentAction,
    Group,
    RefusalReason,
    Role,
)
from riskassess.i18n import _, sentences
from riskassess.labels import label
from riskassess.messages import explain
from riskassess.queries.facts import facts_of
from riskassess.queries.progress import progress_of
from riskassess.queries.review_rooms import count_project_reviews
from riskassess.web import context
from riskassess.web.task_words import WORDS

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


# what the case waits for: the act that does it; the others of the state stand back
MAIN: dict[TaskKind, AssessmentAction] = {
    TaskKind.CHECK_REGISTRATION: A.ACCEPT,
    TaskKind.CHECK_PREPARATION: A.FIX_FACTORS,
    TaskKind.OPEN_REVIEW: A.OPEN_REVIEW,
    TaskKind.PROPOSE_GRADE: A.PROPOSE_GRADE,
    TaskKind.APPROVE_GRADE: A.APPROVE_GRADE,
    TaskKind.RECORD_DECISION: A.RECORD_DECISION,
    TaskKind.START_TRACKING: A.START_TRACKING,
    TaskKind.CHECK_MEASURES: A.CHECK_MEASURE,
    TaskKind.CLOSE_CASE: A.CLOSE,
    TaskKind.SEAL_DOSSIER: A.ARCHIVE,
}
# what is done on the page of the review; the table of steps does not know these
ON_REVIEW = (
    TaskKind.CLOSE_ROUND, TaskKind.FILL_PANEL, TaskKind.GIVE_SCORES, TaskKind.OPEN_LOCKED_ROUND,
    TaskKind.DECIDE_RISKS, TaskKind.LEAD_CONSULTATION,
)  # fmt: skip
OTHERS_DO = (TaskKind.GIVE_SCORES, TaskKind.OPEN_LOCKED_ROUND)


BESIDE: dict[AssessmentAction, str] = {
    A.SUSPEND: "office.edit_suspension",
    A.RESUME: "office.edit_suspension",
    A.EXTEND: "office.edit_deadline",
    A.CORRECT: "office.list_corrections",
}


@dataclass(frozen=True)
class Action:
    """One line: the act, its page when allowed, else the sentence why not; at most one is main."""

    name: str
    url: str | None
    why_not: str = ""
    is_main: bool = False


def actions_of(case: Any, facts: AssessmentFacts) -> list[Action]:
    """Return the office's acts that this state knows: the next one first, then the allowed."""
    # the reason is asked on the act's own page; here it must not stand against it
    facts = replace(facts, reason=facts.reason or "-")
    waits = next_tasks(progress_of(context.db_session(), [case.assessment])[case.id])
    main = next((MAIN[kind] for kind in waits if kind in MAIN), None)
    lines = [
        _action(case, action, facts, is_main=action is main)
        for (state, action), step in STEPS.items()
        if state is facts.state
        and action not in SIDE_ACTIONS
        and any(GROUP_OF[role] is Group.OFFICE for role in step.roles)
    ]
    found = [_on_review(case, kind) for kind in waits if kind in ON_REVIEW][:1]
    found += [line for line in lines if line]
    return sorted(found, key=lambda line: (line.url is None, not line.is_main))


def side_acts(case: Any, facts: AssessmentFacts) -> list[Action]:
    """Return what the actor may do now beside the way of the case, each with its page."""
    facts = replace(facts, reason="-")
    return [
        Action(str(label(action)), url_for(endpoint, assessment_id=case.id))
        for action, endpoint in BESIDE.items()
        # while a review is scored, the page leads on to the review's own extension
        if refuse(action, context.actor(), facts) in {None, RefusalReason.REVIEW_HAS_DAY}
    ]


def _on_review(case: Any, kind: TaskKind) -> Action:
    is_ours = kind not in OTHERS_DO and context.actor().has(Role.CASE_OFFICER)
    name = str(WORDS[kind].what) if is_ours else _("查看评审进展")
    return Action(name, url_for("office.show_review", assessment_id=case.id), is_main=is_ours)


def _action(
    case: Any, action: AssessmentAction, facts: AssessmentFacts, *, is_main: bool
) -> Action | None:
    reason = refuse(action, context.actor(), facts)
    if reason is RefusalReason.WRONG_STATE:
        return None  # another branch of the same state: what does not go ahead is not tracked
    name = label(action)
    if action is A.OPEN_REVIEW and count_project_reviews(context.db_session(), case.id):
        name = _("再次评审")
    if reason is None:
        return Action(name, page_of(case, action), is_main=is_main)
    if reason is RefusalReason.DOCUMENTS_MISSING:  # its page carries the upload
        why_not = _why_not(action, reason, facts)
        return Action(name, page_of(case, action), why_not, is_main=is_main)
    return Action(name, None, _why_not(action, reason, facts))


def page_of(case: Any, action: AssessmentAction) -> str | None:
    """Return where an act is done, or None when that page does not exist."""
    endpoint, anchor = PAGES[action]
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, assessment_id=case.id, _anchor=anchor or None)


def _why_not(action: AssessmentAction, reason: RefusalReason, facts: AssessmentFacts) -> str:
    if reason is RefusalReason.NOT_YOUR_ROLE:
        roles = sorted(STEPS[facts.state, action].roles)
        return _("这一步由%(who)s办理。", who=_("、").join(label(role) for role in roles))
    return sentences(explain(reason, {"missing": _("、").join(missing_names(reason, facts))}))


def may(case: Any) -> dict[str, str]:
    """Return, by action, why the actor may not take it now; an empty text allows it."""
    facts = replace(facts_of(context.db_session(), case), reason="-")
    refused = {action: refuse(action, context.actor(), facts) for action in PAGES}
    return {
        action.value: _why_not(action, reason, facts) if reason else ""
        for action, reason in refused.items()
    }

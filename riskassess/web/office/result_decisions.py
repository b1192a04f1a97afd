"""Why the actor may not approve or send back a proposed grade, in words."""

from dataclasses import replace
from typing import Any

from riskassess.domain.policy import refuse
from riskassess.domain.vocabulary import AssessmentAction, RefusalReason
from riskassess.i18n import _, sentences
from riskassess.labels import section_names
from riskassess.messages import explain
from riskassess.queries.facts import facts_of
from riskassess.queries.proposers import has_proposed
from riskassess.web import context


def why_not_decide(case: Any, view: Any) -> dict[str, str]:
    """Return why the actor may not approve or send back, by the rules that the services ask."""
    session, actor = context.db_session(), context.actor()
    facts = replace(facts_of(session, case, fingerprint_holds=not view.changed), reason="-")
    if has_proposed(session, case.id, actor=actor):
        facts = replace(facts, proposer_id=actor.account_id)
    acts = {
        "why_not_approve": AssessmentAction.APPROVE_GRADE,
        "why_not_send_back": AssessmentAction.SEND_BACK_GRADE,
    }
    found = {name: refuse(action, actor, facts) for name, action in acts.items()}
    return {name: _why_not(reason, view) for name, reason in found.items()}


def _why_not(reason: RefusalReason | None, view: Any) -> str:
    if reason is None:
        return ""
    if reason is RefusalReason.NOT_YOUR_ROLE:
        return _("审批由另一位审批人办理。")
    if reason is RefusalReason.FINGERPRINT_CHANGED:
        parts = section_names(view.changed)
        return sentences(explain("fingerprint_sections_changed", {"parts": parts}))
    return sentences(explain(reason, {}))

"""What is said before a grade goes to the approver, and before it is approved."""

from typing import Any

from flask import redirect, request, url_for

from riskassess.domain.errors import Refused
from riskassess.domain.policy import refuse
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.filters import grade_label
from riskassess.i18n import _
from riskassess.queries import cases
from riskassess.queries.assessments import newest_result
from riskassess.queries.facts import facts_of
from riskassess.queries.results import get_proposal
from riskassess.web import context
from riskassess.web.final_acts import CONFIRMED, YES, Final, entries_of, final_act
from riskassess.web.forms import ConfirmForm
from riskassess.web.office.result_decisions import why_not_decide


def _case(assessment_id: int) -> Any:
    return cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())


def check_proposal(assessment_id: int, explanation: str) -> None:
    """Refuse what proposing would refuse by the policy; nothing is written."""
    case, session = _case(assessment_id), context.db_session()
    facts = facts_of(session, case, reason=explanation)
    if reason := refuse(AssessmentAction.PROPOSE_GRADE, context.actor(), facts):
        raise Refused(reason, where=f"assessment:{case.id}")


def ask_proposal(assessment_id: int, form: Any) -> Final:
    """Return the question before a grade is sent to the approver."""
    case = _case(assessment_id)
    result = newest_result(context.db_session(), case.id)
    grades = [(_("措施前"), grade_label(result.initial_grade)),
              (_("措施后"), grade_label(result.expected_grade))] if result else []  # fmt: skip
    return Final(
        title=_("送审？"),
        button=_("确认送审"),
        happens=[
            _("等级、计算结果和说明交另一位审批人审批，审批期间不能修改。"),
            _("送审不能撤回；要修改须等审批人退回。送审和退回都留有记录。"),
        ],
        entries=[*grades, *entries_of(form)],
        about=case.project.title,
    )


def asked_approval(proposal_id: int) -> Any:
    """Return the page that asks before an approval, or None when it may go on to be done.

    What cannot be approved goes on as well: the act says why.
    """
    view, result = get_proposal(context.db_session(), proposal_id, actor=context.actor())
    case = _case(int(view.proposal.assessment_id))
    if request.form.get(CONFIRMED) == YES or why_not_decide(case, result)["why_not_approve"]:
        return None
    to = url_for("office.show_result", assessment_id=case.id)
    ask = Final(
        title=_("批准等级？"),
        button=_("确认批准并签发"),
        happens=[
            _("等级生效，备案证书随即签发并加盖电子签名。"),
            _("批准不能撤回；以后的变动只能另行评估。"),
        ],
        entries=[
            (_("措施前"), grade_label(view.proposal.initial_grade)),
            (_("措施后"), grade_label(view.proposal.expected_grade)),
            (_("承办人的说明"), view.proposal.explanation),
        ],
        about=case.project.title,
    )
    return final_act(
        ConfirmForm(), _nothing, ask=lambda: ask, again=lambda _status: redirect(to, code=303)
    )


def _nothing() -> None:
    """Do nothing: the approval itself follows once it was confirmed."""

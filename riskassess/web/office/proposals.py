"""Approving a proposed grade, or sending it back."""

from typing import Any

from flask import flash, redirect, url_for

from riskassess.i18n import _
from riskassess.queries.results import get_proposal
from riskassess.services import proposals
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.office.blueprint import bp
from riskassess.web.office.result_asking import asked_approval
from riskassess.web.office.results import show_page
from riskassess.web.office.review_forms import SendBackForm


def _assessment_of(proposal_id: int) -> int:
    view, _result = get_proposal(context.db_session(), proposal_id, actor=context.actor())
    return int(view.proposal.assessment_id)


@bp.post("/grade-proposals/<int:proposal_id>/approval")
def approve_grade(proposal_id: int) -> Any:
    """Approve and sign, once it was asked about: the assessment is filed."""
    assessment_id = _assessment_of(proposal_id)
    if (answer := asked_approval(proposal_id)) is not None:
        return answer
    work: dict[str, Any] = {"actor": context.actor(), "now": context.clock()}
    return do(
        posting(
            proposals.approve_grade,
            proposal_id=proposal_id,
            sign=context.office_keys().sign,
            **work,
        ),
        done=_("等级已批准，备案证书已签发。"),
        to=url_for("office.show_result", assessment_id=assessment_id),
    )


@bp.post("/grade-proposals/<int:proposal_id>/return")
def send_back_grade(proposal_id: int) -> Any:
    """Send the proposed grade back with a reason."""
    assessment_id, form = _assessment_of(proposal_id), SendBackForm()
    work: dict[str, Any] = {"actor": context.actor(), "now": context.clock()}
    given = {"proposal_id": proposal_id, "reason": form.reason.data or ""}
    if not done_by(form, posting(proposals.send_back_grade, **given, **work)):
        return show_page(assessment_id, 422, form=form, send_back=form)
    flash(_("等级已退回承办人。"), "success")
    return redirect(url_for("office.show_result", assessment_id=assessment_id), code=303)

"""The computed result: shown with all it rests on, computed again, sent back for revision."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.i18n import _
from riskassess.services import proposals, results, rounds
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.final_acts import final_act
from riskassess.web.office.blueprint import bp
from riskassess.web.office.certainty import with_certainty
from riskassess.web.office.result_asking import ask_proposal, check_proposal
from riskassess.web.office.result_page import result_page
from riskassess.web.office.review_forms import ProposalForm, RevisionForm, SendBackForm


def show_page(assessment_id: int, status: int = 200, **forms: Any) -> Any:
    """Render the page of the result, with a form that was refused where there is one."""
    values = result_page(assessment_id)
    given = {"form": None, **forms}
    revision = given.get("revision") or RevisionForm(formdata=None)
    return render_template(
        "office/results/show_result.html",
        **values,
        form=given["form"],
        proposal_form=given.get("proposal") or ProposalForm(formdata=None),
        send_back_form=given.get("send_back") or SendBackForm(formdata=None),
        revision_form=revision.offer(values.get("headings", [])),
    ), status


def _acting(**more: Any) -> dict[str, Any]:
    return {"actor": context.actor(), "now": context.clock(), **more}


@bp.get("/assessments/<int:assessment_id>/result")
def show_result(assessment_id: int) -> Any:
    """Show the result, the proposed grade, and what may be done now."""
    return show_page(assessment_id)


@bp.post("/assessments/<int:assessment_id>/result")
def compute_again(assessment_id: int) -> Any:
    """Compute anew after a change; the older result stays on record."""
    work = _acting(assessment_id=assessment_id)
    return do(
        with_certainty(lambda: results.compute_again(context.db_session(), **work)),
        done=_("已按现在的材料重新计算；先前的结果保留。"),
        to=url_for("office.show_result", assessment_id=assessment_id),
    )


@bp.post("/assessments/<int:assessment_id>/revision")
def request_revision(assessment_id: int) -> Any:
    """Give the sponsor the chosen opinions to answer one by one."""
    form = RevisionForm().offer(result_page(assessment_id).get("headings", []))
    work = _acting(assessment_id=assessment_id)
    if not done_by(form, lambda: posting(rounds.request_revision, points=form.chosen(), **work)()):
        return show_page(assessment_id, 422, form=form, revision=form)
    flash(_("已要求项目单位修改，意见逐条答复后回到评审。"), "success")
    return redirect(url_for("office.show_result", assessment_id=assessment_id), code=303)


@bp.post("/assessments/<int:assessment_id>/grade-proposal")
def propose_grade(assessment_id: int) -> Any:
    """Propose the computed grade."""
    form = ProposalForm()
    work = _acting(assessment_id=assessment_id, explanation=form.explanation.data or "")
    answer = final_act(
        form,
        posting(proposals.propose_grade, **work),
        check=lambda: check_proposal(assessment_id, form.explanation.data or ""),
        ask=lambda: ask_proposal(assessment_id, form),
        again=lambda status: show_page(assessment_id, status, form=form, proposal=form),
    )
    if answer is not None:
        return answer
    flash(_("等级已提出，等另一位审批人审批。"), "success")
    return redirect(url_for("office.show_result", assessment_id=assessment_id), code=303)

"""What a sponsor does beside the way of a case: withdraw it, ask for corrections."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.queries.facts import facts_of
from riskassess.services import corrections, side_states
from riskassess.services.corrections import Change
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.case_forms import ReasonForm, correction_form
from riskassess.web.corrections_page import correction_values, require_field, shown_value
from riskassess.web.final_acts import Final, entries_of, final_act
from riskassess.web.sponsor.assessments import own_case
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.readiness import may
from riskassess.web.tracks import case_track

A = AssessmentAction


def _acting(assessment_id: int) -> dict[str, Any]:
    return {"assessment_id": assessment_id, "actor": context.actor(), "now": context.clock()}


def _told(text: str, endpoint: str, assessment_id: int) -> Any:
    flash(text, "success")
    return redirect(url_for(endpoint, assessment_id=assessment_id), code=303)


def _why_not(case: Case, action: AssessmentAction) -> str:
    return may(facts_of(context.db_session(), case, reason="-"), action)


@bp.get("/assessments/<int:assessment_id>/withdrawal")
def edit_withdrawal(assessment_id: int) -> Any:
    """Show what withdrawing does, and the form for its reason."""
    return _withdrawal(own_case(assessment_id), ReasonForm(formdata=None))


def _withdrawal(case: Case, form: ReasonForm, status: int = 200) -> Any:
    return render_template(
        "sponsor/edit_withdrawal.html",
        case=case,
        track=case_track(case),
        form=form,
        why_not=_why_not(case, A.WITHDRAW),
    ), status


@bp.post("/assessments/<int:assessment_id>/withdrawal")
def withdraw_assessment(assessment_id: int) -> Any:
    """Withdraw the assessment, once it was asked about."""
    case, form = own_case(assessment_id), ReasonForm()
    act = posting(
        side_states.withdraw_assessment, reason=form.reason.data or "", **_acting(assessment_id)
    )
    answer = final_act(
        form,
        act,
        ask=lambda: _ask(case, form),
        again=lambda status: _withdrawal(case, form, status),
    )
    if answer is not None:
        return answer
    return _told(_("项目已撤回，评估终止。"), "sponsor.show_assessment", assessment_id)


def _ask(case: Case, form: ReasonForm) -> Final:
    return Final(
        title=_("撤回项目？"),
        button=_("确认撤回"),
        happens=[
            _("评估就此终止，不能恢复；要继续须重新登记。"),
            _("已有的材料和记录全部保留，仍可查阅。"),
        ],
        entries=entries_of(form),
        about=case.project.title,
    )


@bp.get("/assessments/<int:assessment_id>/corrections")
def list_corrections(assessment_id: int) -> Any:
    """Show what was corrected and asked for, and what may be."""
    case = own_case(assessment_id)
    return render_template(
        "sponsor/list_corrections.html",
        case=case,
        track=case_track(case),
        why_not=_why_not(case, A.ASK_CORRECTION),
        **correction_values(case),
    )


@bp.get("/assessments/<int:assessment_id>/corrections/<field>")
def edit_correction(assessment_id: int, field: str) -> Any:
    """Show one fact with the form that asks for its correction."""
    case = own_case(assessment_id)
    return _form(case, field, correction_form(case, field, require_field(case, field)))


def _form(case: Case, field: str, form: Any, status: int = 200) -> Any:
    return render_template(
        "sponsor/edit_correction.html",
        case=case,
        track=case_track(case),
        field_name=field,
        label=require_field(case, field),
        value=shown_value(case, field),
        form=form,
        why_not=_why_not(case, A.ASK_CORRECTION),
    ), status


@bp.post("/assessments/<int:assessment_id>/corrections/<field>")
def ask_correction(assessment_id: int, field: str) -> Any:
    """Ask the office to correct one fact."""
    case = own_case(assessment_id)
    form = correction_form(case, field, require_field(case, field))
    change = Change(field, form.value.data or "", form.reason.data or "")
    given = {"change": change, **_acting(assessment_id)}
    if not done_by(form, lambda: corrections.ask_correction(context.db_session(), **given)):
        return _form(case, field, form, 422)
    return _told(_("已申请，等稳定办办理。"), "sponsor.list_corrections", assessment_id)

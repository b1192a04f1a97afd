"""Corrections of a registration: the officer's own, and those that the sponsor asks for."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import _
from riskassess.queries import cases
from riskassess.queries.assessments import Case
from riskassess.services import corrections
from riskassess.services.corrections import Change
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.case_forms import DecisionForm, correction_form
from riskassess.web.corrections_page import correction_values, require_field, shown_value
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.case_record import why_not


def _case(assessment_id: int) -> Case:
    return cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())


def _told(text: str, assessment_id: int) -> Any:
    flash(text, "success")
    return redirect(url_for("office.list_corrections", assessment_id=assessment_id), code=303)


@bp.get("/assessments/<int:assessment_id>/corrections")
def list_corrections(assessment_id: int) -> Any:
    """Show what was corrected, what is asked for, and what may be corrected."""
    return _list(_case(assessment_id), DecisionForm(formdata=None))


def _list(case: Case, form: DecisionForm, status: int = 200, *, deciding: int = 0) -> Any:
    return render_template(
        "office/case_record/list_corrections.html",
        **head_of(case),
        **correction_values(case),
        form=form,
        deciding=deciding,
        why_not=why_not(case, AssessmentAction.CORRECT),
    ), status


@bp.get("/assessments/<int:assessment_id>/corrections/<field>")
def edit_correction(assessment_id: int, field: str) -> Any:
    """Show one fact with the form that corrects it."""
    case = _case(assessment_id)
    return _form(case, field, correction_form(case, field, require_field(case, field)))


def _form(case: Case, field: str, form: Any, status: int = 200) -> Any:
    return render_template(
        "office/case_record/edit_correction.html",
        **head_of(case),
        field_name=field,
        label=require_field(case, field),
        value=shown_value(case, field),
        form=form,
        why_not=why_not(case, AssessmentAction.CORRECT),
    ), status


@bp.post("/assessments/<int:assessment_id>/corrections/<field>")
def correct_registration(assessment_id: int, field: str) -> Any:
    """Correct one fact."""
    case = _case(assessment_id)
    form = correction_form(case, field, require_field(case, field))
    change = Change(field, form.value.data or "", form.reason.data or "")
    given: dict[str, Any] = {
        "assessment_id": assessment_id, "actor": context.actor(), "now": context.clock()
    }  # fmt: skip
    act = lambda: corrections.correct_registration(  # noqa: E731 - an act, as everywhere
        context.db_session(), change=change, **given
    )
    if not done_by(form, act):
        return _form(case, field, form, 422)
    return _told(_("已更正，原来的内容保留在更正记录里。"), assessment_id)


@bp.post("/assessments/<int:assessment_id>/correction-requests/<int:correction_id>/decision")
def decide_correction(assessment_id: int, correction_id: int) -> Any:
    """Confirm or refuse what the sponsor asked for."""
    case, form = _case(assessment_id), DecisionForm()
    act = posting(
        corrections.decide_correction, assessment_id=assessment_id, correction_id=correction_id,
        confirms=form.decision.data == "confirm", answer=form.reason.data or "",
        actor=context.actor(), now=context.clock(),
    )  # fmt: skip
    if not done_by(form, act):
        return _list(case, form, 422, deciding=correction_id)
    return _told(_("已办理，项目单位会收到通知。"), assessment_id)

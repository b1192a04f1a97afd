"""Beside the way of a case: internal notes, suspension and resumption."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.policy import refuse
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState
from riskassess.filters import local
from riskassess.i18n import _, sentences
from riskassess.messages import explain
from riskassess.queries import cases
from riskassess.queries.assessments import Case
from riskassess.queries.facts import facts_of
from riskassess.queries.notes import get_note, list_notes
from riskassess.queries.pauses import newest_halt
from riskassess.services import notes, side_states
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.case_forms import NoteForm, ReasonForm
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of

A = AssessmentAction


def _case(assessment_id: int) -> Case:
    return cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())


def _acting(assessment_id: int) -> dict[str, Any]:
    return {"assessment_id": assessment_id, "actor": context.actor(), "now": context.clock()}


def _told(text: str, endpoint: str, assessment_id: int) -> Any:
    flash(text, "success")
    return redirect(url_for(endpoint, assessment_id=assessment_id), code=303)


def why_not(case: Case, action: AssessmentAction) -> str:
    """Return why the signed-in actor may not do something beside the way now, or nothing."""
    facts = facts_of(context.db_session(), case, reason="-")
    reason = refuse(action, context.actor(), facts)
    return sentences(explain(reason, {})) if reason else ""


@bp.get("/assessments/<int:assessment_id>/notes")
def list_case_notes(assessment_id: int) -> Any:
    """Show the internal notes and the form for another one."""
    return _notes(_case(assessment_id), NoteForm(formdata=None))


def _notes(case: Case, form: NoteForm, status: int = 200) -> Any:
    return render_template(
        "office/case_record/list_notes.html",
        **head_of(case),
        notes=list_notes(context.db_session(), case),
        form=form,
        reader_id=context.actor().account_id,
    ), status


@bp.post("/assessments/<int:assessment_id>/notes")
def write_case_note(assessment_id: int) -> Any:
    """Add a note."""
    case, form = _case(assessment_id), NoteForm()
    text = form.text.data or ""
    given = _acting(assessment_id)
    if not done_by(form, lambda: notes.write_note(context.db_session(), text=text, **given)):
        return _notes(case, form, 422)
    return _told(_("备注已保存，只有稳定办看得到。"), "office.list_case_notes", assessment_id)


@bp.get("/assessments/<int:assessment_id>/notes/<int:note_id>/correction")
def edit_case_note(assessment_id: int, note_id: int) -> Any:
    """Show the form that corrects an own note."""
    case = _case(assessment_id)
    note = get_note(context.db_session(), case, note_id)
    return _note(case, note, NoteForm(formdata=None, text=note.text))


def _note(case: Case, note: Any, form: NoteForm, status: int = 200) -> Any:
    return render_template(
        "office/case_record/edit_note.html", **head_of(case), note=note, form=form
    ), status


@bp.post("/assessments/<int:assessment_id>/notes/<int:note_id>/correction")
def correct_case_note(assessment_id: int, note_id: int) -> Any:
    """Add a new version of an own note."""
    case, form = _case(assessment_id), NoteForm()
    note = get_note(context.db_session(), case, note_id)
    given = {"note_id": note_id, "text": form.text.data or "", **_acting(assessment_id)}
    if not done_by(form, lambda: notes.correct_note(context.db_session(), **given)):
        return _note(case, note, form, 422)
    return _told(_("已更正，先前的写法仍可查看。"), "office.list_case_notes", assessment_id)


@bp.get("/assessments/<int:assessment_id>/suspension")
def edit_suspension(assessment_id: int) -> Any:
    """Show what suspending or resuming does, and the form for its reason."""
    return _suspension(_case(assessment_id), ReasonForm(formdata=None))


def _suspension(case: Case, form: ReasonForm, status: int = 200) -> Any:
    is_suspended = case.assessment.state is AssessmentState.SUSPENDED
    return render_template(
        "office/case_record/edit_suspension.html",
        **head_of(case),
        form=form,
        is_suspended=is_suspended,
        halt=newest_halt(context.db_session(), case),
        why_not=why_not(case, A.RESUME if is_suspended else A.SUSPEND),
    ), status


@bp.post("/assessments/<int:assessment_id>/suspension")
def suspend_assessment(assessment_id: int) -> Any:
    """Suspend the assessment."""
    case, form = _case(assessment_id), ReasonForm()
    act = posting(
        side_states.suspend_assessment, reason=form.reason.data or "", **_acting(assessment_id)
    )
    if not done_by(form, act):
        return _suspension(case, form, 422)
    return _told(_("评估已中止，期限停止计算。"), "office.show_assessment", assessment_id)


@bp.post("/assessments/<int:assessment_id>/resumption")
def resume_assessment(assessment_id: int) -> Any:
    """Resume the assessment where it stood."""
    case, form = _case(assessment_id), ReasonForm()
    since, today = local(case.assessment.state_since).date(), local(context.clock()).date()
    act = posting(
        side_states.resume_assessment, reason=form.reason.data or "",
        calendar=context.work_calendar(), **_acting(assessment_id),
    )  # fmt: skip
    if not done_by(form, act):
        return _suspension(case, form, 422)
    paused = _("期限按中止的天数顺延。") if since < today else _("当天中止、当天恢复，期限不变。")
    return _told(sentences([_("评估已恢复。"), paused]), "office.show_assessment", assessment_id)

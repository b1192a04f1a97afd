"""A member's standing: suspended, resumed, renewed, heard, removed; and the record of acts."""

from collections.abc import Callable
from typing import Any

from flask import render_template

from expert_pool.vocabulary import ExpertAction
from riskassess.i18n import _, current_locale
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import standing, terms
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool import final_words, forms
from riskassess.web.office.pool.application_page import kept_life, take_step
from riskassess.web.office.pool.final_words import Asked


@bp.get("/experts/<int:expert_id>/standing")
def show_standing(expert_id: int) -> Any:
    """Show the standing, what may be done about it, and what was."""
    return _page(expert_id, {})


@bp.post("/experts/<int:expert_id>/suspension")
def suspend_expert(expert_id: int) -> Any:
    """Suspend for a reason of the manual."""
    reasons = _rules().suspension
    form = forms.reason_form(forms.ReasonCodeForm, reasons)
    done = _("已暂停：暂停期间不参加抽取，未完成的评审由候补递补。")
    asked = Asked(ExpertAction.SUSPEND, final_words.ask_suspension, _given(reasons, form))
    values = _reason(form)
    return _act(expert_id, "suspension", form, standing.suspend, done=done, asked=asked, **values)


@bp.post("/experts/<int:expert_id>/resumption")
def resume_expert(expert_id: int) -> Any:
    """Let the expert be drawn again."""
    form = forms.NoteForm()
    return _act(expert_id, "resumption", form, standing.resume, done=_("已恢复。"),
                note=form.note.data or "")  # fmt: skip


@bp.post("/experts/<int:expert_id>/renewal")
def renew_term(expert_id: int) -> Any:
    """Renew the term; the new letter is printed by a job."""
    form = forms.RenewForm()
    done = _("已续聘，新的聘书正在生成。")
    return _act(expert_id, "renewal", form, terms.renew, done=done, ring_job=True,
                reason=form.reason.data or "")  # fmt: skip


@bp.post("/experts/<int:expert_id>/hearing")
def open_hearing(expert_id: int) -> Any:
    """Tell the expert what the removal is thought of for."""
    form = forms.reason_form(forms.HearingForm, _rules().removal)
    done = _("已告知专家，等待陈述意见。")
    return _act(expert_id, "hearing", form, standing.open_hearing, done=done, **_reason(form))


@bp.post("/experts/<int:expert_id>/hearing-closing")
def close_hearing(expert_id: int) -> Any:
    """End the hearing without a removal."""
    form = forms.ClosingForm()
    done = _("已决定不作出库处理，专家会收到说明。")
    return _act(expert_id, "hearing-closing", form, standing.close_hearing, done=done,
                note=form.note.data or "")  # fmt: skip


@bp.post("/experts/<int:expert_id>/removal")
def remove_expert(expert_id: int) -> Any:
    """Take the expert out of the pool."""
    reasons = _rules().removal
    form = forms.reason_form(forms.ReasonCodeForm, reasons)
    done = _("已出库：不再参加抽取，未完成的评审由候补递补，办理记录保留。")
    asked = Asked(ExpertAction.REMOVE, final_words.ask_removal, _given(reasons, form))
    values = {**_reason(form), "calendar": context.work_calendar()}
    return _act(expert_id, "removal", form, standing.remove, done=done, asked=asked, **values)


def _rules() -> Any:
    return pool_manual_of(context.db_session(), context.actor().office_id).standing


def _reason(form: forms.ReasonCodeForm) -> dict[str, Any]:
    return {"reason_code": form.code.data or "", "note": form.note.data or ""}


def _given(reasons: Any, form: forms.ReasonCodeForm) -> dict[str, Any]:
    return standing.reason_facts(reasons, form.code.data or "", form.note.data or "")


def _act(
    expert_id: int,
    name: str,
    form: Any,
    service: Callable[..., Any],
    *,
    done: str,
    ring_job: bool = False,
    asked: Asked | None = None,
    **values: Any,
) -> Any:
    return take_step(
        expert_id, name, form, service, done=done, ring_job=ring_job, asked=asked, page=_page,
        to="office.show_standing", **values,
    )  # fmt: skip


def _page(expert_id: int, sent: dict[str, Any], status: int = 200) -> Any:
    life, against = kept_life(expert_id)
    rules = life.manual.standing
    shown = {
        "suspension": _fresh(forms.ReasonCodeForm, rules.suspension),
        "resumption": forms.NoteForm(formdata=None),
        "renewal": forms.RenewForm(formdata=None),
        "hearing": _fresh(forms.HearingForm, [row for row in rules.removal if row.hearing]),
        "hearing-closing": forms.ClosingForm(formdata=None),
        "removal": _fresh(forms.ReasonCodeForm, rules.removal),
        **sent,
    }
    if life.hearing and "removal" not in sent:
        shown["removal"].code.data = life.hearing.opened.reason_code
    return render_template(
        "office/pool/show_standing.html",
        life=life,
        against=against,
        forms=shown,
        failed=next((form for form in sent.values() if form.errors or form.form_errors), None),
        back=next(iter(sent.values()), None),
        results={row.code: row.name(current_locale()) for row in life.manual.evaluation.results},
        renews=life.manual.term.renewal_results,
    ), status


def _fresh(kind: Any, reasons: Any) -> Any:
    return forms.reason_form(kind, reasons, formdata=None)

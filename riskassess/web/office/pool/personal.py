"""What the keeper does with the personal fields of one expert: look, correct, hand out, erase."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.errors import AssessmentError
from riskassess.i18n import _
from riskassess.queries import experts
from riskassess.queries.personal import list_disclosures
from riskassess.services.pool import correcting, personal
from riskassess.web import context
from riskassess.web.acts import done_by, words
from riskassess.web.errors import status_of
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool.personal_forms import (
    CorrectionForm,
    ErasureForm,
    ExportForm,
    PurposeForm,
    correction_form,
)
from riskassess.web.personal_files import send_personal


def kept_expert(expert_id: int) -> Any:
    """Return an expert of the pool that the actor keeps; 404 for everybody else."""
    expert = experts.get_expert(context.db_session(), expert_id, actor=context.actor())
    experts.require_keeper(context.actor())
    return expert


def _page(expert: Any) -> str:
    return url_for("office.show_expert", expert_id=expert.id)


@bp.post("/experts/<int:expert_id>/contact")
def show_contact(expert_id: int) -> Any:
    """Show telephone and address once, for a purpose that the expert will read."""
    expert, form = kept_expert(expert_id), PurposeForm()
    form.validate()
    try:
        contact = personal.show_contact(
            context.db_session(),
            expert_id=expert_id,
            purpose=form.purpose.data or "",
            actor=context.actor(),
            now=context.clock(),
            seal=context.personal_seal(),
        )
    except AssessmentError as error:
        return _refused(expert, error)
    return render_template("office/pool/show_contact.html", expert=expert, contact=contact)


def _refused(expert: Any, error: AssessmentError) -> Any:
    if status_of(error) == 404:
        raise error
    flash(words(error), "error")
    return redirect(_page(expert), code=303)


@bp.get("/experts/<int:expert_id>/disclosures")
def list_expert_disclosures(expert_id: int) -> Any:
    """Show who was shown something of this expert."""
    expert = kept_expert(expert_id)
    rows = list_disclosures(context.db_session(), expert_id)
    return render_template("office/pool/list_expert_disclosures.html", expert=expert, rows=rows)


@bp.post("/experts/<int:expert_id>/personal-export")
def export_personal(expert_id: int) -> Any:
    """Send everything recorded about an expert, as the expert asked."""
    expert, form = kept_expert(expert_id), ExportForm()
    form.validate()
    try:
        plain = personal.export_personal(
            context.db_session(),
            expert_id=expert_id,
            purpose=form.purpose.data or "",
            actor=context.actor(),
            now=context.clock(),
            seal=context.personal_seal(),
        )
    except AssessmentError as error:
        return _refused(expert, error)
    return send_personal(plain, kind=form.kind.data or "json")


@bp.route("/experts/<int:expert_id>/correction", methods=["GET", "POST"])
def correct_expert(expert_id: int) -> Any:
    """Show the fields of an expert, or correct them."""
    expert = kept_expert(expert_id)
    form = correction_form(expert)
    if done_by(form, lambda: _correct(expert_id, form)):
        flash(_("已更正，并记入这位专家的办理记录。"), "success")
        return redirect(_page(expert), code=303)
    status = 422 if form.errors else 200
    return render_template("office/pool/correct_expert.html", expert=expert, form=form), status


def _correct(expert_id: int, form: CorrectionForm) -> None:
    correcting.correct_expert(
        context.db_session(),
        expert_id=expert_id,
        correction=form.correction(),
        note=form.note.data or "",
        actor=context.actor(),
        now=context.clock(),
        seal=context.personal_seal(),
    )


@bp.get("/experts/<int:expert_id>/erasure")
def confirm_erasure(expert_id: int) -> Any:
    """Say what will be erased and what stays, and ask once."""
    return _erasure_page(kept_expert(expert_id), ErasureForm())


def _erasure_page(expert: Any, form: ErasureForm) -> str:
    refusal = personal.refuse_erasure(context.db_session(), expert)
    return render_template(
        "office/pool/confirm_erasure.html",
        expert=expert,
        form=form,
        refusal=words(refusal) if refusal else None,
    )


@bp.post("/experts/<int:expert_id>/erasure")
def erase_personal(expert_id: int) -> Any:
    """Erase the personal fields of an expert who has left."""
    expert, form = kept_expert(expert_id), ErasureForm()
    if not done_by(form, lambda: _erase(expert_id, form)):
        return _erasure_page(expert, form), 422
    flash(_("个人信息已删除；编号和办理记录留存。"), "success")
    return redirect(_page(expert), code=303)


def _erase(expert_id: int, form: ErasureForm) -> None:
    personal.erase_personal(
        context.db_session(),
        expert_id=expert_id,
        note=form.note.data or "",
        actor=context.actor(),
        now=context.clock(),
        remove=context.file_store().remove_settled,
    )

"""Import a manual: check the file, look at the difference, propose; another officer decides."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for

from riskassess.domain.errors import Refused
from riskassess.domain.manual_policy import refuse_manual_import
from riskassess.i18n import _
from riskassess.queries.manual_proposals import get_manual_proposal
from riskassess.queries.manuals import stored_bases
from riskassess.services import manual_proposals
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.downloads import attachment
from riskassess.web.office.blueprint import bp
from riskassess.web.office.forms import ReasonForm
from riskassess.web.office.manual_forms import ImportForm, ProposeForm, packed
from riskassess.web.office.manual_pages import (
    STATE_SHAPES,
    Checked,
    changes_between,
    check_file,
    manual_words,
    why_not_decide,
)


@bp.get("/manuals/imports/new")
def import_manual() -> Any:
    """Show the form for a manual file."""
    if reason := refuse_manual_import(context.actor()):
        raise Refused(reason, where="manual_proposal")
    return _import_page(ImportForm())


@bp.post("/manuals/imports/new")
def check_manual() -> Any:
    """Check a file and show what it would change; nothing is stored yet."""
    if reason := refuse_manual_import(context.actor()):
        raise Refused(reason, where="manual_proposal")
    form = ImportForm()
    checked, problems = check_file(form) if form.validate_on_submit() else (None, [])
    if checked is None:
        return _import_page(form, problems=problems), 422
    return _preview(checked, form.note.data or "")


def _import_page(form: ImportForm, **values: Any) -> str:
    return render_template("office/manuals/import_manual.html", form=form, **values)


def _preview(checked: Checked, note: str) -> str:
    given = {"source": packed(checked.data), "seen": checked.manual.digest, "note": note}
    return render_template(
        "office/manuals/preview_manual.html",
        form=ProposeForm(formdata=None, **given),
        manual=checked.manual,
        compared=checked.compared,
        groups=changes_between(checked.compared, checked.manual),
        **manual_words(),
    )


@bp.post("/manuals/imports")
def propose_manual() -> Any:
    """Keep the checked manual for another officer."""
    form, made = ProposeForm(), []
    if not done_by(form, lambda: made.append(_propose(form))):
        again = ImportForm(formdata=None, note=form.note.data)
        again.file.errors = [*form.form_errors, _("请重新选择文件检查一遍。")]
        again.note.errors = form.note.errors
        return _import_page(again), 422
    flash(_("已提交审批。批准之前，手册不会用于任何评估。"), "success")
    return redirect(url_for("office.show_manual_proposal", manual_proposal_id=made[0]), code=303)


def _propose(form: ProposeForm) -> int | None:
    data, session = form.content(), context.db_session()
    proposal = manual_proposals.propose_manual(
        session,
        manual=context.read_manual(data, bases=stored_bases(session)),
        source=data.decode("utf-8-sig"),
        note=form.note.data or "",
        seen=form.seen.data or "",
        actor=context.actor(),
        now=context.clock(),
    )
    return proposal.id


@bp.get("/manuals/imports/<int:manual_proposal_id>")
def show_manual_proposal(manual_proposal_id: int) -> Any:
    """Show an imported manual, what it changes, and the two acts."""
    return _proposal_page(manual_proposal_id, ReasonForm())


def _proposal_page(manual_proposal_id: int, form: ReasonForm) -> str:
    view = get_manual_proposal(context.db_session(), manual_proposal_id, actor=context.actor())
    return render_template(
        "office/manuals/show_manual_proposal.html",
        view=view,
        manual=view.manual,
        groups=changes_between(view.compared, view.manual),
        why_not=why_not_decide(view),
        form=form,
        shapes=STATE_SHAPES,
        **manual_words(),
    )


@bp.get("/manuals/imports/<int:manual_proposal_id>/file")
def manual_proposal_file(manual_proposal_id: int) -> Any:
    """Return the file as it was handed in."""
    view = get_manual_proposal(context.db_session(), manual_proposal_id, actor=context.actor())
    name = f"{view.proposal.code}-{view.proposal.manual_version}.yaml"
    answer = Response(view.proposal.source, mimetype="text/plain")
    answer.headers["Content-Disposition"] = attachment(name)
    return answer


@bp.post("/manuals/imports/<int:manual_proposal_id>/approval")
def approve_manual(manual_proposal_id: int) -> Any:
    """Store the manual as a version that never changes."""
    return do(
        lambda: manual_proposals.approve_manual(
            context.db_session(),
            proposal_id=manual_proposal_id,
            actor=context.actor(),
            now=context.clock(),
        ),
        done=_("手册已批准存入。"),
        to=url_for("office.show_manual_proposal", manual_proposal_id=manual_proposal_id),
    )


@bp.post("/manuals/imports/<int:manual_proposal_id>/return")
def send_back_manual(manual_proposal_id: int) -> Any:
    """Send the manual back with a reason."""
    form = ReasonForm()
    work = {"proposal_id": manual_proposal_id, "actor": context.actor(), "now": context.clock()}
    get_manual_proposal(context.db_session(), manual_proposal_id, actor=context.actor())
    if not done_by(form, lambda: _send_back(form, work)):
        return _proposal_page(manual_proposal_id, form), 422
    flash(_("已退回。改好的文件请重新导入。"), "success")
    to = url_for("office.show_manual_proposal", manual_proposal_id=manual_proposal_id)
    return redirect(to, code=303)


def _send_back(form: ReasonForm, work: dict[str, Any]) -> Any:
    return manual_proposals.send_back_manual(
        context.db_session(), reason=form.reason.data or "", **work
    )

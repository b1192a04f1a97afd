"""Dossiers: the list, the page of one, sealing, progress, downloads."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from wtforms import SelectField

from riskassess.domain.retention import is_long_enough, retention_code
from riskassess.domain.vocabulary import AssessmentAction, DossierState, JobState
from riskassess.filters import date_text
from riskassess.i18n import _, _l
from riskassess.labels import RETENTION_LABELS, label
from riskassess.messages import told
from riskassess.queries import cases, dossiers
from riskassess.queries.dossiers import DossierView
from riskassess.services import dossiers as sealing
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.dossier_files import sealed_facts, send_dossier
from riskassess.web.forms import Form
from riskassess.web.intake import limit_in_mebibytes, take_file
from riskassess.web.office.actions import may
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.paging import pager_of

STEPS = {
    0: _l("正在准备"),
    1: _l("正在排印"),
    2: _l("正在打包"),
    3: _l("正在封存"),
    4: _l("已完成"),
}


class SealForm(Form):
    """How long the dossier is kept."""

    retention = SelectField(_l("保管期限"))


@bp.get("/dossiers")
def list_dossiers() -> Any:
    """Show the office's dossiers, 50 a page, and the closed cases that wait for theirs."""
    found = dossiers.list_dossiers(
        context.db_session(), context.actor(), page=request.args.get("page", 1, type=int)
    )
    kept = {code: str(word) for code, word in RETENTION_LABELS.items()}
    states: dict[DossierState | None, str] = {
        None: _("待封存"),
        **{each: label(each) for each in DossierState},
    }
    rows = [
        (id, title, code, number or "—", kept.get(retention, "—"), "●" if sealed else "○",
         states[state], date_text(sealed))
        for id, code, title, _shown, number, state, retention, sealed in found.rows
    ]  # fmt: skip
    return render_template("office/dossiers/list_dossiers.html", rows=rows, pager=pager_of(found))


@bp.get("/assessments/<int:assessment_id>/dossier")
def show_dossier(assessment_id: int) -> Any:
    """Show what is or will be sealed, what is missing, and how outsiders check it."""
    return _show(_view(assessment_id))


@bp.post("/assessments/<int:assessment_id>/dossier")
def request_seal(assessment_id: int) -> Any:
    """Let the dossier be built and sealed."""
    view = _view(assessment_id)
    form, jobs = _form(view), []
    work = {**_acting(assessment_id), "retention": form.retention.data or ""}
    if not done_by(
        form, lambda: jobs.append(sealing.request_seal(context.db_session(), **work)[1])
    ):
        return _show(view, form, 422)
    context.ring()("job", jobs[0])
    flash(_("已开始生成档案，完成后这一页会显示封存结果。"), "success")
    return redirect(_page(assessment_id), code=303)


@bp.get("/assessments/<int:assessment_id>/dossier/progress")
def show_progress(assessment_id: int) -> Any:
    """Tell the page how far the work is."""
    job = _view(assessment_id).job
    if job is None:
        return jsonify(state="failed", done=0, total=0, note="", url="")
    return jsonify(
        state=job.state.value,
        done=job.progress,
        total=job.total,
        note=str(STEPS.get(job.progress, "")),
        url=_page(assessment_id),
    )


@bp.post("/assessments/<int:assessment_id>/dossier/papers")
def add_paper(assessment_id: int) -> Any:
    """Add a paper that is still missing and came after the approval."""
    view = _view(assessment_id)
    return do(
        lambda: _add(view.case, request.form.get("code", "")),
        done=_("文件已补入。"),
        to=_page(assessment_id),
    )


def _add(case: Any, code: str) -> None:
    # asked before the file is stored and again, under the lock, when it is added
    sealing.require_papers(context.db_session(), case, code=code, actor=context.actor())
    upload = take_file(request.files.get("file"))
    job_id = sealing.add_paper(context.db_session(), **_acting(case.id), code=code, upload=upload)
    if job_id is not None:
        context.ring()("job", job_id)


@bp.get("/assessments/<int:assessment_id>/dossier/pdf")
def download_dossier(assessment_id: int) -> Any:
    """Send the printed dossier."""
    return send_dossier(assessment_id, kind="pdf")


@bp.get("/assessments/<int:assessment_id>/dossier/package")
def download_package(assessment_id: int) -> Any:
    """Send the sealed package."""
    return send_dossier(assessment_id, kind="package")


@bp.get("/assessments/<int:assessment_id>/dossier/seal")
def download_seal(assessment_id: int) -> Any:
    """Send the seal alone."""
    return send_dossier(assessment_id, kind="seal")


def _view(assessment_id: int) -> DossierView:
    session, actor = context.db_session(), context.actor()
    cases.get_office_case(session, assessment_id, actor=actor)
    return dossiers.get_dossier_view(session, assessment_id, actor=actor)


def _acting(assessment_id: int) -> dict[str, Any]:
    return {"assessment_id": assessment_id, "actor": context.actor(), "now": context.clock()}


def _page(assessment_id: int) -> str:
    return url_for("office.show_dossier", assessment_id=assessment_id)


def _form(view: DossierView) -> SealForm:
    shortest = retention_code(view.shortest)
    form = SealForm(retention=shortest)
    form.retention.choices = [
        (code, word)
        for code, word in RETENTION_LABELS.items()
        if is_long_enough(code, view.shortest)
    ]
    return form


def _show(view: DossierView, form: SealForm | None = None, status: int = 200) -> Any:
    dossier, job = view.dossier, view.job
    is_sealed = dossier is not None and dossier.state is DossierState.SEALED
    return render_template(
        "office/dossiers/show_dossier.html",
        **head_of(view.case),
        view=view,
        dossier=dossier,
        job=job,
        is_sealed=is_sealed,
        may_download=context.actor().has(*dossiers.READERS),
        is_working=job is not None
        and not is_sealed
        and sealing.is_working(job, now=context.clock()),
        has_failed=job is not None and job.state is JobState.FAILED and not is_sealed,
        failure=told(job.error) if job is not None else "",
        seal=sealed_facts(dossier) if is_sealed else None,
        late=[paper for paper in view.missing if paper.can_be_added],
        early=[paper for paper in view.missing if not paper.can_be_added],
        form=form or _form(view),
        retention=RETENTION_LABELS,
        why_not=may(view.case)[AssessmentAction.ARCHIVE.value],
        largest=limit_in_mebibytes(),
    ), status

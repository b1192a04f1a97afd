"""Upload, replace, withdraw and download the own documents."""

from typing import Any

from flask import flash, redirect, request, send_file, url_for

from riskassess.domain.errors import AssessmentError
from riskassess.i18n import _
from riskassess.queries.documents import get_own_document
from riskassess.queries.projects import get_own_case
from riskassess.services import uploads
from riskassess.web import context
from riskassess.web.errors import status_of
from riskassess.web.intake import take_file
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.telling import act_and_return, say


@bp.post("/assessments/<int:assessment_id>/documents")
def upload_document(assessment_id: int) -> Any:
    """Store a file under a line of the checklist and have its pages drawn."""
    get_own_case(context.db_session(), assessment_id, actor=context.actor())
    try:
        job_id = _upload(assessment_id)
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        flash(say(error), "error")
    else:
        if job_id is not None:
            context.ring()("job", job_id)
        flash(_("文件已上传。"), "success")
    return redirect(_checklist(assessment_id), code=303)


def _upload(assessment_id: int) -> int | None:
    code = request.form.get("code", "")
    # Asked before the file is stored and again, under the lock, when it is added.
    uploads.check_upload(
        context.db_session(), assessment_id=assessment_id, code=code, actor=context.actor()
    )
    return uploads.upload_document(
        context.db_session(),
        assessment_id=assessment_id,
        code=code,
        item=request.form.get("item", ""),
        upload=take_file(request.files.get("file")),
        replaces=request.form.get("replaces", type=int),
        actor=context.actor(),
        now=context.clock(),
    )


@bp.post("/assessments/<int:assessment_id>/documents/<int:document_id>/withdrawal")
def withdraw_document(assessment_id: int, document_id: int) -> Any:
    """Take a document out of the checklist."""
    get_own_case(context.db_session(), assessment_id, actor=context.actor())
    return act_and_return(
        lambda: uploads.withdraw_upload(
            context.db_session(),
            assessment_id=assessment_id,
            document_id=document_id,
            actor=context.actor(),
            now=context.clock(),
        ),
        to=_checklist(assessment_id),
        done=_("文件已撤下；以前的版本仍保留在“旧文件”里。"),
    )


@bp.get("/assessments/<int:assessment_id>/documents/<int:document_id>/file")
def download_document(assessment_id: int, document_id: int) -> Any:
    """Send an own file for saving; it is never shown inside the page."""
    session, actor = context.db_session(), context.actor()
    case = get_own_case(session, assessment_id, actor=actor)
    document = get_own_document(session, case, document_id, actor=actor)
    answer = send_file(
        context.file_store().path(document.digest),
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.filename,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _checklist(assessment_id: int) -> str:
    return url_for("sponsor.show_assessment", assessment_id=assessment_id, _anchor="documents")

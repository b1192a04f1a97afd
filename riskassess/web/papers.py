"""The checklist's acts, the same on every case page: upload, replace and withdraw a document."""

from typing import Any

from flask import flash, request

from riskassess.i18n import _
from riskassess.queries.documents import same_file_titles
from riskassess.services import uploads
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.addresses import record_number
from riskassess.web.intake import take_file


def upload_paper(assessment_id: int, *, to: str) -> Any:
    """Store the sent file under a line of the checklist and have it drawn or read."""
    return do(lambda: _upload(assessment_id), done=_("文件已上传。"), to=to)


def _upload(assessment_id: int) -> None:
    code = request.form.get("code", "")
    # Asked before the file is stored and again, under the lock, when it is added.
    uploads.check_upload(
        context.db_session(), assessment_id=assessment_id, code=code, actor=context.actor()
    )
    upload = take_file(request.files.get("file"))
    job_id = uploads.upload_document(
        context.db_session(),
        assessment_id=assessment_id,
        code=code,
        item=request.form.get("item", ""),
        upload=upload,
        replaces=_replaced(request.form.get("replaces", "")),
        actor=context.actor(),
        now=context.clock(),
    )
    if job_id is not None:
        context.ring()("job", job_id)
    if others := same_file_titles(context.db_session(), assessment_id, upload.digest):
        flash(_("同一文件也用于：%(titles)s。", titles=_("、").join(others[:3])), "warning")


def _replaced(text: str) -> int | None:
    """Return the document that is named, 0 for one that cannot be, None for none."""
    return (record_number(text) or 0) if text else None


def withdraw_paper(assessment_id: int, document_id: int, *, to: str) -> Any:
    """Take a document out of the checklist."""
    return do(
        lambda: uploads.withdraw_upload(
            context.db_session(),
            assessment_id=assessment_id,
            document_id=document_id,
            actor=context.actor(),
            now=context.clock(),
        ),
        done=_("文件已撤下；以前的版本仍保留在“旧文件”里。"),
        to=to,
    )

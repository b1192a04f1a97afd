"""Documents of a case: upload and withdrawal of the office's own, page images, text, download."""

from typing import Any

from flask import Response, abort, render_template, request, url_for

from riskassess.queries import cases
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.papers import upload_paper, withdraw_paper
from riskassess.web.stored_files import send_stored

TEXT_SHOWN = 20_000
# `back` of the form: the page that carries the checklist's line, other than the case page
BACK = {"decision": "office.edit_decision"}


@bp.post("/assessments/<int:assessment_id>/documents")
def upload_document(assessment_id: int) -> Any:
    """Store a paper that the office brings."""
    cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())
    return upload_paper(assessment_id, to=_page(assessment_id))


@bp.post("/assessments/<int:assessment_id>/documents/<int:document_id>/withdrawal")
def withdraw_document(assessment_id: int, document_id: int) -> Any:
    """Take one of the office's papers out of the checklist."""
    cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())
    return withdraw_paper(assessment_id, document_id, to=_page(assessment_id))


def _page(assessment_id: int) -> str:
    endpoint = BACK.get(request.form.get("back", ""), "office.show_assessment")
    return url_for(endpoint, assessment_id=assessment_id, _anchor="documents")


@bp.get("/assessments/<int:assessment_id>/documents/<int:document_id>")
def show_document(assessment_id: int, document_id: int) -> Any:
    """Show a document's pages as images, or its text where there are none."""
    case, document = _found(assessment_id, document_id)
    return render_template(
        "office/show_document.html",
        **head_of(case),
        document=document,
        rule=case.manual.document(document.code),
        drawn=context.file_store().cached_pages(document.digest),
        text=document.text[:TEXT_SHOWN],
        is_cut=len(document.text) > TEXT_SHOWN,
    )


@bp.get("/assessments/<int:assessment_id>/documents/<int:document_id>/pages/<int:number>")
def show_page(assessment_id: int, document_id: int, number: int) -> Any:
    """Serve one cached page image."""
    _case, document = _found(assessment_id, document_id)
    image = context.file_store().cached_page(document.digest, number) if number > 0 else None
    if image is None:
        abort(404)
    return Response(image, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


@bp.get("/assessments/<int:assessment_id>/documents/<int:document_id>/file")
def download_document(assessment_id: int, document_id: int) -> Any:
    """Serve the file itself, always as a download."""
    _case, document = _found(assessment_id, document_id)
    return send_stored(document.digest, media_type=document.media_type, name=document.filename)


def _found(assessment_id: int, document_id: int) -> tuple[Any, Any]:
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    return case, cases.get_office_document(session, case, document_id)

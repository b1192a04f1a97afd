"""Upload, replace, withdraw and download the own documents."""

from typing import Any

from flask import url_for

from riskassess.queries.documents import get_own_document
from riskassess.queries.projects import get_own_case
from riskassess.web import context
from riskassess.web.papers import upload_paper, withdraw_paper
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.stored_files import send_stored


@bp.post("/assessments/<int:assessment_id>/documents")
def upload_document(assessment_id: int) -> Any:
    """Store a file under a line of the checklist."""
    get_own_case(context.db_session(), assessment_id, actor=context.actor())
    return upload_paper(assessment_id, to=_checklist(assessment_id))


@bp.post("/assessments/<int:assessment_id>/documents/<int:document_id>/withdrawal")
def withdraw_document(assessment_id: int, document_id: int) -> Any:
    """Take a document out of the checklist."""
    get_own_case(context.db_session(), assessment_id, actor=context.actor())
    return withdraw_paper(assessment_id, document_id, to=_checklist(assessment_id))


@bp.get("/assessments/<int:assessment_id>/documents/<int:document_id>/file")
def download_document(assessment_id: int, document_id: int) -> Any:
    """Send an own file for saving; it is never shown inside the page."""
    session, actor = context.db_session(), context.actor()
    case = get_own_case(session, assessment_id, actor=actor)
    document = get_own_document(session, case, document_id, actor=actor)
    return send_stored(document.digest, media_type=document.media_type, name=document.filename)


def _checklist(assessment_id: int) -> str:
    return url_for("sponsor.show_assessment", assessment_id=assessment_id, _anchor="documents")

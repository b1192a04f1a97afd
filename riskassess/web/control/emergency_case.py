"""What an open break-glass access shows of a case: for reading only, each page with its entry.

No sheet, no single score, no sealed list and no restricted document is on these pages.
"""

from typing import Any

from flask import Response, abort, render_template

from riskassess.exhibits.survey import counts_of, survey_section
from riskassess.i18n import current_locale
from riskassess.queries import cases, factors, projects
from riskassess.queries.assessments import Case, newest_result, newest_survey
from riskassess.queries.emergency import (
    get_readable_document,
    get_request,
    list_readable_documents,
)
from riskassess.queries.facts import is_approval_stale
from riskassess.services.emergency import open_page
from riskassess.web import context
from riskassess.web.case_details import detail_pairs
from riskassess.web.control.blueprint import bp
from riskassess.web.corrections_page import correction_values

TEXT_SHOWN = 20_000


@bp.get("/emergency/<int:access_id>/case")
def read_emergency_case(access_id: int) -> Any:
    """Show the case as it stands."""
    case = _opened(access_id, page="case")
    return render_template(
        "control/read_emergency_case.html", **_head(access_id, case), **_sections(case)
    )


@bp.get("/emergency/<int:access_id>/documents/<int:document_id>")
def read_emergency_document(access_id: int, document_id: int) -> Any:
    """Show a document's page images, or its text."""
    case = _opened(access_id, page="document", document=document_id)
    document = get_readable_document(context.db_session(), case, document_id)
    return render_template(
        "control/read_emergency_document.html",
        **_head(access_id, case),
        document=document,
        drawn=context.file_store().cached_pages(document.digest),
        text=document.text[:TEXT_SHOWN],
        is_cut=len(document.text) > TEXT_SHOWN,
    )


@bp.get("/emergency/<int:access_id>/documents/<int:document_id>/pages/<int:number>")
def read_emergency_page(access_id: int, document_id: int, number: int) -> Any:
    """Serve one cached page image."""
    case = _opened(access_id, page="image", document=document_id, number=number)
    document = get_readable_document(context.db_session(), case, document_id)
    image = context.file_store().cached_page(document.digest, number) if number > 0 else None
    if image is None:
        abort(404)
    return Response(image, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _opened(access_id: int, **page: object) -> Case:
    return open_page(
        context.db_session(),
        access_id=access_id,
        page=page,
        actor=context.actor(),
        now=context.clock(),
    )


def _head(access_id: int, case: Case) -> dict[str, Any]:
    return {
        "access": get_request(
            context.db_session(), access_id, actor=context.actor(), now=context.clock()
        ),
        "case": case,
        "assessment": case.assessment,
        "project": case.project,
        "manual": case.manual,
        "kind": case.manual.kind(case.project.kind),
    }


def _sections(case: Case) -> dict[str, Any]:
    session = context.db_session()
    survey = newest_survey(session, case.id)
    return {
        "unit": cases.unit_name(session, case),
        "details": detail_pairs(case),
        "corrections": correction_values(case)["corrections"],
        "survey": survey,
        "survey_section": survey_section(counts_of(survey), case.manual) if survey else None,
        "factors": factors.list_estimated_factors(session, case),
        "categories": {row.code: row.name(current_locale()) for row in case.manual.categories},
        "measures": factors.list_measures(session, case),
        "points": projects.list_points(session, case),
        "documents": list_readable_documents(session, case),
        "result": newest_result(session, case.id),
        "is_stale": is_approval_stale(session, case),
        "decision": cases.find_decision(session, case),
        "history": cases.list_history(session, case),
    }

"""Reports reckoned again: one that is sent, or a document of a case; nothing is stored."""

from typing import Any

from flask import render_template

from riskassess.exhibits.report_check import words_of_findings
from riskassess.queries import cases
from riskassess.web import context
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.office.blueprint import bp
from riskassess.web.report_checks import ReportForm, answer_report
from riskassess.web.stored_files import stored_path

TEMPLATE = "office/check_report.html"


@bp.route("/report-check", methods=["GET", "POST"])
def check_report() -> Any:
    """Show the form, or what was found in the sent report."""
    return answer_report(TEMPLATE)


@bp.get("/assessments/<int:assessment_id>/documents/<int:document_id>/numbers")
def check_document(assessment_id: int, document_id: int) -> Any:
    """Check a document of the case and show what was found."""
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    document = cases.get_office_document(session, case, document_id)
    path = stored_path(document.digest)
    words = words_of_findings(context.check_report(path, manual=case.manual))
    name, limit = document.filename, limit_in_mebibytes()
    return render_template(TEMPLATE, form=ReportForm(), words=words, name=name, limit=limit)

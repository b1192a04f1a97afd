"""Certificates for the auditor, who compares their heads with the audit chains."""

from typing import Any

from flask import render_template, request, url_for

from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.certificates import list_certificates as certificates_of_office
from riskassess.web import context
from riskassess.web.certificate_page import certificates_page, send_certificate
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.paging import pager_of


def _case(assessment_id: int) -> Case:
    require_role(Role.AUDITOR)
    return get_case(context.db_session(), assessment_id, actor=context.actor())


@bp.get("/certificates")
def list_certificates() -> Any:
    """Show the office's certificates, the newest first."""
    require_role(Role.AUDITOR)
    number = request.args.get("page", 1, type=int)
    found = certificates_of_office(context.db_session(), context.actor(), page=number)
    return render_template("control/list_certificates.html", rows=found.rows, pager=pager_of(found))


@bp.get("/assessments/<int:assessment_id>/certificates")
def show_certificates(assessment_id: int) -> Any:
    """Show what the certificates of an assessment say."""
    back = url_for("control.list_certificates")
    return certificates_page(_case(assessment_id), room="control", back=back)


@bp.get("/assessments/<int:assessment_id>/certificates/<int:certificate_id>")
def download_certificate(assessment_id: int, certificate_id: int) -> Any:
    """Send a certificate as it was signed."""
    return send_certificate(_case(assessment_id), certificate_id)

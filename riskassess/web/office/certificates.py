"""The certificates of a case for the office."""

from typing import Any

from flask import url_for

from riskassess.queries.assessments import Case
from riskassess.queries.cases import get_office_case
from riskassess.web import context
from riskassess.web.certificate_page import certificates_page, send_certificate
from riskassess.web.office.blueprint import bp


def _case(assessment_id: int) -> Case:
    return get_office_case(context.db_session(), assessment_id, actor=context.actor())


@bp.get("/assessments/<int:assessment_id>/certificates")
def show_certificates(assessment_id: int) -> Any:
    """Show what the certificates of a case say."""
    back = url_for("office.show_assessment", assessment_id=assessment_id)
    return certificates_page(_case(assessment_id), room="office", back=back)


@bp.get("/assessments/<int:assessment_id>/certificates/<int:certificate_id>")
def download_certificate(assessment_id: int, certificate_id: int) -> Any:
    """Send a certificate as it was signed."""
    return send_certificate(_case(assessment_id), certificate_id)

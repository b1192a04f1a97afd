"""The certificates of the sponsor's own case."""

from typing import Any

from flask import url_for

from riskassess.web.certificate_page import certificates_page, send_certificate
from riskassess.web.sponsor.assessments import own_case
from riskassess.web.sponsor.blueprint import bp


@bp.get("/assessments/<int:assessment_id>/certificates")
def show_certificates(assessment_id: int) -> Any:
    """Show what the certificates of the case say."""
    back = url_for("sponsor.show_assessment", assessment_id=assessment_id)
    return certificates_page(own_case(assessment_id), room="sponsor", back=back)


@bp.get("/assessments/<int:assessment_id>/certificates/<int:certificate_id>")
def download_certificate(assessment_id: int, certificate_id: int) -> Any:
    """Send a certificate as it was signed."""
    return send_certificate(own_case(assessment_id), certificate_id)

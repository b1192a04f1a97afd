"""A report's tables reckoned again; nothing is stored."""

from typing import Any

from flask import render_template

from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.report_checks import ReportForm, answer_sent
from riskassess.web.sponsor.blueprint import bp

TEMPLATE = "sponsor/check_report.html"


@bp.get("/report-check")
def show_report_check() -> Any:
    """Show the form."""
    return render_template(TEMPLATE, form=ReportForm(), words=None, limit=limit_in_mebibytes())


@bp.post("/report-check")
def check_report() -> Any:
    """Check the sent report and show what was found."""
    return answer_sent(TEMPLATE)

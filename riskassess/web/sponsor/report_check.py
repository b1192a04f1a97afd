"""A report's tables reckoned again; nothing is stored."""

from typing import Any

from riskassess.web.report_checks import answer_report
from riskassess.web.sponsor.blueprint import bp


@bp.route("/report-check", methods=["GET", "POST"])
def check_report() -> Any:
    """Show the form, or what was found in the sent report."""
    return answer_report("sponsor/check_report.html")

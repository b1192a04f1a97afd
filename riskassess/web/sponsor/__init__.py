"""Pages of project units and commissioned institutions."""

from riskassess.web.sponsor import (
    assessments,
    documents,
    factors,
    home,
    measures,
    registration,
    report_check,
    surveys,
)
from riskassess.web.sponsor.blueprint import bp

__all__ = [
    "assessments",
    "bp",
    "documents",
    "factors",
    "home",
    "measures",
    "registration",
    "report_check",
    "surveys",
]

"""Pages of project units and commissioned institutions."""

from riskassess.web.sponsor import (
    assessments,
    case_record,
    certainty,
    certificates,
    documents,
    factors,
    home,
    measures,
    recommendations,
    registration,
    report_check,
    review_papers,
    surveys,
)
from riskassess.web.sponsor.blueprint import bp

__all__ = [
    "assessments",
    "bp",
    "case_record",
    "certainty",
    "certificates",
    "documents",
    "factors",
    "home",
    "measures",
    "recommendations",
    "registration",
    "report_check",
    "review_papers",
    "surveys",
]

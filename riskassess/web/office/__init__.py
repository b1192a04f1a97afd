"""Pages of the stability office."""

from riskassess.web.office import (
    acceptance,
    assessments,
    certainty,
    decisions,
    documents,
    dossiers,
    experts,
    home,
    manual_proposals,
    manuals,
    proposals,
    report_check,
    results,
    reviews,
    tracking,
)
from riskassess.web.office.blueprint import bp

__all__ = [
    "acceptance",
    "assessments",
    "bp",
    "certainty",
    "decisions",
    "documents",
    "dossiers",
    "experts",
    "home",
    "manual_proposals",
    "manuals",
    "proposals",
    "report_check",
    "results",
    "reviews",
    "tracking",
]

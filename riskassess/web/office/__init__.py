"""Pages of the stability office."""

from riskassess.web.office import (
    acceptance,
    assessments,
    attention,
    case_deadline,
    case_record,
    certainty,
    certificates,
    consultations,
    corrections,
    decisions,
    deputies,
    discussions,
    documents,
    dossiers,
    draw_confirming,
    draw_requests,
    draws,
    experts,
    group_opinions,
    handovers,
    home,
    leaders,
    live_meetings,
    manual_proposals,
    manuals,
    officer_keys,
    openings,
    proposals,
    reopenings,
    report_check,
    results,
    review_dates,
    review_papers,
    reviews,
    seals,
    signature_pages,
    tracking,
)
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool import applications as pool_applications
from riskassess.web.office.pool import evaluations as pool_evaluations
from riskassess.web.office.pool import exchange as pool_exchange
from riskassess.web.office.pool import exclusions as pool_exclusions
from riskassess.web.office.pool import fees as pool_fees
from riskassess.web.office.pool import fit as pool_fit
from riskassess.web.office.pool import health as pool_health
from riskassess.web.office.pool import manual as pool_manual
from riskassess.web.office.pool import messages as pool_messages
from riskassess.web.office.pool import personal as pool_personal
from riskassess.web.office.pool import recommendations as pool_recommendations
from riskassess.web.office.pool import standing as pool_standing
from riskassess.web.office.pool import unit_names as pool_unit_names
from riskassess.web.office.pool import units as pool_units

__all__ = [
    "acceptance",
    "assessments",
    "attention",
    "bp",
    "case_deadline",
    "case_record",
    "certainty",
    "certificates",
    "consultations",
    "corrections",
    "decisions",
    "deputies",
    "discussions",
    "documents",
    "dossiers",
    "draw_confirming",
    "draw_requests",
    "draws",
    "experts",
    "group_opinions",
    "handovers",
    "home",
    "live_meetings",
    "leaders",
    "manual_proposals",
    "manuals",
    "officer_keys",
    "openings",
    "pool_applications",
    "pool_evaluations",
    "pool_exchange",
    "pool_fees",
    "pool_fit",
    "pool_health",
    "pool_manual",
    "pool_messages",
    "pool_personal",
    "pool_recommendations",
    "pool_standing",
    "pool_exclusions",
    "pool_unit_names",
    "pool_units",
    "proposals",
    "reopenings",
    "report_check",
    "results",
    "review_dates",
    "review_papers",
    "reviews",
    "signature_pages",
    "seals",
    "tracking",
]

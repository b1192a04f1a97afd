"""Pages of the auditor and the two administrators."""

from riskassess.web.control import (
    accounts,
    audit_files,
    certificates,
    deputies,
    disclosures,
    dossiers,
    emergency,
    emergency_case,
    handovers,
    home,
    ledgers,
    posts,
    roles,
    second_factors,
    units,
)
from riskassess.web.control.blueprint import bp

__all__ = [
    "accounts",
    "audit_files",
    "bp",
    "certificates",
    "deputies",
    "disclosures",
    "dossiers",
    "emergency",
    "emergency_case",
    "handovers",
    "home",
    "ledgers",
    "posts",
    "roles",
    "second_factors",
    "units",
]

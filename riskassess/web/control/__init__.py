"""Pages of the auditor and the two administrators."""

from riskassess.web.control import (
    accounts,
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
)
from riskassess.web.control.blueprint import bp

__all__ = [
    "accounts",
    "bp",
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
]

"""Pages of the auditor and the two administrators."""

from riskassess.web.control import accounts, disclosures, dossiers, home, ledgers
from riskassess.web.control.blueprint import bp

__all__ = ["accounts", "bp", "disclosures", "dossiers", "home", "ledgers"]

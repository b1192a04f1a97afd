"""Pages of the three control roles; none but the auditor sees case content."""

from riskassess.web.control import home
from riskassess.web.control.blueprint import bp

__all__ = ["bp", "home"]

"""Pages of project units and commissioned institutions."""

from riskassess.web.sponsor import home
from riskassess.web.sponsor.blueprint import bp

__all__ = ["bp", "home"]

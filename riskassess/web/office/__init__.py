"""Pages of the stability office."""

from riskassess.web.office import home
from riskassess.web.office.blueprint import bp

__all__ = ["bp", "home"]

"""Pages of experts."""

from riskassess.web.expert import home
from riskassess.web.expert.blueprint import bp

__all__ = ["bp", "home"]

"""Pages that need no sign-in."""

from riskassess.web.public import home
from riskassess.web.public.blueprint import bp

__all__ = ["bp", "home"]

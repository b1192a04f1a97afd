"""Pages of experts."""

from riskassess.web.expert import declarations, documents, home, reviews, sheets, submissions
from riskassess.web.expert.blueprint import bp

__all__ = ["bp", "declarations", "documents", "home", "reviews", "sheets", "submissions"]

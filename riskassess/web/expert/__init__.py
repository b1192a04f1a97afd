"""Pages of experts."""

from riskassess.web.expert import (
    comparisons,
    declarations,
    documents,
    home,
    reviews,
    sheets,
    submissions,
)
from riskassess.web.expert.blueprint import bp

__all__ = [
    "bp",
    "comparisons",
    "declarations",
    "documents",
    "home",
    "reviews",
    "sheets",
    "submissions",
]

"""Pages of experts."""

from riskassess.web.expert import (
    availability,
    comparisons,
    declarations,
    documents,
    home,
    own_record,
    profile,
    reviews,
    sheets,
    submissions,
)
from riskassess.web.expert.blueprint import bp

__all__ = [
    "availability",
    "bp",
    "comparisons",
    "declarations",
    "documents",
    "home",
    "own_record",
    "profile",
    "reviews",
    "sheets",
    "submissions",
]

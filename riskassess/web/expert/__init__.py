"""Pages of experts."""

from riskassess.web.expert import (
    availability,
    comparisons,
    declarations,
    documents,
    evaluations,
    exclusions,
    home,
    own_record,
    profile,
    reviews,
    sheets,
    standing,
    submissions,
)
from riskassess.web.expert.blueprint import bp

__all__ = [
    "availability",
    "bp",
    "comparisons",
    "declarations",
    "documents",
    "exclusions",
    "evaluations",
    "home",
    "own_record",
    "profile",
    "reviews",
    "sheets",
    "standing",
    "submissions",
]

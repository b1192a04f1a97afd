"""Closed sets of the survey; values are what is stored and printed in files."""

from enum import StrEnum


class Attitude(StrEnum):
    """Answer to the survey's main question."""

    SUPPORT = "support"
    CONDITIONAL = "conditional"
    INDIFFERENT = "indifferent"
    OPPOSE = "oppose"

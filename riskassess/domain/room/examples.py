"""A rule as the examples of this package use it; the figures are those of the built-in manual."""

from fractions import Fraction

from riskassess.domain.manual.words import Confidence
from riskassess.domain.pool_manual.room import (
    AttentionRule,
    ConsultationRule,
    LeaderRule,
    Silence,
    StoppingRule,
    VoteRule,
)

RULE = ConsultationRule(
    panel_at_least=3, rounds_at_least=2, rounds_at_most=4, agreed_cv=Fraction(1, 4),
    stop=StoppingRule(
        cv=Fraction(1, 4), kendall_w=Fraction(1, 2), significance=Fraction(1, 20),
        change=Fraction(15, 100),
    ),
    source="", confidence=Confidence.LOW,
)  # fmt: skip
LEADER = LeaderRule(share=Fraction(1, 2), ballots=2, source="", confidence=Confidence.LOW)
VOTE = VoteRule(
    opinion_share=Fraction(1, 2), grade_share=Fraction(2, 3), silence=Silence.AGREED, days=3,
    source="", confidence=Confidence.LOW,
)  # fmt: skip
ATTENTION = AttentionRule(
    sheets=5, fences=Fraction(3, 2), lean=Fraction(15, 100), source="", confidence=Confidence.LOW
)

"""Figures of a survey: shares that add up, intervals, sample size, worst case (handbook 10.4)."""

from riskassess.domain.survey.shares import TENTHS, largest_remainder

__all__ = ["TENTHS", "largest_remainder"]

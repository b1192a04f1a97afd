"""Fuzzy evaluation and deduction scores."""

from riskassess.i18n import LazyText

EVALUATION: dict[str, tuple[LazyText, LazyText]] = {}

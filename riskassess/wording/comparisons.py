"""Pairwise comparisons of an expert."""

from riskassess.i18n import LazyText

COMPARISONS: dict[str, tuple[LazyText, LazyText]] = {}

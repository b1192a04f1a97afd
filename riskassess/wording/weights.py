"""Weights: pairwise comparisons, entropy, combinations."""

from riskassess.i18n import LazyText

WEIGHTS: dict[str, tuple[LazyText, LazyText]] = {}

"""Panels, draws, rounds and grades."""

from riskassess.i18n import LazyText

REVIEWS: dict[str, tuple[LazyText, LazyText]] = {}

"""Draws: announcing, values, requests, the ledger."""

from riskassess.i18n import LazyText

DRAWS: dict[str, tuple[LazyText, LazyText]] = {}

"""Manuals that are imported and approved by another officer."""

from riskassess.i18n import LazyText

MANUAL_IMPORT: dict[str, tuple[LazyText, LazyText]] = {}

"""Invitations, declarations and sheets."""

from riskassess.i18n import LazyText

SHEETS: dict[str, tuple[LazyText, LazyText]] = {}

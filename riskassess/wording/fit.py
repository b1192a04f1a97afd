"""Proposing professions and experts by text."""

from riskassess.i18n import LazyText

FIT: dict[str, tuple[LazyText, LazyText]] = {}

"""Reminders, evaluations, fees."""

from riskassess.i18n import LazyText

EXPERT_WORK: dict[str, tuple[LazyText, LazyText]] = {}

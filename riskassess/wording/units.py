"""Units, names, exclusions and contests."""

from riskassess.i18n import LazyText

UNITS: dict[str, tuple[LazyText, LazyText]] = {}

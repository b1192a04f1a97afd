"""How certain a grade is."""

from riskassess.i18n import LazyText

CERTAINTY: dict[str, tuple[LazyText, LazyText]] = {}

"""Published draw records and the method draw."""

from riskassess.i18n import LazyText

DRAW_RECORDS: dict[str, tuple[LazyText, LazyText]] = {}

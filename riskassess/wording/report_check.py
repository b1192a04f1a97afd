"""Reports whose tables are reckoned again."""

from riskassess.i18n import LazyText

REPORT_CHECK: dict[str, tuple[LazyText, LazyText]] = {}

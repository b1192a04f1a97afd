"""Agreement of a panel and survey figures."""

from riskassess.i18n import LazyText

AGREEMENT: dict[str, tuple[LazyText, LazyText]] = {}

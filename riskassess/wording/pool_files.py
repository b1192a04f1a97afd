"""Lists of experts as files, in and out."""

from riskassess.i18n import LazyText

POOL_FILES: dict[str, tuple[LazyText, LazyText]] = {}

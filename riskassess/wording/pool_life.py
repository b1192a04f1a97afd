"""The life of an expert in the pool."""

from riskassess.i18n import LazyText

POOL_LIFE: dict[str, tuple[LazyText, LazyText]] = {}

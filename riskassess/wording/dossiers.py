"""Exchange, dossiers and demonstration."""

from riskassess.i18n import LazyText

DOSSIERS: dict[str, tuple[LazyText, LazyText]] = {}

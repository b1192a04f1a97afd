"""Personal data of experts: showing, exporting, erasing."""

from riskassess.i18n import LazyText

PERSONAL_DATA: dict[str, tuple[LazyText, LazyText]] = {}

"""What the codes of an announced draw are called, by the manual it was announced under."""

from collections.abc import Iterable, Mapping
from typing import Any

from riskassess.domain.errors import NotFound
from riskassess.i18n import current_locale
from riskassess.queries.manuals import manual_by_digest
from riskassess.web import context


def draw_names(announcement: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the names of seats, professions and classes by code; none without the manual."""
    try:
        manual = manual_by_digest(context.db_session(), announcement["manual_digest"])
    except NotFound:
        return {"seats": {}, "professions": {}, "classes": {}}
    tables: dict[str, Iterable[Any]] = {
        "seats": manual.panel.required,
        "professions": manual.professions,
        "classes": manual.panel.classes,
    }
    names = {
        key: {row.code: row.name(current_locale()) for row in rows} for key, rows in tables.items()
    }
    announced = [*announcement["strata"], *announcement.get("vacant", ())]
    names["seats"].update({row["code"]: row["name"] for row in announced})
    return names

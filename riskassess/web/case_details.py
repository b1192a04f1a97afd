"""The fields of a project's kind in words, the same on every page that shows a case."""

from typing import Any

from riskassess.i18n import current_locale
from riskassess.queries import projects
from riskassess.queries.assessments import Case


def detail_pairs(case: Case) -> list[tuple[str, str]]:
    """Return the fields of the kind with their names and units, in the manual's order."""
    given = projects.details_of(case.project)
    return [
        (_named(field), _value(field, str(given[field.key])))
        for field in case.manual.kind(case.project.kind).fields
        if given.get(field.key) not in (None, "")
    ]


def _named(field: Any) -> str:
    return (
        f"{field.name(current_locale())} / {field.unit}"
        if field.unit
        else field.name(current_locale())
    )


def _value(field: Any, value: str) -> str:
    return next((row.name(current_locale()) for row in field.choices if row.code == value), value)

"""The fields of a project's kind in words, the same on every page that shows a case."""

from typing import Any

from riskassess.i18n import LazyText, _l, current_locale
from riskassess.queries import projects
from riskassess.queries.assessments import Case

# Manuals name units in Chinese only; a unit that is not here stays as the manual has it.
UNIT_WORDS: dict[str, LazyText] = {
    word.message: word
    for word in (
        _l("万立方米"), _l("亩"), _l("人"), _l("公里"), _l("千伏"), _l("吨/日"), _l("平方米"),
        _l("座"), _l("户"), _l("月"), _l("期"), _l("米"),
    )
}  # fmt: skip


def detail_pairs(case: Case) -> list[tuple[str, str]]:
    """Return the fields of the kind with their names and units, in the manual's order."""
    given = projects.details_of(case.project)
    return [
        (_named(field), _value(field, str(given[field.key])))
        for field in case.manual.kind(case.project.kind).fields
        if given.get(field.key) not in (None, "")
    ]


def _named(field: Any) -> str:
    name = field.name(current_locale())
    return f"{name} / {UNIT_WORDS.get(field.unit, field.unit)}" if field.unit else name


def _value(field: Any, value: str) -> str:
    return next((row.name(current_locale()) for row in field.choices if row.code == value), value)

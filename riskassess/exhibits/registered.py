"""Registered facts in words: what they are called, and how a stored value reads."""

from riskassess.domain.corrections import DETAIL, choices_of, detail_field
from riskassess.domain.manual import Manual
from riskassess.i18n import LazyText, _l, current_locale

FIELD_WORDS: dict[str, LazyText] = {
    "title": _l("项目名称"),
    "level": _l("项目层级"),
    "place": _l("项目地点"),
    "outline": _l("项目概况"),
    "mode": _l("评估方式"),
    "assessment_subject": _l("评估主体"),
    "institution": _l("受托评估机构"),
}


def fact_name(manual: Manual, kind: str, field: str) -> str:
    """Return what a registered fact is called."""
    if field.startswith(DETAIL):
        found = detail_field(manual, kind, field)
        return found.name(current_locale()) if found else field
    return str(FIELD_WORDS.get(field, field))


def fact_value(manual: Manual, kind: str, field: str, value: str) -> str:
    """Return a stored value as people read it."""
    return choices_of(manual, kind, field).get(value, value)

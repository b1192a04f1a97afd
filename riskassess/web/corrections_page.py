"""What both sides see of the corrections of a case."""

from typing import Any

from riskassess.domain.corrections import correctable_fields
from riskassess.domain.errors import NotFound
from riskassess.exhibits.registered import fact_value
from riskassess.queries import corrections
from riskassess.queries.assessments import Case
from riskassess.web import context
from riskassess.web.story import field_words


def correction_values(case: Case) -> dict[str, Any]:
    """Return the facts that may be corrected now, and every correction in words."""
    return {
        "correctable": [
            {"field": field, "name": field_words(case, field), "value": shown_value(case, field)}
            for field in _fields(case)
        ],
        "corrections": [
            _line(case, view) for view in corrections.list_corrections(context.db_session(), case)
        ],
    }


def _fields(case: Case) -> tuple[str, ...]:
    return correctable_fields(case.manual, case.project.kind, case.assessment.state)


def require_field(case: Case, field: str) -> str:
    """Return the name of a fact that may be corrected now; raises NotFound for any other."""
    if field not in _fields(case):
        raise NotFound("not_found", where=f"field:{field}")
    return field_words(case, field)


def shown_value(case: Case, field: str, value: str | None = None) -> str:
    """Return a value as people read it; without one what is registered now."""
    found = corrections.value_of(case, field) if value is None else value
    return fact_value(case.manual, case.project.kind, field, found)


def _line(case: Case, view: corrections.CorrectionView) -> dict[str, Any]:
    row = view.row
    return {
        "id": row.id,
        "name": field_words(case, row.field),
        "old": shown_value(case, row.field, row.old_value),
        "new": shown_value(case, row.field, row.new_value),
        "reason": row.reason,
        "state": row.state.value,
        "asked_by": view.asked_by,
        "asked_at": row.asked_at,
        "decided_by": view.decided_by,
        "decided_at": row.decided_at,
        "answer": row.answer,
    }

"""How certain the filed result of an own project is; nothing before the filing, never by expert."""

from typing import Any

from flask import render_template

from riskassess.exhibits.certainty import certainty_section
from riskassess.queries.certainty import get_filed_certainty
from riskassess.web import context
from riskassess.web.sponsor.blueprint import bp


@bp.get("/assessments/<int:assessment_id>/certainty")
def show_certainty(assessment_id: int) -> Any:
    """Show the certainty in words, pictures and tables without what single experts gave."""
    session, actor = context.db_session(), context.actor()
    view = get_filed_certainty(session, assessment_id, actor=actor)
    record, manual = view.record, view.case.manual
    section = record and certainty_section(record, manual, names=view.names, names_experts=False)
    return render_template(
        "sponsor/show_certainty.html",
        case=view.case,
        section=section,
        is_stale=view.is_stale,
        is_going_on=bool(view.work and view.work.is_going_on),
    )

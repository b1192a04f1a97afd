"""How certain the newest result is, and what would change it."""

from typing import Any

from flask import render_template, url_for

from riskassess.exhibits.certainty import certainty_section
from riskassess.i18n import _
from riskassess.queries.certainty import get_office_certainty
from riskassess.services import certainty
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of


@bp.get("/assessments/<int:assessment_id>/certainty")
def show_certainty(assessment_id: int) -> Any:
    """Show the certainty in words, pictures and tables; offer to compute it where it is missing."""
    session, actor = context.db_session(), context.actor()
    view = get_office_certainty(session, assessment_id, actor=actor)
    record = view.record
    section = record and certainty_section(record, view.case.manual, names=view.names)
    return render_template(
        "office/results/show_certainty.html", **head_of(view.case), view=view, section=section
    )


@bp.post("/assessments/<int:assessment_id>/certainty")
def compute_certainty(assessment_id: int) -> Any:
    """Compute and store what an older result has not got."""
    work: dict[str, Any] = {
        "actor": context.actor(),
        "now": context.clock(),
        "assessment_id": assessment_id,
    }
    return do(
        lambda: certainty.compute_certainty(context.db_session(), **work),
        done=_("已计算并保存。"),
        to=url_for("office.show_certainty", assessment_id=assessment_id),
    )

"""Professions and experts proposed for a project by its text; for people to read, never to draw."""

from typing import Any

from flask import render_template

from riskassess.i18n import current_locale
from riskassess.queries import cases
from riskassess.services.pool.fit import propose
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of


@bp.get("/assessments/<int:assessment_id>/fit")
def show_fit(assessment_id: int) -> Any:
    """Show which professions a project's text is like, why, and who of them may serve."""
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    proposal = propose(
        session,
        case,
        cut=context.cut_words(),
        names=context.name_tools(),
        now=context.clock(),
        calendar=context.work_calendar(),
    )
    names = {row.code: row.name(current_locale()) for row in case.manual.professions}
    return render_template("office/pool/fit.html", **head_of(case), proposal=proposal, names=names)

"""Ledgers of draws for the auditor: every line, and who opened a sealed list."""

from typing import Any

from flask import render_template

from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import get_case
from riskassess.queries.draw_control import list_case_disclosures, list_ledgers
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.web import context
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.ledger_page import ledger_page


@bp.get("/ledgers")
def list_draw_ledgers() -> Any:
    """Show the assessments of the office that have a ledger, the newest first."""
    require_role(Role.AUDITOR)
    rows = list_ledgers(context.db_session(), context.actor())
    return render_template("control/list_draw_ledgers.html", rows=rows)


@bp.get("/assessments/<int:assessment_id>/ledger")
def show_ledger(assessment_id: int) -> Any:
    """Show every line of an assessment's ledger."""
    require_role(Role.AUDITOR)
    session = context.db_session()
    case = get_case(session, assessment_id, actor=context.actor())
    rules = pool_manual_of(session, case.assessment.office_id).draw
    return render_template(
        "control/show_ledger.html",
        case=case,
        disclosures=list_case_disclosures(session, case.id),
        **ledger_page(case.id, rules),
    )

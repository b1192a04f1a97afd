"""Check of one proven measure."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.i18n import _
from riskassess.queries import cases, factors
from riskassess.services import tracking
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.office.actions import may
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.forms import CheckForm


def _show(assessment_id: int, measure_id: int, form: CheckForm, status: int = 200) -> Any:
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    row = factors.get_measure(session, case, measure_id)
    return render_template(
        "office/edit_check.html", **head_of(case), row=row, form=form, may=may(case)
    ), status


@bp.get("/assessments/<int:assessment_id>/measures/<int:measure_id>")
def edit_check(assessment_id: int, measure_id: int) -> Any:
    """Show a measure with its proof."""
    return _show(assessment_id, measure_id, CheckForm())


@bp.post("/assessments/<int:assessment_id>/measures/<int:measure_id>")
def check_measure(assessment_id: int, measure_id: int) -> Any:
    """Confirm the measure or give it back."""
    form = CheckForm()
    work = {
        "assessment_id": assessment_id,
        "measure_id": measure_id,
        "is_confirmed": form.verdict.data == "confirmed",
        "remark": form.remark.data or "",
        "actor": context.actor(),
        "now": context.clock(),
    }
    if not done_by(form, lambda: tracking.check_measure(context.db_session(), **work)):
        return _show(assessment_id, measure_id, form, 422)
    flash(_("已核实。") if work["is_confirmed"] else _("已退回项目单位。"), "success")
    to = url_for("office.show_assessment", assessment_id=assessment_id, _anchor="measures")
    return redirect(to, code=303)

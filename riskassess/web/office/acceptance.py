"""Accept or return a registration; return the materials or fix the list of factors."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.i18n import _
from riskassess.queries import cases
from riskassess.services import acceptance, preparation
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.office.actions import may
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import case_page
from riskassess.web.office.forms import PointsForm


def _case(assessment_id: int) -> Any:
    return cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())


def _acting(assessment_id: int) -> dict[str, Any]:
    return {"assessment_id": assessment_id, "actor": context.actor(), "now": context.clock()}


def _page_of_case(assessment_id: int) -> str:
    return url_for("office.show_assessment", assessment_id=assessment_id)


def _show(template: str, assessment_id: int, form: PointsForm, status: int = 200) -> Any:
    case = _case(assessment_id)
    return render_template(template, **case_page(case), form=form, may=may(case)), status


@bp.get("/assessments/<int:assessment_id>/registration")
def check_registration(assessment_id: int) -> Any:
    """Show a registration to be accepted or returned."""
    return _show("office/check_registration.html", assessment_id, PointsForm())


@bp.post("/assessments/<int:assessment_id>/acceptance")
def accept_assessment(assessment_id: int) -> Any:
    """Accept the registration."""
    return do(
        posting(acceptance.accept_assessment, **_acting(assessment_id)),
        done=_("已受理，项目单位可以开始调查。"),
        to=_page_of_case(assessment_id),
    )


@bp.post("/assessments/<int:assessment_id>/registration-return")
def return_assessment(assessment_id: int) -> Any:
    """Return the registration with points."""
    return _return(assessment_id, acceptance.return_assessment, "office/check_registration.html")


@bp.get("/assessments/<int:assessment_id>/preparation")
def check_preparation(assessment_id: int) -> Any:
    """Show the materials handed in: fix the list of factors, or return them."""
    return _show("office/check_preparation.html", assessment_id, PointsForm())


@bp.post("/assessments/<int:assessment_id>/factor-list")
def fix_factors(assessment_id: int) -> Any:
    """Fix the list of factors."""
    return do(
        lambda: preparation.fix_factors(context.db_session(), **_acting(assessment_id)),
        done=_("因素清单已确定，可以抽取专家、发起评审。"),
        to=_page_of_case(assessment_id),
    )


@bp.post("/assessments/<int:assessment_id>/preparation-return")
def return_preparation(assessment_id: int) -> Any:
    """Return the materials with points."""
    return _return(assessment_id, preparation.return_preparation, "office/check_preparation.html")


def _return(assessment_id: int, service: Any, template: str) -> Any:
    form = PointsForm()
    if request.form.get("more"):
        form.points.append_entry()
        return _show(template, assessment_id, form)
    points = form.marked()
    act = posting(service, points=points, **_acting(assessment_id))
    if not done_by(form, act):
        return _show(template, assessment_id, form, 422)
    flash(_("已退回 %(n)s 条意见，项目单位将逐条答复。", n=len(points)), "success")
    return redirect(_page_of_case(assessment_id), code=303)

"""Record the decision, start tracking, close."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.vocabulary import Decision
from riskassess.i18n import _
from riskassess.queries import cases
from riskassess.queries.facts import facts_of
from riskassess.services import decisions, tracking
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.forms import ConfirmForm
from riskassess.web.office.actions import may
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import case_page
from riskassess.web.office.forms import DecisionForm, ReasonForm


def _show(template: str, assessment_id: int, form: Any, status: int = 200) -> Any:
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    facts = facts_of(session, case)
    return render_template(
        template, **case_page(case), form=form, may=may(case), facts=facts
    ), status


def _acting(assessment_id: int) -> dict[str, Any]:
    return {"assessment_id": assessment_id, "actor": context.actor(), "now": context.clock()}


def _to_case(assessment_id: int) -> Any:
    return redirect(url_for("office.show_assessment", assessment_id=assessment_id), code=303)


@bp.get("/assessments/<int:assessment_id>/decision")
def edit_decision(assessment_id: int) -> Any:
    """Show the form for the decision."""
    return _show("office/edit_decision.html", assessment_id, DecisionForm())


@bp.post("/assessments/<int:assessment_id>/decision")
def record_decision(assessment_id: int) -> Any:
    """Record the decision."""
    form = DecisionForm()
    work = _acting(assessment_id)
    if not done_by(
        form,
        lambda: decisions.record_decision(context.db_session(), act=_act(form), **work),
    ):
        return _show("office/edit_decision.html", assessment_id, form, 422)
    flash(_("决定已登记。"), "success")
    return _to_case(assessment_id)


def _act(form: DecisionForm) -> decisions.Act:
    return decisions.Act(
        decision=Decision(form.decision.data),
        body=form.body.data or "",
        decided_on=form.decided_on.data,
        reason=form.reason.data or "",
    )


@bp.get("/assessments/<int:assessment_id>/tracking")
def edit_tracking(assessment_id: int) -> Any:
    """Show what tracking will follow, and ask once."""
    return _show("office/edit_tracking.html", assessment_id, ConfirmForm())


@bp.post("/assessments/<int:assessment_id>/tracking")
def start_tracking(assessment_id: int) -> Any:
    """Start tracking."""
    return do(
        lambda: decisions.start_tracking(context.db_session(), **_acting(assessment_id)),
        done=_("已开始跟踪，项目单位可以逐项提交落实佐证。"),
        to=url_for("office.show_assessment", assessment_id=assessment_id),
    )


@bp.get("/assessments/<int:assessment_id>/closing")
def edit_closing(assessment_id: int) -> Any:
    """Show what closing means, and ask for the reason."""
    return _show("office/edit_closing.html", assessment_id, ReasonForm())


@bp.post("/assessments/<int:assessment_id>/closing")
def close_assessment(assessment_id: int) -> Any:
    """Close the case."""
    form, work = ReasonForm(), _acting(assessment_id)
    if not done_by(
        form,
        lambda: tracking.close_assessment(
            context.db_session(), reason=form.reason.data or "", **work
        ),
    ):
        return _show("office/edit_closing.html", assessment_id, form, 422)
    flash(_("已结案，等待档案员封存档案。"), "success")
    return _to_case(assessment_id)

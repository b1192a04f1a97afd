"""Redraws and direct appointments: asked for and decided by two officers; the ledger of all."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.draw_policy import refuse_appointment
from riskassess.i18n import _
from riskassess.queries.assessments import get_case
from riskassess.queries.draws import get_draw, get_request, has_open_request, panel_facts
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.reviews import get_review
from riskassess.services import draw_requests
from riskassess.services.appointments import OpenSeat, open_seats
from riskassess.services.draw_freezing import POOL_EXHAUSTED
from riskassess.services.draw_requests import Decided, Wish
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.final_acts import final_act
from riskassess.web.ledger_page import ledger_page
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.draw_asking import ask_decision, check_decision
from riskassess.web.office.draw_desk import desk, send
from riskassess.web.office.draw_forms import AppointmentForm, DecisionForm, RequestForm
from riskassess.web.office.draw_page import asked_for, draw_page, rules_of, why_not
from riskassess.web.office.panel_seal import sealed_for_reader
from riskassess.web.office.review_page import misfit, review_page, vacant_seats


@bp.post("/draws/<int:draw_id>/redraw-requests")
def request_redraw(draw_id: int) -> Any:
    """Ask that a draw be cancelled and made anew; another officer decides."""
    case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    form = RequestForm(prefix="redraw").offering(rules_of(view).redraw_reasons)
    if not done_by(form, lambda: _ask_redraw(form, draw_id)):
        page = draw_page(case, view, redraw=form)
        return render_template("office/reviews/show_draw.html", **page), 422
    flash(_("申请已提出，等待另一位审批人处理。"), "success")
    return redirect(url_for("office.show_draw", draw_id=draw_id, _anchor="requests"), code=303)


def _ask_redraw(form: RequestForm, draw_id: int) -> Any:
    return draw_requests.request_redraw(
        context.db_session(), draw_id=draw_id, wish=_wish(form), desk=desk()
    )


def _wish(form: RequestForm) -> Wish:
    return Wish(form.reason.data or "", form.note.data or "")


@bp.get("/reviews/<int:review_id>/appointments/new")
def new_appointment(review_id: int) -> Any:
    """Show the form that proposes a direct appointment."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    reason = POOL_EXHAUSTED if vacant_seats(view) else ""
    return _show_form(review_id, AppointmentForm(reason=reason))


def _show_form(review_id: int, form: AppointmentForm, status: int = 200) -> Any:
    session = context.db_session()
    view = get_review(session, review_id, actor=context.actor())
    rules = pool_manual_of(session, view.review.office_id).draw
    reason = refuse_appointment(
        context.actor(),
        panel_facts(session, view.review),
        has_request=has_open_request(session, review_id),
    )
    return render_template(
        "office/reviews/new_appointment.html",
        **head_of(view.case),
        view=view,
        vacant=vacant_seats(view),
        form=form.offering(rules.appointment_reasons).for_seats(_seats(view)),
        why_not=misfit(view, reason)
        or why_not(reason, _("直接指定由承办人申请，另一位审批人批准。")),
    ), status


def _seats(view: Any) -> list[OpenSeat]:
    return open_seats(context.db_session(), view.case, view.review, desk())


@bp.post("/reviews/<int:review_id>/appointment-requests")
def request_appointment(review_id: int) -> Any:
    """Propose somebody for a place that nobody holds; another officer decides."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    rules = pool_manual_of(context.db_session(), view.review.office_id).draw
    form = AppointmentForm().offering(rules.appointment_reasons).for_seats(_seats(view))
    if not done_by(form, lambda: _ask_appointment(form, review_id)):
        return _show_form(review_id, form, 422)
    flash(_("申请已提出，等待另一位审批人处理。"), "success")
    return redirect(_review_page(view), code=303)


def _review_page(view: Any) -> str:
    return url_for(
        "office.show_review",
        assessment_id=view.case.id,
        number=view.review.number,
        _anchor="requests",
    )


def _ask_appointment(form: AppointmentForm, review_id: int) -> Any:
    return draw_requests.request_direct_appointment(
        context.db_session(),
        review_id=review_id,
        expert_code=form.expert.data or "",
        seat=form.seat.data or "",
        wish=_wish(form),
        desk=desk(),
    )


@bp.post("/draw-requests/<int:draw_request_id>/decision")
def decide_draw_request(draw_request_id: int) -> Any:
    """Approve or refuse the request of another officer."""
    request, view = _request_of(draw_request_id)
    form, decided = DecisionForm(prefix=f"request-{draw_request_id}"), []
    answer = final_act(
        form,
        lambda: decided.append(_decide(form, draw_request_id)),
        check=lambda: check_decision(request, form),
        ask=lambda: _question(request, form, view),
        again=lambda status: _show_review(view, form, status),
    )
    if answer is not None:
        return answer
    send(decided[0].message_ids)
    flash(_("申请已处理，台账已登记。"), "success")
    return redirect(_review_page(view), code=303)


def _question(request: Any, form: DecisionForm, view: Any) -> Any:
    more = asked_for(request, view.review)
    return ask_decision(request, form, about=view.case.project.title, more=more)


def _request_of(request_id: int) -> tuple[Any, Any]:
    session, actor = context.db_session(), context.actor()
    request = get_request(session, request_id, actor=actor)
    return request, get_review(session, request.review_id, actor=actor)


def _show_review(view: Any, form: DecisionForm, status: int) -> Any:
    page = review_page(view.case.id, number=view.review.number, decision=form)
    return render_template("office/reviews/show_review.html", **page), status


def _decide(form: DecisionForm, request_id: int) -> Decided:
    return draw_requests.decide_request(
        context.db_session(),
        request_id=request_id,
        approves=form.verdict.data == "approve",
        decision=form.decision.data or "",
        public_url=context.settings().public_url,
        desk=desk(),
    )


@bp.get("/assessments/<int:assessment_id>/ledger")
def show_ledger(assessment_id: int) -> Any:
    """Show every line of the ledger of draws of an assessment."""
    session = context.db_session()
    case = get_case(session, assessment_id, actor=context.actor())
    rules = pool_manual_of(session, case.assessment.office_id).draw
    return render_template(
        "office/reviews/show_ledger.html",
        **head_of(case),
        **ledger_page(case.id, rules, sealed=sealed_for_reader(case.id)),
    )

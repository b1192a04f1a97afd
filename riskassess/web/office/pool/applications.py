"""Applications to the pool: the list with what is next, and the pool keeper's steps with one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from expert_pool.vocabulary import ExpertAction
from riskassess.i18n import _, _l, current_locale, sentences
from riskassess.messages import explain
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool import applications as lists
from riskassess.queries.pool.applications import NextStep
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import admission, appointment, links
from riskassess.services.pool import applications as ways_in
from riskassess.services.pool.files import show_file
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.addresses import record_number
from riskassess.web.forms import ConfirmForm
from riskassess.web.office.blueprint import bp
from riskassess.web.office.forms import PointsForm
from riskassess.web.office.pool import final_words, forms
from riskassess.web.office.pool.application_page import act, application_page, is_keeper, units
from riskassess.web.office.pool.final_words import Asked
from riskassess.web.paging import pager_of
from riskassess.web.stored_files import send_stored

NEXT_WORDS = {
    NextStep.CHECK_FORM: _l("形式审查"),
    NextStep.CORRECTION: _l("等申请人补正"),
    NextStep.CONSENT: _l("等本人核对并同意"),
    NextStep.CHECK_CLASS: _l("审查类别和专业"),
    NextStep.PUBLISH: _l("开始公示"),
    NextStep.PUBLICITY: _l("公示中，等期满"),
    NextStep.APPOINT: _l("公示期满，聘任"),
    NextStep.ANSWER: _l("等专家陈述意见"),
    NextStep.DECIDE: _l("听取意见后作出处理"),
}
ENTERED = "office"


@bp.get("/experts/applications")
def list_applications() -> Any:
    """Show applications and hearings with what is next in each."""
    session, actor, today = context.db_session(), context.actor(), day_of(context.clock())
    if not is_keeper():
        return render_template("office/pool/list_applications.html", keeps=False)
    page, calendar = request.args.get("page", 1, type=int), context.work_calendar()
    found = lists.list_applications(session, actor, today=today, page=page)
    return render_template(
        "office/pool/list_applications.html",
        keeps=True,
        rows=found.rows,
        pager=pager_of(found),
        hearings=lists.list_hearings(session, actor, today=today, calendar=calendar),
        words=pool_words(session, current_locale()),
        next_words=NEXT_WORDS,
    )


@bp.get("/experts/<int:expert_id>/application")
def show_application(expert_id: int) -> Any:
    """Show one application and the steps with it."""
    return application_page(expert_id, {})


@bp.post("/experts/<int:expert_id>/return")
def return_application(expert_id: int) -> Any:
    """Send the application back with marked reasons."""
    form = PointsForm()
    return act(
        expert_id, "return", form, service=admission.return_application,
        done=_("申请已退回，申请人收到邮件后补正。"), points=form.marked(),
    )  # fmt: skip


@bp.post("/experts/<int:expert_id>/form-check")
def check_form(expert_id: int) -> Any:
    """Record the outcome of every condition; with nothing against it the application moves on."""
    manual = pool_manual_of(context.db_session(), context.actor().office_id)
    form = forms.outcome_form(manual, {})
    if not done_by(form, lambda: _check(expert_id, form, manual)):
        return application_page(expert_id, {"form-check": form}, 422)
    return redirect(url_for("office.show_application", expert_id=expert_id), code=303)


def _check(expert_id: int, form: Any, manual: Any) -> None:
    code = admission.check_form(
        context.db_session(),
        expert_id=expert_id,
        outcomes=forms.outcomes_of(form, manual),
        actor=context.actor(),
        now=context.clock(),
    )
    if code is None:
        flash(_("形式审查通过，下一步审查类别和专业。"), "success")
    else:
        flash(sentences(explain(code, {})), "error")


@bp.post("/experts/<int:expert_id>/class-check")
def check_class(expert_id: int) -> Any:
    """Record the second check."""
    form = forms.ClassForm()
    return act(
        expert_id, "class-check", form, service=_check_class,
        done=_("类别和专业已审查，可以开始公示。"), placing=form.placing(),
    )  # fmt: skip


def _check_class(session: Any, *, outbox: Any, **values: Any) -> Any:  # noqa: ARG001 - writes none
    return admission.check_class(session, **values)


@bp.post("/experts/<int:expert_id>/publicity")
def publish_applicant(expert_id: int) -> Any:
    """Begin the publicity."""
    return act(
        expert_id, "publicity", ConfirmForm(), service=admission.publish,
        done=_("已开始公示。"), calendar=context.work_calendar(),
        asked=Asked(ExpertAction.PUBLISH, final_words.ask_publicity),
    )  # fmt: skip


@bp.post("/experts/<int:expert_id>/objections")
def record_objection(expert_id: int) -> Any:
    """Record what was objected, never by whom."""
    form = forms.ObjectionForm()
    return act(
        expert_id, "objections", form, service=_object,
        done=_("异议已登记。"), text=form.text.data or "",
    )  # fmt: skip


def _object(session: Any, *, outbox: Any, **values: Any) -> Any:  # noqa: ARG001 - writes none
    return admission.record_objection(session, **values)


@bp.post("/experts/<int:expert_id>/appointment")
def appoint_expert(expert_id: int) -> Any:
    """Appoint; the letter is printed by a job."""
    form = forms.AppointForm()
    return act(
        expert_id, "appointment", form, service=appointment.appoint, ring_job=True,
        done=_("已聘任，聘书正在生成；专家收到邮件后设置账号。"),
        note=form.note.data or "", seal=context.personal_seal(),
        asked=Asked(
            ExpertAction.APPOINT, final_words.ask_appointment, {"reason": form.note.data or ""}
        ),
    )  # fmt: skip


@bp.post("/experts/<int:expert_id>/refusal")
def refuse_application(expert_id: int) -> Any:
    """Do not admit, with the reason."""
    form = forms.RefusalForm()
    return act(
        expert_id, "refusal", form, service=admission.refuse_application,
        done=_("已不予入库，申请人会收到理由。"), reason=form.reason.data or "",
        asked=Asked(
            ExpertAction.REFUSE, final_words.ask_refusal, {"reason": form.reason.data or ""}
        ),
    )  # fmt: skip


@bp.post("/experts/<int:expert_id>/support")
def support_application(expert_id: int) -> Any:
    """Record that a unit recommends somebody who applied."""
    form = forms.support_form(units())
    return act(
        expert_id, "support", form, service=_support, done=_("推荐已登记。"),
        unit_id=record_number(form.unit.data or "") or 0,
        note=form.note.data or "",
    )  # fmt: skip


def _support(session: Any, *, outbox: Any, **values: Any) -> Any:  # noqa: ARG001 - writes none
    return ways_in.support(session, **values)


@bp.post("/experts/<int:expert_id>/link")
def renew_link(expert_id: int) -> Any:
    """Send a fresh status link."""
    return act(
        expert_id, "link", ConfirmForm(), service=links.renew_link,
        done=_("新的链接已发送，旧链接已失效。"),
    )  # fmt: skip


@bp.post("/experts/<int:expert_id>/files/<int:file_id>")
def show_expert_file(expert_id: int, file_id: int) -> Any:
    """Send a paper; that it was looked at is on record, where the expert sees it."""
    paper = show_file(
        context.db_session(), expert_id=expert_id, file_id=file_id,
        actor=context.actor(), now=context.clock(),
    )  # fmt: skip
    return send_stored(paper.digest, media_type=paper.media_type, name=paper.filename)

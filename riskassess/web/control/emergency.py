"""Break-glass access: asking, agreeing, refusing and ending; the pages it opens stand beside."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.domain.emergency import SHORTEST_REASON, AccessState, refuse_deciding, refuse_ending
from riskassess.i18n import LazyText, _, _l
from riskassess.queries.emergency import AccessView, get_request, list_requests
from riskassess.services import emergency
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.control.blueprint import bp
from riskassess.web.final_acts import Final, final_act
from riskassess.web.forms import REASON_LENGTH, ConfirmForm, Form
from riskassess.web.paging import pager_of

STATE_WORDS: dict[AccessState, LazyText] = {
    AccessState.ASKED: _l("等待决定"),
    AccessState.OPEN: _l("正在进行"),
    AccessState.REFUSED: _l("不同意"),
    AccessState.LAPSED: _l("已失效"),
    AccessState.ENDED: _l("已结束"),
}


class AskForm(Form):
    """Which assessment, why, and how long."""

    code = StringField(
        _l("评估编号"),
        [InputRequired(_l("请填写评估编号。")), Length(max=40, message=_l("请不要超过 40 字。"))],
    )
    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。")), REASON_LENGTH])
    hours = IntegerField(_l("时长（小时）"), [InputRequired(_l("请填写小时数。"))], default=2)


@bp.get("/emergency")
def list_emergencies() -> Any:
    """Show the office's requests, and the form to ask."""
    return _list(AskForm(), 200)


@bp.post("/emergency")
def ask_emergency() -> Any:
    """Ask to read one assessment."""
    form = AskForm()
    if not done_by(form, lambda: _ask(form)):
        return _list(form, 422)
    flash(_("已提出申请，等待三员中另一人决定。"), "success")
    return redirect(url_for("control.list_emergencies"), code=303)


def _ask(form: AskForm) -> None:
    posting(
        emergency.ask_access,
        code=form.code.data or "",
        reason=form.reason.data or "",
        hours=form.hours.data or 0,
        longest=context.settings().emergency_hours,
        actor=context.actor(),
        now=context.clock(),
    )()


def _list(form: AskForm, status: int) -> Any:
    found = list_requests(
        context.db_session(),
        context.actor(),
        now=context.clock(),
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "control/list_emergencies.html",
        form=form,
        found=found,
        pager=pager_of(found),
        states=STATE_WORDS,
        longest=context.settings().emergency_hours,
        least=SHORTEST_REASON,
    ), status


@bp.get("/emergency/<int:access_id>")
def show_emergency(access_id: int) -> Any:
    """Show one request, and what the reader may do about it."""
    return _show(_request(access_id), 200)


@bp.post("/emergency/<int:access_id>/agreement")
def agree_emergency(access_id: int) -> Any:
    """Agree, which opens the case to the asker; asks once."""
    view, form = _request(access_id), ConfirmForm()
    answer = final_act(
        form,
        lambda: _decide(access_id, is_granted=True),
        ask=lambda: _question(view),
        again=lambda status: _show(view, status, form),
    )
    if answer is not None:
        return answer
    flash(_("已同意。查看的每一页都会记入该评估的审计链。"), "success")
    return redirect(url_for("control.show_emergency", access_id=access_id), code=303)


def _question(view: AccessView) -> Final:
    return Final(
        title=_("同意这项应急访问？"),
        button=_("同意"),
        happens=[
            _("%(who)s将可查看评估 %(code)s 的内容 %(n)s 小时，只能查看。",
              who=view.asker, code=view.code, n=view.row.hours),
            _("这件事会写入该评估的审计链、备案证书和评估档案，不能删去；可以提前结束。"),
        ],
        entries=[(_("理由"), view.row.reason)],
        about=view.code,
    )  # fmt: skip


@bp.post("/emergency/<int:access_id>/refusal")
def refuse_emergency(access_id: int) -> Any:
    """Refuse the request."""
    return do(
        lambda: _decide(access_id, is_granted=False),
        done=_("已记录：不同意。"),
        to=url_for("control.show_emergency", access_id=access_id),
    )


@bp.post("/emergency/<int:access_id>/end")
def end_emergency(access_id: int) -> Any:
    """End an access before its time, or take the own request back."""
    return do(
        lambda: emergency.end_access(
            context.db_session(), access_id=access_id, actor=context.actor(), now=context.clock()
        ),
        done=_("已结束。"),
        to=url_for("control.show_emergency", access_id=access_id),
    )


def _decide(access_id: int, *, is_granted: bool) -> None:
    emergency.decide_access(
        context.db_session(),
        access_id=access_id,
        is_granted=is_granted,
        actor=context.actor(),
        now=context.clock(),
    )


def _request(access_id: int) -> AccessView:
    return get_request(context.db_session(), access_id, actor=context.actor(), now=context.clock())


def _show(view: AccessView, status: int, form: ConfirmForm | None = None) -> Any:
    actor, now = context.actor(), context.clock()
    why = refuse_deciding(actor, view.facts, now=now)
    return render_template(
        "control/show_emergency.html",
        view=view,
        state=STATE_WORDS[view.state],
        form=form or ConfirmForm(),
        may_decide=why is None,
        needs_another=why in {"emergency_own", "emergency_same_role", "emergency_lent"},
        may_end=refuse_ending(actor, view.facts, now=now) is None,
        is_own=actor.account_id == view.row.asked_by_id,
    ), status

"""The expert's own standing: term, letter, record of acts, hearing; pausing and leaving."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.domain.errors import NotFound
from riskassess.i18n import _, _l
from riskassess.queries import experts
from riskassess.queries.pool import records
from riskassess.queries.pool.lives import life_of
from riskassess.services.pool import standing
from riskassess.services.pool.facts import office_desk
from riskassess.services.pool.outlook import reasons_against
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.expert.blueprint import bp
from riskassess.web.final_acts import Final, final_act
from riskassess.web.forms import ConfirmForm, Form
from riskassess.web.stored_files import send_stored


class StatementForm(Form):
    """What an expert says in a hearing."""

    text = TextAreaField(_l("您的意见"), [InputRequired(_l("请写下您的意见。")), Length(max=8000)])


class PauseForm(Form):
    """A pause; why is the expert's own matter."""

    note = TextAreaField(_l("说明"), [Length(max=2000)])


@bp.get("/standing")
def show_standing() -> Any:
    """Show the own standing and everything recorded of it."""
    return _page({})


@bp.post("/standing/answer")
def answer_hearing() -> Any:
    """Record what the expert says in the hearing."""
    form = StatementForm()
    if not done_by(form, lambda: _answer(form)):
        return _page({"answer": form}, 422)
    flash(_("意见已提交，会记入办理记录。"), "success")
    return redirect(url_for("expert.show_standing"), code=303)


def _answer(form: StatementForm) -> None:
    standing.answer_hearing(
        context.db_session(),
        text=form.text.data or "",
        actor=context.actor(),
        now=context.clock(),
        calendar=context.work_calendar(),
    )


@bp.post("/standing/pause")
def pause() -> Any:
    """Pause: no draws until the expert resumes."""
    form = PauseForm()
    act = posting(standing.pause, note=form.note.data or "", **_by())
    return _acted("pause", form, act, _("已暂停，恢复前不会抽到您。"))


@bp.post("/standing/resumption")
def resume() -> Any:
    """End the own pause."""
    by = _by()
    act = posting(standing.resume, expert_id=by["actor"].expert_id or 0, note="", **by)
    return _acted("resumption", ConfirmForm(), act, _("已恢复，可以参加抽取。"))


@bp.post("/standing/departure")
def leave() -> Any:
    """Leave the pool for good."""
    form, act = ConfirmForm(), posting(standing.leave, **_by())
    answer = final_act(
        form, act, ask=_ask_departure, again=lambda status: _page({"departure": form}, status)
    )
    if answer is not None:
        return answer
    flash(_("您已退出专家库。感谢您的工作。"), "success")
    return redirect(url_for("expert.show_standing"), code=303)


def _ask_departure() -> Final:
    return Final(
        title=_("退出专家库？"),
        button=_("确认退出"),
        happens=[
            _("您不再是专家库成员，不能撤销；要回来只能重新申请。"),
            _("还没有提交评分表的评审立即由候补递补。"),
            _("办理记录保留。"),
        ],
        about=_own().name,
    )


@bp.get("/standing/files/<int:file_id>")
def download_own_paper(file_id: int) -> Any:
    """Send an own paper or the letter of appointment."""
    paper = records.get_file(context.db_session(), _own().id, file_id)
    return send_stored(paper.digest, media_type=paper.media_type, name=paper.filename)


def _by() -> dict[str, Any]:
    return {"actor": context.actor(), "now": context.clock()}


def _own() -> Any:
    actor = context.actor()
    if actor.expert_id is None:
        raise NotFound("not_found", where="expert")
    return experts.get_expert(context.db_session(), actor.expert_id, actor=actor)


def _acted(name: str, form: Any, act: Any, done: str) -> Any:
    if not done_by(form, act):
        return _page({name: form}, 422)
    flash(done, "success")
    return redirect(url_for("expert.show_standing"), code=303)


def _page(sent: dict[str, Any], status: int = 200) -> Any:
    session, expert, calendar = context.db_session(), _own(), context.work_calendar()
    desk = office_desk(context.actor(), now=context.clock(), calendar=calendar, expert=expert)
    against = reasons_against(session, expert, desk)
    forms = {"answer": StatementForm(formdata=None), "pause": PauseForm(formdata=None), **sent}
    return render_template(
        "expert/show_standing.html",
        life=life_of(session, expert, calendar=calendar),
        may={action.value for action, code in against.items() if code is None},
        forms=forms,
        failed=next((form for form in sent.values() if form.errors or form.form_errors), None),
    ), status

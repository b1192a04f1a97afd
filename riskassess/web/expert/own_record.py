"""Everything recorded about the own work: to read, to comment, to take away."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.i18n import _, _l
from riskassess.queries import own_record
from riskassess.services.pool import personal, profile
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.evaluations import work_values
from riskassess.web.expert.profile import own_expert
from riskassess.web.forms import Form
from riskassess.web.personal_files import send_personal


class CommentForm(Form):
    """The expert's word on something recorded."""

    text = TextAreaField(_l("我的意见"), [InputRequired(_l("请填写意见。")), Length(max=2000)])


@bp.get("/record")
def show_record() -> Any:
    """Show everything recorded about the own work, and who looked at personal fields."""
    page = own_record.record_page(context.db_session(), own_expert())
    return render_template("expert/show_record.html", **page, **work_values())


@bp.post("/record/acts/<int:act_id>/comment")
def comment_on_act(act_id: int) -> Any:
    """Add a word to an act about the own standing."""
    own_record.get_own_act(context.db_session(), act_id, actor=context.actor())
    form, back = CommentForm(), url_for("expert.show_record", _anchor=f"act-{act_id}")
    if not form.validate_on_submit():
        flash(_("没有保存：请填写意见，不超过 2000 字。"), "error")
        return redirect(back, code=303)
    done = _("意见已记入这条记录，稳定办能看到。")
    return do(lambda: _comment(act_id, form), done=done, to=back)


def _comment(act_id: int, form: CommentForm) -> None:
    profile.comment_on_act(
        context.db_session(),
        act_id=act_id,
        text=form.text.data or "",
        actor=context.actor(),
        now=context.clock(),
    )


@bp.post("/record/export")
def export_own() -> Any:
    """Send everything recorded about oneself as a file."""
    expert = own_expert()
    plain = personal.export_personal(
        context.db_session(),
        expert_id=expert.id,
        purpose="",
        actor=context.actor(),
        now=context.clock(),
        seal=context.personal_seal(),
    )
    return send_personal(plain, kind=request.form.get("kind", "json"))

"""Whether the own submitted sheet is worked on again: only its expert says so."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_wtf.file import FileField
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from riskassess.domain.reopening_policy import refuse_answering
from riskassess.domain.room_vocabulary import KeyHolder
from riskassess.i18n import _, _l, sentences
from riskassess.messages import explain
from riskassess.queries.sheet_versions import find_open_reopening
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.services.round_keys import find_round_key
from riskassess.services.sheet_reopening import Answer, answer_reopening
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.forms import REASON_LENGTH, Form, NeededAtTimes

MOST_BYTES = 8 * 1024 * 1024  # a copy has some kilobytes; more than this is none


class ReopeningForm(Form):
    """Consent or refusal, with words; the own copy where the server cannot read the sheet."""

    verdict = RadioField(_l("您的答复"), [InputRequired(_l("请选择是否同意。"))])
    words = TextAreaField(_l("说明"), [NeededAtTimes(), REASON_LENGTH])
    copy = FileField(_l("最后提交时下载的副本"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.verdict.choices = [
            ("yes", _("同意重新打开")), ("no", _("不同意，已提交的照旧"))
        ]  # fmt: skip

    def answer(self) -> Answer:
        """Return what was answered."""
        sent = self.copy.data.read(MOST_BYTES) if self.copy.data else b""
        return Answer(self.verdict.data == "yes", self.words.data or "", sent or None)


@bp.get("/reviews/<int:member_id>/reopening")
def show_reopening(member_id: int) -> Any:
    """Show who asks for what reason, and what an answer means."""
    return _show(member_id, ReopeningForm())


@bp.post("/reviews/<int:member_id>/reopening")
def answer_request(member_id: int) -> Any:
    """Consent or refuse."""
    form = ReopeningForm()
    if not done_by(form, lambda: _answer(member_id, form)):
        return _show(member_id, form, 422)
    if form.verdict.data == "no":
        flash(_("已答复：不同意重新打开。提交的评分表照旧有效。"), "success")
        return redirect(url_for("expert.show_review", member_id=member_id), code=303)
    flash(
        _("评分表已重新打开，可以修改。改完请重新提交；不重新提交的，以上次提交的为准。"), "success"
    )
    return redirect(url_for("expert.show_sheet", member_id=member_id), code=303)


def _answer(member_id: int, form: ReopeningForm) -> None:
    answer_reopening(
        context.db_session(), member_id=member_id, answer=form.answer(), actor=context.actor(),
        now=context.clock(), vault=context.sheet_vault(),
    )  # fmt: skip


def _show(member_id: int, form: ReopeningForm, status: int = 200) -> Any:
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    asked = find_open_reopening(session, seat.sheet.id if seat.sheet else None)
    why_not = refuse_answering(context.actor(), seat.facts(), is_asked=asked is not None)
    return render_template(
        "expert/show_reopening.html", seat=seat, asked=asked, form=form,
        why_not=sentences(explain(why_not, {})) if why_not else "", is_shared=is_shared(seat),
    ), status  # fmt: skip


def is_shared(seat: Seat) -> bool:
    """Say whether officers hold the round's key, so that the server reads no submitted sheet."""
    key = find_round_key(context.db_session(), seat.round.id or 0) if seat.round else None
    return key is not None and key.holder is KeyHolder.OFFICERS

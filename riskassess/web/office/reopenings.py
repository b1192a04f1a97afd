"""Asking experts whether a submitted sheet may be worked on again; they alone consent."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import MemberState
from riskassess.i18n import _, _l
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.queries.sheet_versions import find_member_sheet, list_reopenings
from riskassess.services.sheet_reopening import ask_reopening
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.forms import REASON_LENGTH, Form
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.draw_desk import send
from riskassess.web.office.panel_seal import note_members_shown, reads_panel


class AskForm(Form):
    """Whose sheet, and why."""

    member = SelectField(_l("专家"), [InputRequired(_l("请选择专家。"))], coerce=int)
    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。")), REASON_LENGTH])


@bp.get("/reviews/<int:review_id>/reopenings")
def show_reopenings(review_id: int) -> Any:
    """Show what was asked and answered in the newest round, and the form to ask."""
    return _show(_review(review_id), 200)


@bp.post("/reviews/<int:review_id>/reopenings")
def ask_for_reopening(review_id: int) -> Any:
    """Ask an expert with a reason."""
    view = _review(review_id)
    form = _form(view)
    if not done_by(form, lambda: send(_ask(view, form))):
        return _show(view, 422, form)
    flash(_("已请专家答复；专家同意以前，已提交的评分表不变。"), "success")
    return redirect(url_for("office.show_reopenings", review_id=review_id), code=303)


def _ask(view: ReviewView, form: AskForm) -> list[int]:
    sheet = find_member_sheet(context.db_session(), view.round.id or 0, form.member.data)
    if sheet is None:
        raise NotFound("not_found", where=f"member:{form.member.data}")
    return ask_reopening(
        context.db_session(), sheet_id=sheet.id or 0, reason=form.reason.data,
        public_url=context.settings().public_url, actor=context.actor(), now=context.clock(),
    ).message_ids  # fmt: skip


def _review(review_id: int) -> ReviewView:
    """Return the review for who may know its panel, and log the reading."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    if not reads_panel(view.review):
        raise NotFound("not_found", where=f"review:{review_id}")
    note_members_shown(view.review)
    return view


def _form(view: ReviewView) -> AskForm:
    form = AskForm(request.form)
    asked = list_reopenings(context.db_session(), view.round.id or 0)
    waiting = {sheet.member_id for row, sheet in asked if row.is_granted is None}
    form.member.choices = [
        (line.member.id, f"{line.member.code} {line.name}")
        for line in view.members
        if line.member.state is MemberState.SUBMITTED and line.member.id not in waiting
    ]
    return form


def _show(view: ReviewView, status: int, form: AskForm | None = None) -> Any:
    members = {line.member.id: line for line in view.members}
    asked = list_reopenings(context.db_session(), view.round.id or 0)
    return render_template(
        "office/reviews/show_reopenings.html",
        **head_of(view.case),
        view=view,
        form=form or _form(view),
        rows=[(row, sheet, members[sheet.member_id]) for row, sheet in asked],
    ), status

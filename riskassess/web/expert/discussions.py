"""Discussion of one factor after a closed round: what was said, and a field to say more."""

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.domain.vocabulary import ReviewState
from riskassess.exhibits.round_feedback import figure_lines
from riskassess.i18n import _, _l
from riskassess.queries.discussions import get_discussed_round, list_posts
from riskassess.queries.feedback import feedback_of, get_told_round
from riskassess.queries.sheets import Seat, get_readable_seat, manual_of
from riskassess.services.discussions import LONGEST_OP, LONGEST_POST, say
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.citations import expert_pages
from riskassess.web.forms import Form


class PostForm(Form):
    """What an expert says; `op` lets the same text arrive twice and stand once."""

    text = TextAreaField(
        _l("您的看法"),
        [
            InputRequired(_l("请先写下看法再发表。")),
            Length(max=LONGEST_POST, message=_l("请不要超过 2000 字。")),
        ],
    )
    op = HiddenField(validators=[InputRequired(), Length(max=LONGEST_OP)])


@bp.get("/reviews/<int:member_id>/feedback/<int:number>/factors/<int:factor_id>")
def show_discussion(member_id: int, number: int, factor_id: int) -> Any:
    """Show what was said about a factor after a round."""
    return _page(member_id, number, factor_id, PostForm(formdata=None, op=uuid.uuid4().hex))


@bp.post("/reviews/<int:member_id>/feedback/<int:number>/factors/<int:factor_id>")
def post_in_discussion(member_id: int, number: int, factor_id: int) -> Any:
    """Say something under the own name of the round."""
    form = PostForm()
    place: dict[str, Any] = {"member_id": member_id, "number": number, "factor_id": factor_id}
    if not done_by(form, lambda: _say(form, place)):
        return _page(**place, form=form), 422
    flash(_("已发表。"), "success")
    return redirect(url_for("expert.show_discussion", **place), code=303)


def _say(form: PostForm, place: dict[str, int]) -> Any:
    return say(
        context.db_session(), op=form.op.data or "", text=form.text.data or "",
        actor=context.actor(), now=context.clock(), **place,
    )  # fmt: skip


def _page(member_id: int, number: int, factor_id: int, form: PostForm) -> str:
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    round_ = get_told_round(session, seat.member, number)
    told = feedback_of(session, round_, member=seat.member)
    found = next((row for row in told.factors if row.factor_id == factor_id), None)
    if found is None:
        abort(404)
    return render_template(
        "expert/consultation/show_discussion.html",
        seat=seat,
        told=told,
        factor=found,
        pages=expert_pages(seat),
        lines=figure_lines(found, manual_of(session, seat)),
        posts=list_posts(session, round_.id or 0, factor_id, member_id=member_id),
        is_open=_is_open(seat, number),
        form=form,
        most=LONGEST_POST,
    )


def _is_open(seat: Seat, number: int) -> bool:
    """Return whether more may be said: until the next round is closed or the consultation ends."""
    newest = get_discussed_round(context.db_session(), seat.review.id or 0)
    is_over = seat.review.state is ReviewState.CLOSED
    return newest is not None and newest.number == number and not is_over

"""The office moderates a discussion: it reads round names, and hides with a reason."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.domain.policy import may_read_sheets
from riskassess.domain.vocabulary import Role
from riskassess.i18n import _, _l
from riskassess.queries.discussions import get_discussed_round, list_moderated
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.services.discussions import LONGEST_POST, hide_post
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.forms import Form
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of


class HidingForm(Form):
    """Why a post is hidden; the panel reads it in the post's place."""

    reason = TextAreaField(
        _l("隐藏理由，专家组会看到"),
        [
            InputRequired(_l("请写明隐藏理由。")),
            Length(max=LONGEST_POST, message=_l("请不要超过 2000 字。")),
        ],
    )


@bp.get("/reviews/<int:review_id>/discussion")
def show_discussion(review_id: int) -> Any:
    """Show what was said after the newest closed round, under the names of the round."""
    return _page(_view(review_id), HidingForm(formdata=None), 0)


@bp.post("/reviews/<int:review_id>/discussion/posts/<int:post_id>/hiding")
def hide_post_of_discussion(review_id: int, post_id: int) -> Any:
    """Hide a post."""
    view, form = _view(review_id), HidingForm()
    if not done_by(form, lambda: _hide(form, post_id)):
        return _page(view, form, post_id), 422
    flash(_("已隐藏。原文保留，专家组看到的是隐藏理由。"), "success")
    return redirect(url_for("office.show_discussion", review_id=review_id), code=303)


def _hide(form: HidingForm, post_id: int) -> Any:
    return hide_post(
        context.db_session(), post_id=post_id, reason=form.reason.data or "",
        actor=context.actor(), now=context.clock(),
    )  # fmt: skip


def _view(review_id: int) -> ReviewView:
    view = get_review(context.db_session(), review_id, actor=context.actor())
    round_ = get_discussed_round(context.db_session(), review_id)
    if round_ is None or not may_read_sheets(
        context.actor(), round_state=round_.state, owner_expert_id=None
    ):
        abort(404)
    return view


def _page(view: ReviewView, form: HidingForm, post_id: int) -> str:
    session = context.db_session()
    round_ = get_discussed_round(session, view.review.id or 0)
    return render_template(
        "office/reviews/show_discussion.html",
        **head_of(view.case),
        view=view,
        round=round_,
        factors=list_moderated(session, round_.id or 0) if round_ else [],
        form=form,
        asked=post_id,
        may_hide=context.actor().has(Role.CASE_OFFICER),
    )

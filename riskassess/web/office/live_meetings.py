"""A live meeting from the office: counts and shown results; the chair while there is no leader."""

from typing import Any

from flask import abort, render_template, url_for

from riskassess.domain.vocabulary import Role
from riskassess.i18n import _
from riskassess.queries.assessments import list_factors
from riskassess.queries.leaders import find_leader
from riskassess.queries.live_meetings import get_meeting
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.services import live_meetings
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.live_page import NOTHING, ChairForm, is_live, live_values, state_answer
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of


@bp.get("/reviews/<int:review_id>/live")
def show_meeting(review_id: int) -> Any:
    """Show where the meeting stands; the case officer chairs it while there is no leader."""
    view = _view(review_id)
    leader = find_leader(context.db_session(), view.review)
    return render_template(
        "office/reviews/show_meeting.html",
        **head_of(view.case),
        **live_values(view.review, view.round, view.case.manual, NOTHING),
        view=view,
        has_leader=leader is not None,
        is_chair=leader is None and context.actor().has(Role.CASE_OFFICER),
        form=ChairForm(formdata=None),
    )


@bp.get("/reviews/<int:review_id>/live/state")
def show_meeting_state(review_id: int) -> Any:
    """Tell a page whether something changed: version and counts, nothing else."""
    view, session = _view(review_id), context.db_session()
    return state_answer(get_meeting(session, view.round, list_factors(session, view.case.id)))


@bp.post("/reviews/<int:review_id>/live/next")
def lead_to_next_factor(review_id: int) -> Any:
    """Lead the meeting on."""
    form = ChairForm()
    return _do(_view(review_id), _("已进入下一个因素。"), lambda: live_meetings.call_next(
        context.db_session(), review_id=review_id, actor=context.actor(), now=context.clock(),
        reason=form.reason.data or "",
    ))  # fmt: skip


@bp.post("/reviews/<int:review_id>/live/showing")
def show_live_results(review_id: int) -> Any:
    """Show the results although somebody is missing."""
    form = ChairForm()
    return _do(_view(review_id), _("结果已公布。"), lambda: live_meetings.show_now(
        context.db_session(), review_id=review_id, reason=form.reason.data or "",
        actor=context.actor(), now=context.clock(), seal=context.sheet_vault().seal,
    ))  # fmt: skip


def _do(view: ReviewView, done: str, act: Any) -> Any:
    to = url_for("office.show_meeting", review_id=view.review.id)
    return do(act, done=done, to=to)


def _view(review_id: int) -> ReviewView:
    view = get_review(context.db_session(), review_id, actor=context.actor())
    if not is_live(view.round):
        abort(404)
    return view

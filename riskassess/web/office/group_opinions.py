"""The group opinion on the office's pages: how far it is, its text, the end of an overdue vote."""

from typing import Any

from flask import render_template, url_for

from riskassess.domain.policy import may_read_sheets
from riskassess.domain.room_vocabulary import GroupState, RoundState
from riskassess.domain.vocabulary import AssessmentState, ReviewState, Role
from riskassess.i18n import _
from riskassess.queries.group_opinions import (
    find_group_opinion,
    group_view,
    list_versions,
    opinion_holds,
)
from riskassess.queries.leaders import find_leader
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.services import panel_votes
from riskassess.services.consultations import Desk
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.group_pages import group_values
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.panel_seal import reads_panel


@bp.get("/reviews/<int:review_id>/group-opinion")
def show_group_opinion(review_id: int) -> Any:
    """Show how far the group opinion is; its text once it was put to the vote."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    return render_template("office/reviews/show_group_opinion.html", **_values(view))


def _values(view: ReviewView) -> dict[str, Any]:
    session, actor = context.db_session(), context.actor()
    is_over = view.review.state is ReviewState.CLOSED
    state = RoundState.CLOSED if is_over else view.round.state
    reads = reads_panel(view.review) and may_read_sheets(
        actor, round_state=state, owner_expert_id=None
    )
    opinion = find_group_opinion(session, view.review)
    values: dict[str, Any] = {
        **head_of(view.case),
        "view": view,
        "is_over": is_over,
        "reads": reads,
        "leader": find_leader(session, view.review) if reads else None,
        "opinion": opinion,
        "group": None,
        "older": [],
    }
    if not reads or opinion is None:
        return values
    older = [row for row in list_versions(session, view.review) if row.id != opinion.id]
    values["older"] = [group_view(session, view.case, view.review, row) for row in older]
    if opinion.state is GroupState.DRAFT:
        return values
    group = group_view(session, view.case, view.review, opinion)
    is_voting = opinion.state is GroupState.VOTING
    return {
        **values,
        **group_values(view.case, group),
        "holds": opinion_holds(session, view.case, view.review, opinion),
        "may_end": is_voting
        and group.has_ended(context.clock())
        and view.case.assessment.state is AssessmentState.IN_REVIEW
        and actor.has(Role.CASE_OFFICER),
    }


@bp.post("/reviews/<int:review_id>/group-opinion/vote-end")
def end_group_vote(review_id: int) -> Any:
    """End the vote, once its term is over; who is silent counts as the manual says."""
    get_review(context.db_session(), review_id, actor=context.actor())
    desk = Desk(context.actor(), context.clock())
    return do(
        lambda: panel_votes.end_vote(context.db_session(), review_id=review_id, desk=desk),
        done=_("表决已结束。"),
        to=url_for("office.show_group_opinion", review_id=review_id),
    )

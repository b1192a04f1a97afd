"""The election of the leader on the office's pages: close a ballot, name one with a reason."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.i18n import _, _l
from riskassess.queries.leaders import get_election
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.queries.round_marks import room_rule
from riskassess.services import leaders
from riskassess.services.consultations import Desk
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.forms import Form
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.panel_seal import note_members_shown, reads_panel


class NamingForm(Form):
    """Whom the office names, and why."""

    candidate = SelectField(_l("组长"), [InputRequired()], coerce=int, validate_choice=False)
    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。"))])


@bp.get("/reviews/<int:review_id>/leader")
def show_leader(review_id: int) -> Any:
    """Show how the election stands; never who voted for whom."""
    return _page(_view(review_id), NamingForm())


@bp.post("/reviews/<int:review_id>/leader/ballot-end")
def close_ballot(review_id: int) -> Any:
    """Close the open ballot and count what is in."""
    _view(review_id)
    return do(
        lambda: leaders.close_ballot(context.db_session(), review_id=review_id, desk=_desk()),
        done=_("本轮推选已结束。"),
        to=url_for("office.show_leader", review_id=review_id),
    )


@bp.post("/reviews/<int:review_id>/leader")
def name_leader(review_id: int) -> Any:
    """Name the leader where the panel could not agree."""
    view, form = _view(review_id), NamingForm()
    if not done_by(
        form,
        lambda: leaders.name_leader(
            context.db_session(), review_id=review_id, member_id=form.candidate.data,
            reason=form.reason.data, desk=_desk(),
        ),
    ):  # fmt: skip
        return _page(view, form), 422
    flash(_("组长已指定。"), "success")
    return redirect(url_for("office.show_leader", review_id=review_id), code=303)


def _view(review_id: int) -> ReviewView:
    return get_review(context.db_session(), review_id, actor=context.actor())


def _desk() -> Desk:
    return Desk(context.actor(), context.clock())


def _page(view: ReviewView, form: NamingForm) -> str:
    session, reads = context.db_session(), reads_panel(view.review)
    if reads:
        note_members_shown(view.review)
    election, rule = get_election(session, view.review), room_rule(session, view.review).leader
    names = {line.member.id: f"{line.member.code} {line.name}".strip() for line in view.members}
    form.candidate.choices = [(row.id, names[row.id]) for row in election.electors]
    is_now = view.case.assessment.state is AssessmentState.IN_REVIEW
    return render_template(
        "office/reviews/show_leader.html",
        **head_of(view.case),
        view=view,
        election=election,
        names=names,
        form=form,
        rule=rule,
        reads=reads,
        may_act=is_now and context.actor().has(Role.CASE_OFFICER),
        may_name=election.may_be_named(rule),
    )

"""Electing the leader: the own vote, how many are in, and how ended ballots came out."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import RadioField
from wtforms.validators import InputRequired

from riskassess.domain.vocabulary import AssessmentState
from riskassess.i18n import _, _l
from riskassess.queries.leaders import Election, get_election, member_names, own_vote
from riskassess.queries.panel_seal import panel_is_open
from riskassess.queries.round_marks import room_rule
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.services import leaders
from riskassess.services.panel_places import Hand
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.forms import Form


class LeaderForm(Form):
    """Whom the expert votes for."""

    candidate = RadioField(
        _l("我推选"), [InputRequired(_l("请选一位专家。"))], coerce=int, validate_choice=False
    )


@bp.get("/reviews/<int:member_id>/leader")
def show_leader(member_id: int) -> Any:
    """Show who leads, or the ballot that is open."""
    seat = _seat(member_id)
    return _page(seat, LeaderForm())


@bp.post("/reviews/<int:member_id>/leader")
def vote_leader(member_id: int) -> Any:
    """Vote for a leader."""
    seat, form = _seat(member_id), LeaderForm()
    hand = hand_of(member_id)
    form.candidate.choices = []
    if not done_by(
        form,
        lambda: leaders.vote_leader(
            context.db_session(), candidate_id=form.candidate.data, hand=hand
        ),
    ):
        return _page(seat, form), 422
    flash(_("投票已记下。结束以前可以改投。"), "success")
    return redirect(url_for("expert.show_leader", member_id=member_id), code=303)


def hand_of(member_id: int) -> Hand:
    """Return from where the signed-in expert acts."""
    return Hand(member_id, context.actor(), context.clock())


def _seat(member_id: int) -> Seat:
    return get_readable_seat(context.db_session(), member_id, actor=context.actor())


def _page(seat: Seat, form: LeaderForm) -> str:
    session = context.db_session()
    election = get_election(session, seat.review)
    names = candidate_words(seat.review, election)
    form.candidate.choices = [
        (row.id, _("%(code)s（我）", code=names[row.id or 0]) if row.id == seat.member.id
         else names[row.id or 0])
        for row in election.electors
    ]  # fmt: skip
    own = own_vote(session, seat.review, seat.member.id or 0, election.ballot)
    if own is not None and form.candidate.data is None:
        form.candidate.data = own
    return render_template(
        "expert/show_leader.html",
        seat=seat,
        form=form,
        election=election,
        names=names,
        has_voted=own is not None,
        rule=room_rule(session, seat.review).leader,
        may_vote=seat.assessment.state is AssessmentState.IN_REVIEW
        and seat.member in election.electors,
    )


def candidate_words(review: Any, election: Election) -> dict[int, str]:
    """Return what the members are called: panel codes, with names once the panel is open."""
    session = context.db_session()
    members = election.electors
    if not panel_is_open(session, review):
        return {row.id or 0: row.code for row in members}
    names = member_names(session, members)
    return {row.id or 0: f"{row.code} {names.get(row.id or 0, '')}".strip() for row in members}

"""The review room: the project, what was surveyed, the documents, and the way to the own sheet."""

from typing import Any

from flask import redirect, render_template, url_for

from riskassess.domain.errors import Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.vocabulary import MemberState
from riskassess.queries.invitations import refuse_late_answer
from riskassess.queries.sheets import Seat, get_readable_seat, get_seat
from riskassess.web import context
from riskassess.web.declining import DeclineForm
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.declarations import show_own_invitation
from riskassess.web.expert.room import open_room
from riskassess.web.expert.sheet_table import resume_url
from riskassess.web.expert.summary import gap_lines, refusal_words


@bp.get("/reviews/<int:member_id>")
def show_review(member_id: int) -> Any:
    """Show the room, or the step that comes before it."""
    seat = get_seat(context.db_session(), member_id, actor=context.actor())
    _refuse_late(seat)
    if seat.member.state is MemberState.ACCEPTED:
        return redirect(url_for("expert.show_declaration", member_id=member_id), code=303)
    if seat.member.state is MemberState.INVITED:
        return show_own_invitation(seat, DeclineForm())
    if seat.member.state is MemberState.RECUSED:
        return render_template("expert/show_recusal.html", seat=seat)
    return _room(get_readable_seat(context.db_session(), member_id, actor=context.actor()))


def _refuse_late(seat: Seat) -> None:
    waits = seat.member.state in {MemberState.INVITED, MemberState.ACCEPTED}
    if waits and refuse_late_answer(context.db_session(), seat.member.review_id):
        raise Refused("review_over", where=f"member:{seat.member.id}")


def _room(seat: Seat) -> str:
    room = open_room(seat)
    gaps = gap_lines(room)
    refusal = refusal_words(refuse_saving(context.actor(), seat.facts()))
    return render_template(
        "expert/show_review.html",
        room=room,
        gaps=gaps,
        refusal=refusal,
        resume=resume_url(room, gaps),
    )

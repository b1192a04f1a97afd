"""What earlier reviews asked to be mended and how the sponsor answered, for the second review."""

from typing import Any

from flask import render_template

from riskassess.queries.earlier_points import list_earlier_points
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.web import context
from riskassess.web.expert.blueprint import bp


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    """Let the pages of the room ask whether an earlier review asked for anything."""
    return {"has_earlier_points": has_earlier_points}


def has_earlier_points(seat: Seat) -> bool:
    """Return whether there is anything in the revision note; a consultation leaves none."""
    return bool(list_earlier_points(context.db_session(), seat))


@bp.get("/reviews/<int:member_id>/revision-note")
def show_revision_note(member_id: int) -> Any:
    """Show each point of the reviews before with what the sponsor did about it."""
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    points = list_earlier_points(session, seat)
    return render_template("expert/show_revision_note.html", seat=seat, points=points)

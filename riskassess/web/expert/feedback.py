"""Feedback of a closed scoring round: the panel's figures with the own mark, reasons by name."""

from typing import Any

from flask import render_template, url_for

from riskassess.domain.room.feedback import unsettled
from riskassess.exhibits.round_feedback import concordance_words, figure_lines, stop_words
from riskassess.queries.discussions import count_posts
from riskassess.queries.feedback import feedback_of, get_told_round, list_told_rounds
from riskassess.queries.round_marks import room_rule
from riskassess.queries.sheets import Seat, get_readable_seat, manual_of
from riskassess.web import context
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.citations import expert_pages


@bp.get("/reviews/<int:member_id>/feedback", defaults={"number": None})
@bp.get("/reviews/<int:member_id>/feedback/<int:number>")
def show_feedback(member_id: int, number: int | None) -> Any:
    """Show what a closed round came to, the newest without a number."""
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    return render_template("expert/consultation/show_feedback.html", **_values(seat, number))


def _values(seat: Seat, number: int | None) -> dict[str, Any]:
    session = context.db_session()
    round_ = get_told_round(session, seat.member, number)
    told = feedback_of(session, round_, member=seat.member)
    rule = room_rule(session, seat.review).consultation
    manual = manual_of(session, seat)
    return {
        "seat": seat,
        "told": told,
        "rounds": list_told_rounds(session, seat.member),
        "factors": [(row, figure_lines(row, manual)) for row in told.factors],
        "apart": unsettled(told.factors),
        "stop": stop_words(told.outcome, rule, number=round_.number),
        "concordance": concordance_words(told.outcome),
        "pages": expert_pages(seat),
        "said": count_posts(session, round_.id or 0),
    }


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    """Let the pages of the room ask for the feedback that a member may read."""
    return {"told_rounds": told_rounds}


def told_rounds(seat: Seat) -> list[dict[str, Any]]:
    """Return the rounds that a member may read of with their addresses, newest first."""
    return [
        {
            "number": row.number,
            "url": url_for("expert.show_feedback", member_id=seat.member.id, number=row.number),
        }
        for row in list_told_rounds(context.db_session(), seat.member)
    ]

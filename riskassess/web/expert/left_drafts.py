"""Own drafts of closed rounds, and what an expert reads where a round closed without the sheet."""

from typing import Any

from flask import abort, render_template, request

from riskassess.domain.errors import AssessmentError, Refused
from riskassess.domain.vocabulary import RefusalReason
from riskassess.exhibits.versions import version_changes
from riskassess.queries.own_drafts import draft_places, list_left_drafts
from riskassess.queries.sheets import get_recorded_seat, list_round_seats, manual_of
from riskassess.web import context
from riskassess.web.errors import answer_assessment_error
from riskassess.web.expert.blueprint import bp
from riskassess.web.sheet_versions import version_words


@bp.get("/reviews/<int:member_id>/rounds/<int:number>/draft")
def show_left_draft(member_id: int, number: int) -> Any:
    """Show the own draft of a closed round, which was not handed in and does not count."""
    session = context.db_session()
    seat = get_recorded_seat(session, member_id, actor=context.actor())
    drafts = list_left_drafts(session, seat)
    left = next((row for row in drafts if row.round and row.round.number == number), None)
    if left is None:
        abort(404)
    words = version_words(seat.assessment.id or 0, seat.review, manual_of(session, seat))
    places = draft_places(session, left, seal=context.sheet_vault().seal)
    said = version_changes({}, places, words)
    return render_template("expert/show_left_draft.html", seat=left, said=said)


@bp.errorhandler(Refused)
def answer_refusal(error: Refused) -> Any:
    """Answer in words where a round was closed without the reader's sheet."""
    member_id = (request.view_args or {}).get("member_id")
    if error.code != RefusalReason.ROUND_CLOSED or member_id is None or request.method != "GET":
        return answer_assessment_error(error)
    session = context.db_session()
    try:
        seat = get_recorded_seat(session, member_id, actor=context.actor())
    except AssessmentError:
        return answer_assessment_error(error)
    return render_template(
        "expert/show_closed_round.html",
        seat=seat,
        drafts=list_left_drafts(session, seat),
        has_sheets=bool(list_round_seats(session, seat)),
    ), 409

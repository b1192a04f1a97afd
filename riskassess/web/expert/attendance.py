"""The meeting of a review for its expert: when and where, signing in; when the room was opened."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from riskassess.domain.review_policy import SignInFacts, refuse_sign_in
from riskassess.filters import local
from riskassess.i18n import _, sentences
from riskassess.messages import explain
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.services import meetings
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.expert.blueprint import bp

# What shows a document itself; the room and the sheet only lead to one.
DOCUMENTS = frozenset({"show_document", "show_page", "download_document"})


@bp.after_request
def note_document_opened(response: Response) -> Response:
    """Write down when an expert first opened a document; the page never waits for it."""
    values = request.view_args or {}
    page = (request.endpoint or "").partition(".")[2]
    if page in DOCUMENTS and response.status_code == 200 and "member_id" in values:
        session = context.db_session()
        session.rollback()  # what was read is shown; the note is a transaction of its own
        meetings.note_opened(
            session, member_id=values["member_id"], actor=context.actor(), now=context.clock()
        )
    return response


@bp.get("/reviews/<int:member_id>/attendance")
def show_attendance(member_id: int) -> Any:
    """Show when and where the panel meets, and the button that signs in."""
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    reason = _why_not(seat)
    return render_template(
        "expert/show_attendance.html",
        seat=seat,
        why_not=sentences(explain(reason, {})) if reason else "",
    )


def _why_not(seat: Seat) -> str | None:
    planned = seat.review.meeting_at
    facts = SignInFacts(
        seat.assessment.state, seat.member.state, seat.member.expert_id,
        local(planned).date() if planned else None,
        is_signed_in=seat.member.signed_in_at is not None,
    )  # fmt: skip
    return refuse_sign_in(context.actor(), facts, today=local(context.clock()).date())


@bp.post("/reviews/<int:member_id>/attendance")
def sign_in(member_id: int) -> Any:
    """Sign in at the meeting, online."""
    get_readable_seat(context.db_session(), member_id, actor=context.actor())
    return do(
        lambda: meetings.sign_in_member(
            context.db_session(), member_id=member_id, actor=context.actor(), now=context.clock()
        ),
        done=_("已签到。"),
        to=url_for("expert.show_attendance", member_id=member_id),
    )

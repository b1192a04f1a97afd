"""Submitting the own sheet: first what will happen, then once and for good."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.errors import IllegalTransition, Refused
from riskassess.domain.policy import refuse_submission
from riskassess.i18n import _
from riskassess.queries.sheets import get_readable_seat
from riskassess.services.sheet_submission import submit_sheet
from riskassess.web import context
from riskassess.web.errors import words_of
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.room import open_room
from riskassess.web.expert.summary import gap_lines, refusal_words
from riskassess.web.forms import ConfirmForm


@bp.get("/reviews/<int:member_id>/submission")
def confirm_submission(member_id: int) -> Any:
    """Say what submitting does, and what is still missing."""
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    room = open_room(seat)
    reason = refuse_submission(context.actor(), seat.facts(room.gaps))
    return render_template(
        "expert/confirm_submission.html",
        room=room,
        gaps=gap_lines(room),
        refusal=refusal_words(reason),
        form=ConfirmForm(),
    )


@bp.post("/reviews/<int:member_id>/submission")
def submit(member_id: int) -> Any:
    """Submit the sheet; it is read-only from here on."""
    try:
        submit_sheet(
            context.db_session(), member_id=member_id, actor=context.actor(), now=context.clock(),
            vault=context.sheet_vault(),
        )  # fmt: skip
    except (Refused, IllegalTransition) as error:
        flash("".join(words_of(error)), "error")
        return redirect(url_for("expert.confirm_submission", member_id=member_id), code=303)
    flash(_("评分表已提交。谢谢您。"), "success")
    return redirect(url_for("expert.show_sheet", member_id=member_id), code=303)

"""Submitting the own sheet: first what will happen, then once and for good."""

from base64 import b64encode
from typing import Any

from flask import Response, flash, redirect, render_template, url_for

from riskassess.domain.errors import IllegalTransition, Refused
from riskassess.domain.policy import refuse_submission
from riskassess.domain.room_vocabulary import RoundKind
from riskassess.i18n import _, sentences
from riskassess.queries.sheet_versions import find_last_submitted, list_versions
from riskassess.queries.sheets import get_readable_seat
from riskassess.services.sheet_submission import Submission, hand_in
from riskassess.services.sheets import save_changes
from riskassess.web import context
from riskassess.web.errors import words_of
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.receipts import copy_name
from riskassess.web.expert.reopenings import is_shared
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
        is_shared=is_shared(seat),
        last=find_last_submitted(context.db_session(), seat.sheet.id or 0) if seat.sheet else None,
    )


@bp.post("/reviews/<int:member_id>/submission")
def submit(member_id: int) -> Any:
    """Submit the sheet; it is read-only from here on."""
    try:
        _begin_empty_list(member_id)
        done = hand_in(
            context.db_session(), member_id=member_id, actor=context.actor(), now=context.clock(),
            vault=context.sheet_vault(),
        )  # fmt: skip
    except (Refused, IllegalTransition) as error:
        flash(sentences(words_of(error)), "error")
        return redirect(url_for("expert.confirm_submission", member_id=member_id), code=303)
    if done.is_only_copy:
        return _receipt(member_id, done)
    flash(_("评分表已提交。谢谢您。副本可以随时下载。"), "success")
    return redirect(url_for("expert.show_sheet", member_id=member_id), code=303)


def _begin_empty_list(member_id: int) -> None:
    """Begin the sheet of an issue round in which nothing was written: that is an answer too."""
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    if seat.sheet is None and seat.round is not None and seat.round.kind is RoundKind.ISSUES:
        save_changes(
            session, member_id=member_id, changes=[], actor=context.actor(), now=context.clock(),
            vault=context.sheet_vault(),
        )  # fmt: skip


def _receipt(member_id: int, done: Submission) -> Any:
    """Return the one page that holds the copy: where officers hold the round it cannot be kept."""
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    number = len(list_versions(context.db_session(), done.sheet.id or 0))
    page = render_template(
        "expert/show_receipt.html",
        seat=seat,
        sheet=done.sheet,
        name=copy_name(seat, number),
        copy=done.copy,
        encoded=b64encode(done.copy.encode()).decode(),
    )
    return Response(page, headers={"Cache-Control": "private, no-store"})

"""First estimates: kept once every figure is given; then the sponsor's own stand beside them."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.errors import Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.i18n import _, sentences
from riskassess.queries.sheets import get_readable_seat
from riskassess.services.first_estimates import keep_first_estimates
from riskassess.web import context
from riskassess.web.errors import words_of
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.room import Room, open_room
from riskassess.web.expert.summary import gap_lines, refusal_words
from riskassess.web.forms import ConfirmForm


@bp.get("/reviews/<int:member_id>/first-estimates")
def confirm_first_estimates(member_id: int) -> Any:
    """Say what keeping the first estimates does, and which figures are still missing."""
    room = open_room(get_readable_seat(context.db_session(), member_id, actor=context.actor()))
    if not room.awaits_first:
        return redirect(_sheet_of(member_id), code=303)
    reason = refuse_saving(context.actor(), room.seat.facts())
    return render_template(
        "expert/confirm_first_estimates.html",
        room=room,
        gaps=figure_gaps(room),
        refusal=refusal_words(reason),
        form=ConfirmForm(),
    )


@bp.post("/reviews/<int:member_id>/first-estimates")
def keep_first(member_id: int) -> Any:
    """Keep the first estimates; the sponsor's own are shown from here on."""
    try:
        keep_first_estimates(
            context.db_session(), member_id=member_id, actor=context.actor(), now=context.clock(),
            vault=context.sheet_vault(),
        )  # fmt: skip
    except Refused as error:
        flash(sentences(words_of(error)), "error")
        page = url_for("expert.confirm_first_estimates", member_id=member_id)
        return redirect(page, code=303)
    flash(_("首次估计已保存。现在各因素下面显示项目方的自评，仅供参考。"), "success")
    return redirect(_sheet_of(member_id), code=303)


def _sheet_of(member_id: int) -> str:
    return url_for("expert.show_sheet", member_id=member_id)


def figure_gaps(room: Room) -> list[dict[str, str]]:
    """Return the factors whose figures are not all given."""
    places = {gap.place for gap in room.gaps if gap.field in SCORE_FIELDS}
    urls = {part.url for part in room.factor_parts if part.key in places}
    return [line for line in gap_lines(room) if line["url"] in urls]

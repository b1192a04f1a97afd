"""The own sheet: a table of all factors, one screen per factor, and every change as it is made."""

from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for

from riskassess.domain.errors import Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.vocabulary import RefusalReason
from riskassess.queries.first_estimates import list_shifts
from riskassess.queries.sheets import get_readable_seat
from riskassess.web import context
from riskassess.web.errors import words_of
from riskassess.web.expert import changes as wire
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.fields import bands_of, intensity_words, levels_view
from riskassess.web.expert.items import own_totals
from riskassess.web.expert.lists import Typed, typed_lines
from riskassess.web.expert.room import Part, Room, open_room
from riskassess.web.expert.saving import save
from riskassess.web.expert.summary import (
    gap_lines,
    own_grid,
    own_matrix,
    refusal_words,
    saved_text,
)
from riskassess.web.shifts import shift_view

FROZEN = frozenset({RefusalReason.SHEET_FROZEN, RefusalReason.ROUND_CLOSED})


@bp.get("/reviews/<int:member_id>/sheet")
def show_sheet(member_id: int) -> Any:
    """Show all own scores in a table and in the matrix, and what is missing."""
    room = _room(member_id)
    return render_template(
        "expert/show_sheet.html",
        room=room,
        gaps=gap_lines(room),
        matrix=own_matrix(room),
        grid=own_grid(room),
        totals=own_totals(room.seat, room.form, room.content),
        shifts=_shifts(room),
        refusal=_refusal(room),
    )


@bp.get("/reviews/<int:member_id>/sheet/<part>")
def edit_sheet(member_id: int, part: str) -> Any:
    """Show one screen of the sheet; the others wait in the same page."""
    room = _room(member_id)
    return _screen(room, _part(room, part), {})


@bp.post("/reviews/<int:member_id>/sheet/<part>")
def save_screen(member_id: int, part: str) -> Any:
    """Save one screen sent as a form, for browsers without script."""
    room = _room(member_id, typed_lines(request.form))
    shown = _part(room, part)
    changed = wire.form_changes(request.form, shown, now=context.clock())
    try:
        outcome = save(member_id, changed)
    except Refused as error:
        return _screen(_room(member_id), shown, {"": words_of(error)}), 409
    if notes := wire.form_notes(changed, outcome):
        typed = {(row.place, row.field): row.value or "" for row in changed}
        again = open_room(room.seat, typed=typed)
        return _screen(again, _part(again, part), notes), 422
    return redirect(_next_url(room, shown), code=303)


@bp.post("/reviews/<int:member_id>/changes")
def save_changes(member_id: int) -> Any:
    """Save a batch of changes sent by the script; 409 when the sheet takes nothing more."""
    changed = wire.read_changes(request.get_json(silent=True))
    try:
        outcome = save(member_id, changed)
    except Refused as error:
        if error.code not in FROZEN:
            raise
        return jsonify(frozen=True, what=words_of(error)[0]), 409
    return jsonify(wire.outcome_json(outcome, now=context.clock()))


def _shifts(room: Room) -> dict[str, Any] | None:
    """Return how the own figures moved; None before the round is closed."""
    seat, session = room.seat, context.db_session()
    if seat.sheet is None or seat.sheet.first_at is None:
        return None
    return shift_view(
        list_shifts(session, seat.sheet, assessment_id=seat.assessment.id or 0), room.manual
    )


def _room(member_id: int, typed: Typed | None = None) -> Room:
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    return open_room(seat, typed=typed)


def _part(room: Room, key: str) -> Part:
    found = next((part for part in room.parts if part.key == key), None)
    if found is None:
        abort(404)
    return found


def _next_url(room: Room, part: Part) -> str:
    if request.form.get("go") == "here" or wire.REMOVE in request.form:
        return part.url
    following = room.parts[room.parts.index(part) + 1 :]
    if request.form.get("go") == "next" and following:
        return following[0].url
    return url_for("expert.show_sheet", member_id=room.seat.member.id)


def _refusal(room: Room) -> tuple[str, str] | None:
    return refusal_words(refuse_saving(context.actor(), room.seat.facts()))


def _screen(room: Room, shown: Part, notes: dict[str, tuple[str, str]]) -> str:
    return render_template(
        "expert/edit_sheet.html",
        room=room,
        shown=shown,
        notes=notes,
        refusal=_refusal(room),
        saved=saved_text(room.seat.sheet, now=context.clock()),
        **_scales(room),
        url=url_for("expert.edit_sheet", member_id=room.seat.member.id, part=shown.key),
    )


def _scales(room: Room) -> dict[str, Any]:
    """Return the manual's words for what is asked: bands of shares, levels, intensities."""
    parts, manual = ("probability", "impact"), room.manual
    return {
        "bands": {part: bands_of(manual, part) for part in parts},
        "levels": {part: levels_view(manual, part) for part in parts if manual.asks_levels},
        "intensities": intensity_words(manual),
    }

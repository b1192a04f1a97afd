"""Comparing by pairs: an overview, one pair at a time, and every answer as it is given."""

import uuid
from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for

from riskassess.domain.comparison_pairs import COMPARISON, KEPT, Pair
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.vocabulary import SheetState
from riskassess.queries.comparisons import ComparisonBoard, find_board
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.services.sheets import Change, SaveOutcome
from riskassess.web import context
from riskassess.web.comparison_page import set_views, weight_rows
from riskassess.web.errors import words_of
from riskassess.web.expert import changes as wire
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.comparison_screen import pair_screen, saved_sets, url_maker
from riskassess.web.expert.saving import save
from riskassess.web.expert.sheets import FROZEN
from riskassess.web.expert.summary import refusal_words


@bp.get("/reviews/<int:member_id>/comparisons")
def show_comparisons(member_id: int) -> Any:
    """Show all pairs with their answers and how consistent they are."""
    seat, board = _own(member_id)
    return render_template(
        "expert/comparisons/show_comparisons.html",
        seat=seat,
        board=board,
        refusal=_refusal(seat),
        **comparison_summary(seat, board),
    )


@bp.get("/reviews/<int:member_id>/comparisons/<pair>")
def edit_comparison(member_id: int, pair: str) -> Any:
    """Show one pair; the others wait in the same page."""
    seat, board = _own(member_id)
    return _screen(seat, board, _pair(board, pair), {})


@bp.post("/reviews/<int:member_id>/comparisons/<pair>")
def save_comparison(member_id: int, pair: str) -> Any:
    """Save one pair sent as a form, for browsers without script."""
    seat, board = _own(member_id)
    asked = _pair(board, pair)
    changed = _form_changes(asked)
    try:
        notes = _form_notes(changed, save(member_id, changed))
    except Refused as error:
        return _screen(*_own(member_id), asked, {"": words_of(error)}), 409
    if notes:
        return _screen(*_own(member_id), asked, notes), 422
    return redirect(_next_url(seat, board, asked), code=303)


@bp.post("/reviews/<int:member_id>/comparison-changes")
def save_comparison_changes(member_id: int) -> Any:
    """Save a batch of answers sent by the script, and say how consistent they are by now."""
    changed = wire.read_changes(request.get_json(silent=True))
    try:
        outcome = save(member_id, changed)
    except Refused as error:
        if error.code not in FROZEN:
            raise
        return jsonify(frozen=True, what=words_of(error)[0]), 409
    seat, board = _own(member_id)
    told = wire.outcome_json(outcome, now=context.clock())
    return jsonify(**told, **saved_sets(seat, board, {change.place for change in changed}))


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    """Let the sheet's pages ask for the comparisons that belong to it."""
    return {"comparison_box": comparison_box, "comparison_summary": comparison_summary}


def comparison_box(seat: Seat) -> dict[str, Any] | None:
    """Return how far the comparisons have come and where to go on; None where none are asked."""
    board = _board_of(seat)
    if board is None or not board.pairs:
        return None
    following = next(iter(board.missing), None)
    overview = url_for("expert.show_comparisons", member_id=seat.member.id)
    return {
        "answered": board.answered,
        "total": board.total,
        "url": overview if following is None else url_maker(seat)(following),
        "overview": overview,
        "is_alone": not board.manual.asks_weight_scores,
        "unsettled": sum(state.consistent is False for state in board.states),
    }


def comparison_summary(seat: Seat, board: ComparisonBoard | None = None) -> dict[str, Any]:
    """Return the own answers; the weights that come from them are told after submission."""
    board = board or _board_of(seat)
    if board is None:
        return {"sets": [], "weights": None}
    is_done = seat.sheet is not None and seat.sheet.state is SheetState.SUBMITTED
    return {
        "sets": set_views(board, url_maker(seat)),
        "weights": weight_rows(board) if is_done else None,
    }


def _board_of(seat: Seat) -> ComparisonBoard | None:
    return find_board(context.db_session(), seat, seal=context.sheet_vault().seal)


def _own(member_id: int) -> tuple[Seat, ComparisonBoard]:
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    board = _board_of(seat)
    if board is None:
        abort(404)
    return seat, board


def _pair(board: ComparisonBoard, place: str) -> Pair:
    found = board.pairs.get(place)
    if found is None:
        abort(404)
    return found


def _form_changes(pair: Pair) -> list[Change]:
    """Return what a form without script changes: the answer, or the reason for keeping it."""
    name = KEPT if request.form.get("go") == "keep" else COMPARISON
    value, base = request.form.get(name, "").strip(), request.form.get(wire.BASE + name, "")
    if value == base.strip():
        return []
    op = uuid.uuid4().hex
    return [Change(op, pair.place, name, value or None, base or None, context.clock())]


def _form_notes(changed: list[Change], outcome: SaveOutcome) -> dict[str, tuple[str, str]]:
    """Return what to say beside a field that was not saved, by its name."""
    notes = wire.form_notes(changed, outcome)
    found = {name.rpartition(".")[2]: words for name, words in notes.items()}
    if request.form.get("go") == "keep" and not changed:
        found[KEPT] = words_of(InvalidInput("comparison_reason_missing", where=KEPT))
    return found


def _next_url(seat: Seat, board: ComparisonBoard, pair: Pair) -> str:
    if request.form.get("go") != "next":
        return url_maker(seat)(pair)
    following = [*board.pairs.values()][[*board.pairs].index(pair.place) + 1 :]
    if following:
        return url_maker(seat)(following[0])
    return url_for("expert.show_comparisons", member_id=seat.member.id)


def _refusal(seat: Seat) -> tuple[str, str] | None:
    return refusal_words(refuse_saving(context.actor(), seat.facts()))


def _screen(
    seat: Seat, board: ComparisonBoard, pair: Pair, notes: dict[str, tuple[str, str]]
) -> str:
    return render_template(
        "expert/comparisons/edit_comparison.html",
        seat=seat,
        notes=notes,
        refusal=_refusal(seat),
        **pair_screen(seat, board, pair),
    )

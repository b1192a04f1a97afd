"""What the screen of one pair is given, and what is told after each saved answer."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for

from riskassess.domain.comparison_pairs import ANSWERS, Pair
from riskassess.domain.comparisons import ComparisonSet
from riskassess.exhibits.comparisons import SHORT, PairWords, saying
from riskassess.queries.comparisons import ComparisonBoard
from riskassess.queries.sheets import Seat
from riskassess.web import context
from riskassess.web.comparison_page import set_view, set_views, things, words_for
from riskassess.web.expert.summary import saved_text


def url_maker(seat: Seat) -> Callable[[Pair], str]:
    """Return the maker of addresses of one pair's screen."""

    def url_of(pair: Pair) -> str:
        return url_for("expert.edit_comparison", member_id=seat.member.id, pair=pair.place)

    return url_of


def pair_screen(seat: Seat, board: ComparisonBoard, pair: Pair) -> dict[str, Any]:
    """Return the values of the page that shows one pair and keeps the others at hand."""
    sets = set_views(board, url_maker(seat))
    rows = [row for each in sets for row in each["rows"]]
    position = [row["place"] for row in rows].index(pair.place)
    words = words_for(board)
    return {
        "sets": sets,
        "shown": rows[position],
        "shown_set": next(each for each in sets if each["within"] == pair.within),
        "before": rows[position - 1] if position else None,
        "after": rows[position + 1] if position + 1 < len(rows) else None,
        "skip": _next_open(rows, position),
        "things": {each["key"]: each for each in things(board)},
        "steps": steps(*words.names(pair)),
        "patterns": steps("{first}", "{second}"),
        "answered": board.answered,
        "total": board.total,
        "saved": saved_text(seat.sheet, now=context.clock()),
        "url": url_maker(seat)(pair),
    }


def _next_open(rows: list[dict[str, Any]], position: int) -> dict[str, Any] | None:
    """Return the next pair without an answer, from the start again behind the last one."""
    following = rows[position + 1 :] + rows[:position]
    return next((row for row in following if not row["value"]), None)


def steps(first: str, second: str) -> list[dict[str, Any]]:
    """Return the 17 steps of the scale from one side to the other, each with its sentence."""
    return [
        {
            "value": answer,
            "number": abs(answer),
            "word": str(SHORT.get(abs(answer), "")),
            "said": saying(first, second, answer),
        }
        for answer in ANSWERS
    ]


def saved_sets(seat: Seat, board: ComparisonBoard, places: set[str]) -> dict[str, Any]:
    """Return how far all has come, and the state of the sets that were touched."""
    words, url_of = words_for(board), url_maker(seat)
    touched = {board.pairs[place].within for place in places & set(board.pairs)}
    return {
        "answered": board.answered,
        "total": board.total,
        "sets": [
            _told(seat, words, state, url_of) for state in board.states if state.within in touched
        ],
    }


def _told(
    seat: Seat, words: PairWords, state: ComparisonSet, url_of: Callable[[Pair], str]
) -> dict[str, Any]:
    """Return one set for the script: its figures, and the same words as the page has them."""
    offer, view = state.offer, set_view(words, state, url_of)
    repair = None
    if offer is not None:
        repair = {
            "place": offer.pair.place,
            "given": offer.given,
            "implied": str(offer.implied),
            "suggested": offer.suggested,
            "cr_after": str(offer.cr_after),
        }
    html = render_template("shared/_consistency.html", set=view, seat=seat)
    return {
        "within": state.within,
        "answered": state.answered,
        "total": state.total,
        "cr": None if state.result is None else str(state.result.cr),
        "consistent": state.consistent,
        "repair": repair,
        "state": view["state"],
        "html": html,
    }

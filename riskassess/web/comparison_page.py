"""What pages show of comparisons, for the expert who gives them and the office that reads them."""

from collections.abc import Callable
from typing import Any

from riskassess.domain.comparison_pairs import Pair
from riskassess.domain.comparison_sets import TOP
from riskassess.domain.comparisons import ComparisonSet
from riskassess.domain.manual import Manual
from riskassess.exhibits.comparisons import PairWords, ratio_text
from riskassess.i18n import _
from riskassess.queries.comparisons import ComparisonBoard, find_board_of_sheet
from riskassess.web.errors import words_of

UrlOf = Callable[[Pair], str]
GOOD, BAD, OPEN, FAILED = "good", "bad", "open", "failed"


def words_for(board: ComparisonBoard) -> PairWords:
    """Return the words for the things that a board compares."""
    return PairWords(board.manual, {factor.code: factor.name for factor in board.factors})


def no_url(_pair: Pair) -> str:
    """Return no address: the reader may look at answers only."""
    return ""


def set_views(board: ComparisonBoard, url_of: UrlOf = no_url) -> list[dict[str, Any]]:
    """Return every set with its pairs, answers and consistency, in the order of asking."""
    words = words_for(board)
    return [set_view(words, state, url_of) for state in board.states]


def set_view(words: PairWords, state: ComparisonSet, url_of: UrlOf = no_url) -> dict[str, Any]:
    """Return one set as pages show it."""
    return {
        "within": state.within,
        "name": words.set_name(state.within),
        "answered": state.answered,
        "total": state.total,
        "left": state.total - state.answered,
        "state": _state_of(state),
        "cr": None if state.result is None else ratio_text(state.result.cr, words.limit),
        "limit": words.limit,
        "why": words.why(state),
        "failure": None if state.refusal is None else words_of(state.refusal),
        "rows": [_row(words, state, pair, url_of) for pair in state.pairs],
        "offer": _offer(words, state, url_of),
        "clash": _clash(words, state, url_of),
    }


def _state_of(state: ComparisonSet) -> str:
    if state.refusal is not None:
        return FAILED
    if state.consistent is None:
        return OPEN
    return GOOD if state.consistent else BAD


def _row(words: PairWords, state: ComparisonSet, pair: Pair, url_of: UrlOf) -> dict[str, Any]:
    answer = state.values.get(pair)
    first, second = words.names(pair)
    return {
        "pair": pair,
        "place": pair.place,
        "url": url_of(pair),
        "first": first,
        "second": second,
        "value": "" if answer is None else str(answer),
        "said": "" if answer is None else words.said(pair, answer),
        "kept": state.kept.get(pair, ""),
    }


def _offer(words: PairWords, state: ComparisonSet, url_of: UrlOf) -> dict[str, Any] | None:
    offer = state.offer
    if offer is None:
        return None
    return {
        **_row(words, state, offer.pair, url_of),
        "implied": words.implied(offer),
        "suggested": words.said(offer.pair, offer.suggested),
        "cr_after": ratio_text(offer.cr_after, words.limit),
    }


def _clash(words: PairWords, state: ComparisonSet, url_of: UrlOf) -> dict[str, Any] | None:
    if state.clash is None:
        return None
    rows = [_row(words, state, pair, url_of) for pair in state.clash.pairs]
    return {"rows": rows, "cr": ratio_text(state.clash.cr, words.limit)}


def sheet_comparisons(session: Any, sheet: Any) -> dict[str, Any]:
    """Return the comparisons of a submitted sheet; whoever asks has been allowed to read it."""
    board = find_board_of_sheet(session, sheet)
    if board is None:
        return {"sets": [], "weights": None}
    return {"sets": set_views(board), "weights": weight_rows(board)}


def weight_rows(board: ComparisonBoard) -> list[dict[str, Any]] | None:
    """Return the factors with the weights of these answers alone, heaviest first."""
    found = board.weights()
    if found is None:
        return None
    rows = [{"factor": factor, "weight": weight} for factor, weight in found]
    return sorted(rows, key=lambda row: -row["weight"])


def things(board: ComparisonBoard) -> list[dict[str, str]]:
    """Return what is compared, with the manual's explanation; for the two cards."""
    words = words_for(board)
    return [
        {
            "key": f"{state.within}:{code}",
            "name": words.thing(state.within, code),
            "note": _note(board, words, state.within, code),
        }
        for state in board.states
        for code in state.codes
    ]


def _note(board: ComparisonBoard, words: PairWords, within: str, code: str) -> str:
    if within == TOP and code in board.sets:  # a type is explained by what it holds here
        held = _("、").join(words.thing(code, inner) for inner in board.sets[code])
        return _("本项目含：%(factors)s。", factors=held)
    factor = next(row for row in board.factors if row.code == code)
    return factor.note or _explained(board.manual, code)


def _explained(manual: Manual, code: str) -> str:
    if not manual.has_factor(code):
        return ""
    row = manual.factor(code)
    return _("%(what)s。看：%(sign)s。", what=row.explanation, sign=row.indicator)

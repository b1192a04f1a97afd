"""What the ledger of a record must hold: this draw once, those before it, and time that goes on."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from expert_pool.moments import Fault, moment_of
from expert_pool.vocabulary import DrawKind, LedgerKind

# the line that announces a draw of each kind
_ANNOUNCING = {
    DrawKind.FIRST: LedgerKind.ANNOUNCEMENT,
    DrawKind.SUPPLEMENT: LedgerKind.SUPPLEMENT,
    DrawKind.REDRAW: LedgerKind.REDRAW,
}


class _Line(NamedTuple):
    number: int
    kind: LedgerKind
    reason: str
    review: int
    draw: int | None
    at: str


def ledger_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return where the ledger has a gap or a wrong time, or which line of this draw is not there.

    The ledger is the assessment's: draws are counted in each review.
    """
    try:
        rows = [_line(row) for row in record["ledger"]]
    except (TypeError, ValueError):
        return "ledger_malformed", {}
    for place, row in enumerate(rows, 1):
        if row.number != place:
            return "ledger_gap", {"number": place}
        # moments of this one form are ordered as their texts are
        if place > 1 and row.at < rows[place - 2].at:
            return "ledger_time", {"number": place}
    about = record["announcement"]
    own = [row for row in rows if row.review == about["review"]["number"]]
    return _announced(own, about) or _drawn(own, about, record["values"]) or _earlier(own, about)


def _line(row: Sequence[Any]) -> _Line:
    number, kind, reason, review, draw, at = row
    wholes = [number, review] + ([] if draw is None else [draw])
    if any(isinstance(each, bool) or not isinstance(each, int) for each in wholes):
        raise TypeError("not a number")
    if not isinstance(reason, str) or moment_of(at) is None:
        raise TypeError("not a text")
    return _Line(number, LedgerKind(kind), reason, review, draw, at)


def _announced(own: Sequence[_Line], about: Mapping[str, Any]) -> Fault | None:
    draw, kind = about["draw"], _ANNOUNCING[DrawKind(about["kind"])]
    lines = [row for row in own if row.kind in _ANNOUNCING.values() and row.draw == draw]
    if [row.kind for row in lines] != [kind]:
        return "ledger_no_announcement", {"draw": draw}
    return None if lines[0].at == about["announced_at"] else ("ledger_announced_at", {"draw": draw})


def _drawn(own: Sequence[_Line], about: Mapping[str, Any], values: Any) -> Fault | None:
    draw = about["draw"]
    lines = [row for row in own if row.kind is LedgerKind.DRAW and row.draw == draw]
    if len(lines) != 1:
        return "ledger_no_draw", {"draw": draw}
    rows = [row for row in values if isinstance(row, Mapping)]
    moments = [row.get("entered_at") for row in rows]
    moments += [row["confirmed"].get("at") for row in rows if row.get("confirmed")]
    known = [about["announced_at"], *(at for at in moments if isinstance(at, str))]
    return ("ledger_drawn_at", {"draw": draw}) if lines[0].at < max(known) else None


def _earlier(own: Sequence[_Line], about: Mapping[str, Any]) -> Fault | None:
    """Say which earlier draw of the review has no announcement, or was not cancelled before."""
    seen = [row.draw for row in own if row.kind in _ANNOUNCING.values()]
    if seen != list(range(1, len(seen) + 1)):
        missing = next((n for n in range(1, about["draw"]) if seen.count(n) != 1), about["draw"])
        return "ledger_no_announcement", {"draw": missing}
    replaced = about["replaces"]
    announced = next(row.number for row in own if row.kind in _ANNOUNCING.values()
                     and row.draw == about["draw"])  # fmt: skip
    cancelled = any(
        row.kind is LedgerKind.CANCELLATION and row.draw == replaced and row.number < announced
        for row in own
    )
    return ("ledger_no_cancellation", {"draw": replaced}) if replaced and not cancelled else None

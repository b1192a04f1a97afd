"""An index that only the text prints, against the risk table that it has to come from."""

from collections.abc import Sequence
from decimal import Decimal

from riskassess.domain.report_check.figures import Span
from riskassess.domain.report_check.findings import Book, Quantity
from riskassess.domain.report_check.risk import Part, is_level, shown, weights_of
from riskassess.domain.report_check.sums import index_figures, index_spans
from riskassess.domain.report_check.weights import weights_fit

Reckoned = list[tuple[Decimal, Span]]


def check_reckoned(parts: Sequence[Part], book: Book) -> None:
    """Hold every index of the text against the one risk table of its moment.

    Nothing is said where a table prints the index, where the weights do not sum to 1, or where
    several tables could be meant.
    """
    stated = [
        (key[1], each)
        for key, found in sorted(book.quantities.items())
        for each in found
        if key[0] == "index"
    ]
    if any(each.place.number for _moment, each in stated):
        return
    tables = [(part, spans) for part in parts if (spans := _spans(part))]
    for moment, each in stated:
        fitting = [row for row in tables if row[0].moment in {"", moment} or not moment]
        if len(fitting) == 1:
            _hold(fitting[0], each, stated, book)


def _spans(part: Part) -> Reckoned:
    """Return what the index of a table is by its lines; nothing where they do not give it."""
    pairs = weights_of(part)
    if is_level(part) or index_figures(part) or len(pairs) < 2 or len(pairs) < len(part.lines):
        return []
    return index_spans(part) if weights_fit([weight for _line, weight in pairs]) else []


def _hold(
    table: tuple[Part, Reckoned], each: Quantity, stated: list[tuple[str, Quantity]], book: Book
) -> None:
    part, spans = table
    book.compared += 1
    others = [other for _moment, other in stated]
    if part.moment == "" and any(_fits(other, spans) for other in others):
        return  # the table may be that of the other moment
    if _fits(each, spans) or any(slip.place == each.place for slip in book.slips):
        return
    book.slip(
        each.place,
        "report_index",
        printed=each.figure.text,
        right=shown(each.figure, spans[0][0]),
        count=len(part.lines),
        table=part.grid.table.number,
    )


def _fits(each: Quantity, spans: Reckoned) -> bool:
    return any(each.figure.span.meets(span) for _value, span in spans)

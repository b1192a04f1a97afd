"""The same quantity in several places of a report: printed alike, or a slip."""

import re
from collections.abc import Sequence

from riskassess.domain.report_check.figures import Figure, normalised
from riskassess.domain.report_check.findings import Book, Quantity
from riskassess.domain.report_check.headings import match
from riskassess.domain.report_check.layout import row_name
from riskassess.domain.report_check.risk import Line, Part
from riskassess.domain.report_check.tables import Place
from riskassess.domain.report_check.words import OTHER_PROJECT_TEXTS_TO_READ, SOURCE_TEXTS_TO_READ

ROLES = ("weight", "probability", "impact", "risk")


def check_quantities(book: Book) -> None:
    """Note a quantity that two places print differently; places that say no moment fit either."""
    for key, found in sorted(book.quantities.items()):
        if key[0] == "opinion points":
            continue
        by_source: dict[str, list[Quantity]] = {}
        for each in found:
            by_source.setdefault(_source(each.place), []).append(each)
        for group in by_source.values():
            _check_same(group, book)
    for kind in ("index", "points"):
        _check_momentless(kind, book)


def _source(place: Place) -> str:
    return match(normalised(place.title), SOURCE_TEXTS_TO_READ)


def _check_same(found: Sequence[Quantity], book: Book) -> None:
    first = found[0]
    for other in found[1:]:
        one, two = first.place, other.place
        if two.number and (one.title, one.number) == (two.title, two.number):
            continue
        book.compared += 1
        if not first.figure.span.meets(other.figure.span):
            _differ(first.figure, first.place, other.figure, other.place, book)


def _check_momentless(kind: str, book: Book) -> None:
    """Hold figures of a sentence without moment against those of either moment."""
    stated = book.quantities.get((kind, ""), [])
    known = [
        each for moment in ("before", "after") for each in book.quantities.get((kind, moment), [])
    ]
    if not known:
        return
    for each in stated:
        if each.place.number or re.search(OTHER_PROJECT_TEXTS_TO_READ, each.place.row):
            continue
        book.compared += 1
        if not any(each.figure.span.meets(one.figure.span) for one in known):
            _differ(known[0].figure, known[0].place, each.figure, each.place, book)


def _differ(first: Figure, place: Place, other: Figure, where: Place, book: Book) -> None:
    book.slip(
        where,
        "report_printed_differently",
        printed=other.text,
        table=place.number,
        title=place.title,
        row=place.row,
        other=first.text,
    )


def check_factors(parts: Sequence[Part], book: Book) -> None:
    """Compare the same factor at the same moment in different tables of the same source."""
    known: dict[tuple[str, str, str], tuple[Line, Part]] = {}
    for part in parts:
        if not part.moment:
            continue
        source = match(normalised(part.grid.title), SOURCE_TEXTS_TO_READ)
        for line in part.lines:
            name = re.sub(r"^[\w.]*\d[.、]?", "", normalised(line.row.label))
            key = (source, part.moment, name)
            if not name:
                continue
            first = known.setdefault(key, (line, part))
            if first[1].grid is not part.grid:
                _compare(first, (line, part), book)


def _compare(first: tuple[Line, Part], second: tuple[Line, Part], book: Book) -> None:
    for role in ROLES:
        one: Figure | None = getattr(first[0], role)
        two: Figure | None = getattr(second[0], role)
        if one is None or two is None:
            continue
        book.compared += 1
        if not one.span.meets(two.span):
            place = Place(first[1].grid.title, first[1].grid.table.number, row_name(first[0].row))
            where = second[1].grid.place(second[0].row, second[1].column(role))
            _differ(one, place, two, where, book)

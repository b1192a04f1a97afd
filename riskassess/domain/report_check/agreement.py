"""The same quantity in several places of a report: printed alike, or a slip."""

import re
from collections.abc import Sequence

from riskassess.domain.report_check.figures import Figure, normalised, read_figure
from riskassess.domain.report_check.findings import Book, Quantity
from riskassess.domain.report_check.headings import match
from riskassess.domain.report_check.risk import Line, Part
from riskassess.domain.report_check.tables import Place
from riskassess.domain.report_check.words import OTHER_PROJECT_TEXTS_TO_READ, SOURCE_TEXTS_TO_READ

RISING = ("index", "factor", "risk", "before")
ROLES = ("weight", "probability", "impact", "risk")
OTHERWISE = ("opinion points", "survey")


def check_quantities(book: Book) -> None:
    """Note a quantity that two places print differently; places that say no moment fit either."""
    for key, found in sorted(book.quantities.items()):
        if key[0] in OTHERWISE:
            continue
        by_source: dict[str, list[Quantity]] = {}
        for each in found:
            by_source.setdefault(source_of(each.place.title), []).append(each)
        for group in by_source.values():
            _check_same(group, book)
    for kind in ("index", "points"):
        _check_momentless(kind, book)
    _check_surveys(book)


def source_of(title: str) -> str:
    """Return whose estimate a table gives: the sponsor's own and the assessed one may differ."""
    return match(normalised(title), SOURCE_TEXTS_TO_READ)


def _check_same(found: Sequence[Quantity], book: Book) -> None:
    """Hold all places against the one that most others agree with."""
    if len(found) < 2:
        return
    usual = max(found, key=lambda one: sum(_agree(one, other) for other in found))
    book.compared += len(found) - 1
    for other in found:
        if not _agree(usual, other) and not _same_table(usual.place, other.place):
            _differ(usual, other.figure, other.place, book)


def _check_surveys(book: Book) -> None:
    """Compare the counts of a survey where two places speak of the same one.

    A report may hold several surveys. Two places speak of the same one when more of the counts that
    both print agree than differ.
    """
    for rows in _surveys(_printed_together(book)):
        for name in sorted({name for row in rows for name in row}):
            _check_same([row[name] for row in rows if name in row], book)


Printed = dict[str, Quantity]


def _printed_together(book: Book) -> list[Printed]:
    """Return the counts of each table and paragraph."""
    places: dict[tuple[int, str], Printed] = {}
    for (kind, *role), found in sorted(book.quantities.items()):
        for each in found if kind == "survey" else []:
            paragraph = "" if each.place.number else each.place.row.split(" ")[0]
            places.setdefault((each.place.number, paragraph), {})[role[0]] = each
    return list(places.values())


def _surveys(rows: Sequence[Printed]) -> list[list[Printed]]:
    """Return the places that speak of the same survey, survey by survey."""
    groups: list[list[Printed]] = []
    for row in rows:
        mates = [group for group in groups if any(_is_same_survey(row, one) for one in group)]
        groups = [group for group in groups if group not in mates]
        groups.append([row, *(one for group in mates for one in group)])
    return groups


def _is_same_survey(first: Printed, second: Printed) -> bool:
    shared = set(first) & set(second)
    wrong = [name for name in shared if not _agree(first[name], second[name])]
    return bool(shared) and len(wrong) * 2 < len(shared)


def _agree(one: Quantity, other: Quantity) -> bool:
    return one.figure.span.meets(other.figure.span)


def _same_table(one: Place, two: Place) -> bool:
    return bool(two.number) and (one.title, one.number) == (two.title, two.number)


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
        if not any(_agree(each, one) for one in known):
            _differ(known[0], each.figure, each.place, book)


def _differ(usual: Quantity, other: Figure, where: Place, book: Book) -> None:
    if any(slip.place == where for slip in book.slips):
        return  # the figure is known to be wrong already
    rights = [read_figure(slip.right) for slip in book.slips if slip.place == usual.place]
    if any(right and right.value == other.value for right in rights):
        return  # it is the other place that is wrong
    is_held = bool(usual.place.number) and not rights
    book.slip(
        where,
        "report_printed_differently",
        printed=other.text,
        right=usual.figure.text if is_held else "",
        table=usual.place.number,
        title=usual.place.title,
        row=usual.place.row,
        other=usual.figure.text,
    )


def note_factors(parts: Sequence[Part], book: Book) -> None:
    """Keep the figures of every factor at every moment for the comparison of tables."""
    for part in parts:
        if part.moment:
            for line in part.lines:
                _note_line(part, line, book)


def check_rises(book: Book) -> None:
    """Note what one table gives before the measures and another, worse, after them."""
    for key in sorted(book.quantities):
        if key[1:2] != ("before",) or key[0] not in RISING or key[-1] not in RISING:
            continue
        for after in book.quantities.get((key[0], "after", *key[2:]), []):
            known = [
                before
                for before in book.quantities[key]
                if source_of(before.place.title) == source_of(after.place.title)
            ]
            if known and not any(slip.place == after.place for slip in book.slips):
                _hold_fall(known, after, book)


def _hold_fall(known: Sequence[Quantity], after: Quantity, book: Book) -> None:
    book.compared += 1
    if all(after.figure.span.low > before.figure.span.high for before in known):
        book.slip(
            after.place, "report_rises", printed=after.figure.text, before=known[0].figure.text
        )


def _note_line(part: Part, line: Line, book: Book) -> None:
    name = re.sub(r"^[a-z]?\d+[.、]?", "", normalised(line.row.label).lower())
    for role in ROLES:
        figure: Figure | None = getattr(line, role)
        if figure and name:
            place = part.grid.place(line.row, part.column(role))
            book.note(("factor", part.moment, name, role), figure, place)

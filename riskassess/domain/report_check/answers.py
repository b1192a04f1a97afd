"""Survey tables of both shapes: options below each other, or counts side by side."""

import re
from collections.abc import Sequence
from dataclasses import replace

from riskassess.domain.report_check.bases import Entry, Group
from riskassess.domain.report_check.figures import Figure, normalised
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import Column, match
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.sums import check_totals
from riskassess.domain.report_check.survey import check_group
from riskassess.domain.report_check.tables import Cell
from riskassess.domain.report_check.words import (
    QUESTION_TEXTS_TO_READ,
    RATE_TEXTS_TO_READ,
    SURVEY_TEXTS_TO_READ,
)

_WHOLE_SAMPLE = ("issued", "returned", "valid", "support", "conditional", "oppose", "indifferent")
_RATES = re.compile(RATE_TEXTS_TO_READ)


def survey_role(text: str) -> str:
    """Return what an option or head of a survey is, or nothing.

    >>> [survey_role(each) for each in ("有条件支持", "支持和有条件支持合计", "有效问卷")]
    ['conditional', 'combined', 'valid']
    """
    return match(normalised(text).lower(), SURVEY_TEXTS_TO_READ)


def is_survey(grid: Grid) -> bool:
    """Say whether a table gives counts or percentages of answers."""
    return bool(_pairs(grid)) or _is_sideways(grid)


def check_survey(grid: Grid, book: Book) -> None:
    """Check a survey table."""
    if _is_sideways(grid):
        _check_sideways(grid, book)
        return
    for count, share in _pairs(grid):
        for rows in _questions(grid):
            group = _group(grid, rows, count, share, book)
            check_group(group, book)
            _note_whole_sample(group, book)


def _is_sideways(grid: Grid) -> bool:
    roles = {survey_role(column.head) for column in grid.columns} - {""}
    known = {*_WHOLE_SAMPLE, "satisfied_part", "unsatisfied"}
    return len(roles - {"whole"}) >= 2 and bool(roles & known)


def _pairs(grid: Grid) -> list[tuple[Column | None, Column | None]]:
    """Return the pairs of a column of counts and a column of percentages that belong together."""
    found: list[tuple[Column | None, Column | None]] = []
    counts, shares = grid.columns_with("count"), grid.columns_with("share")
    for count in counts:
        mates = [each for each in shares if each.group == count.group]
        later = [each for each in mates if each.index > count.index]
        found.append((count, next(iter(later or mates), None)))
    used = {share.index for _count, share in found if share}
    found += [(None, share) for share in shares if share.index not in used]
    if found:
        return found
    return _nameless(grid)


def _nameless(grid: Grid) -> list[tuple[Column | None, Column | None]]:
    """Find the figures of a table whose rows are survey counts, whatever its heads say."""
    named = [row for row in grid.rows if survey_role(row.label)]
    if len(named) < 2:
        return []
    usable = [
        column
        for column in grid.columns
        if column.role not in {"serial", "note"}
        and sum(bool(grid.figure(row, column)) for row in named) * 2 > len(named)
    ]
    counts = [each for each in usable if not _is_percent(grid, each)]
    shares = [each for each in usable if _is_percent(grid, each)]
    if not usable or len(usable) > 2 or len(counts) > 1 or len(shares) > 1:
        return []
    return [(counts[0] if counts else None, shares[0] if shares else None)]


def _is_percent(grid: Grid, column: Column) -> bool:
    found = [figure for row in grid.rows if (figure := grid.figure(row, column))]
    return bool(found) and sum(each.percent for each in found) * 2 > len(found)


def _questions(grid: Grid) -> list[list[Row]]:
    """Return the rows question by question: a merged or repeated first column names them."""
    column = next((each for each in grid.columns if _names_questions(grid, each)), None)
    groups: list[list[Row]] = [[]]
    last = ""
    for row in grid.rows:
        cell = row.cells[column.index] if column is not None else Cell("")
        text = cell.text.strip()
        is_new = not cell.merged and text not in {"", last}
        starts = row.kind == "section" or (is_new and row.kind == "item")
        if starts and groups[-1]:
            groups.append([])
        if row.kind != "section":
            groups[-1].append(row)
        last = text or last
    return [rows for rows in groups if rows]


def _names_questions(grid: Grid, column: Column) -> bool:
    """Say whether a column names the questions: the next rows leave its cell to the one above."""
    if not re.search(QUESTION_TEXTS_TO_READ, normalised(column.head)):
        return False
    cells = [row.cells[column.index] for row in grid.items]
    texts = [cell.text.strip() for cell in cells]
    pairs = zip(cells[1:], texts, texts[1:], strict=False)
    repeated = sum(cell.merged or not two or one == two for cell, one, two in pairs)
    return repeated > 0 and repeated * 3 >= len(cells) - 1


def _group(
    grid: Grid, rows: Sequence[Row], count: Column | None, share: Column | None, book: Book
) -> Group:
    entries, total = [], None
    for row in rows:
        entry = _entry(grid, row, count, share)
        if row.kind == "total":
            total = entry if entry.role not in {"combined", "satisfied_total"} else total
        if row.kind == "item" or entry.role in {"combined", "satisfied_total"}:
            entries.append(entry)
    return Group(tuple(_with_rates(entries)), total, base_of(grid, book))


def _with_rates(entries: Sequence[Entry]) -> list[Entry]:
    """Join a row such as 有效率 with the row of the count that it belongs to."""
    joined: list[Entry] = []
    for entry in entries:
        is_rate = entry.count is None and _RATES.search(normalised(entry.label))
        place = next(
            (at for at, each in enumerate(joined) if each.role == entry.role and not each.share), -1
        )
        if is_rate and entry.role and place >= 0:
            joined[place] = replace(joined[place], share=entry.share, share_place=entry.share_at)
        else:
            joined.append(entry)
    return joined


def base_of(grid: Grid, book: Book) -> int | None:
    """Return the number of respondents that the table's title or the report names."""
    from riskassess.domain.report_check.sentences import respondents

    own = respondents(" ".join([grid.title, *(column.head for column in grid.columns)]))
    return own or book.respondents.get("")


def _entry(grid: Grid, row: Row, count: Column | None, share: Column | None) -> Entry:
    first = grid.figure(row, count)
    second = grid.figure(row, share)
    figures = grid.figures.get((row.number, count.index), ()) if count else ()
    if len(figures) == 2 and second is None:
        second = figures[1]
        share = count
    if first and first.percent and second is None:
        first, second, share = None, first, count
    if first and not first.is_whole:
        first = None
    if second and second.value > 1 and not second.percent:
        second = second.as_percent()
    label = row.label
    return Entry(
        survey_role(label),
        label,
        grid.place(row, count),
        first.exact() if first else None,
        second,
        grid.place(row, share),
    )


def _check_sideways(grid: Grid, book: Book) -> None:
    for row in grid.rows:
        if row.kind not in {"item", "total"}:
            continue
        entries = _side_entries(grid, row)
        total = next((each for each in entries if each.role == "whole" and each.count), None)
        group = Group(tuple(each for each in entries if each.role != "whole"), total)
        check_group(group, book)
        if row.kind == "total" or len(grid.items) == 1:
            _note_whole_sample(group, book)
    for column in grid.columns:
        is_rate = _RATES.search(normalised(column.head)) or _is_percent(grid, column)
        if survey_role(column.head) and not is_rate:
            check_totals(grid, column, grid.rows, book)


def _side_entries(grid: Grid, row: Row) -> list[Entry]:
    """Return one entry a role: its count and its percentage may stand in two columns."""
    found: dict[str, Entry] = {}
    for column in grid.columns:
        role = survey_role(column.head)
        figures = grid.figures.get((row.number, column.index), ())
        if not role or not figures:
            continue
        place = grid.place(row, column)
        key = _side_key(role, column)
        entry = found.get(key, Entry(role, column.head, place))
        found[key] = _with_figures(entry, figures, column)
    return list(found.values())


def _side_key(role: str, column: Column) -> str:
    """Return what the columns of one option share; 满意 and 基本满意 are two of one role."""
    if role != "satisfied_part":
        return role
    return column.group or _RATES.sub("", normalised(column.head))


def _with_figures(entry: Entry, figures: Sequence[Figure], column: Column) -> Entry:
    place = replace(entry.place, column=column.head)
    for figure in figures:
        if figure.percent or _RATES.search(normalised(column.head)):
            share = figure if figure.percent or figure.value <= 1 else figure.as_percent()
            entry = replace(entry, share=share, share_place=place)
        elif figure.is_whole:
            entry = replace(entry, count=figure.exact(), place=place)
    return entry


def _note_whole_sample(group: Group, book: Book) -> None:
    """Keep the counts of the whole sample for the comparison of all places that print them."""
    if group.count("issued") is None and group.count("valid") is None:
        return
    for entry in group.entries:
        if entry.role in _WHOLE_SAMPLE and entry.count:
            book.note(("survey", entry.role), entry.count, entry.place)

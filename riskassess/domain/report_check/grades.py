"""A grade against the figure it is drawn from, by the manual's or the report's own limits."""

from riskassess.domain.report_check.figures import Figure, normalised, read_figures
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import match
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.limits import read_band
from riskassess.domain.report_check.risk import Part
from riskassess.domain.report_check.rules import GRADES, Scale
from riskassess.domain.report_check.tables import Place
from riskassess.domain.report_check.words import (
    CRITERION_TEXTS_TO_READ,
    DEGREE_TEXTS_TO_READ,
    GRADE_TEXTS_TO_READ,
)


def grade_in(text: str) -> str:
    """Return the grade that a text names, or nothing when it names none or several.

    >>> grade_in("低风险"), grade_in("由高风险降为低风险")
    ('low', '')
    """
    clean = normalised(text).lower()
    named = [name for name, pattern in GRADE_TEXTS_TO_READ if match(clean, [(name, pattern)])]
    return named[0] if len(named) == 1 else ""


def hold_grade(
    book: Book,
    place: Place,
    *,
    word: str,
    value: Figure,
    scale: Scale | None,
    rule: str,
    alone: bool = False,
) -> None:
    """Note a grade that its figure does not give.

    A grade above that of the figure may come from another criterion (the worst counts); it is a
    slip only where the figure alone decides.
    """
    grade = grade_in(word)
    if not grade or scale is None:
        return
    book.compared += 1
    right = scale.names_for(value.span)
    if not right or grade in right:
        return
    is_milder = GRADES.index(grade) < min(GRADES.index(each) for each in right)
    note = book.slip if is_milder or alone or not book.takes_worst else book.remark
    note(place, rule, printed=word, right="", value=value.text, grade=right[-1])


def check_index_grade(part: Part, row: Row, index: Figure, book: Book) -> None:
    """Hold the grade or degree that stands in the row of the index."""
    for column in part.grid.columns:
        cell = row.cells[column.index]
        if cell.merged or not cell.text.strip() or column.moment not in {"", part.moment}:
            continue
        text, place = cell.text.strip(), part.grid.place(row, column)
        if read_figures(text)[0] and not part.grid.word(row, column):
            continue
        if grade_in(text) and text != row.label:
            hold_grade(
                book,
                place,
                word=text,
                value=index,
                scale=book.rules.index,
                rule="report_index_grade",
            )
        elif degree := match(normalised(text).lower(), DEGREE_TEXTS_TO_READ):
            book.compared += 1
            right = book.rules.degrees.names_for(index.span)
            if column.role == "degree" and degree not in right:
                book.slip(place, "report_degree", printed=text, risk=index.text, degree=right[-1])


def check_verdict_rows(part: Part, book: Book) -> None:
    """Hold a grade below the table against the degrees above it (single-factor rule)."""
    degrees = [line.degree for line in part.lines if line.degree]
    if not degrees or len(degrees) < len(part.lines):
        return
    floor = book.rules.single_factor(degrees)
    for row in part.grid.rows:
        if row.kind not in {"verdict", "index"}:
            continue
        for column in part.grid.columns:
            cell = row.cells[column.index]
            grade = grade_in(cell.text) if column.moment in {"", part.moment} else ""
            if cell.merged or not grade or cell.text.strip() == row.label:
                continue
            book.compared += 1
            if GRADES.index(grade) < GRADES.index(floor):
                book.slip(
                    part.grid.place(row, column),
                    "report_single_factor",
                    printed=cell.text.strip(),
                    grade=floor,
                    severe=degrees.count("severe"),
                    major=degrees.count("major"),
                )


def is_criteria_table(grid: Grid) -> bool:
    """Say whether a table lists criteria with their value and grade."""
    kinds = {criterion_of(row) for row in grid.rows} - {"", "final"}
    return len(kinds) >= 2 and any(_grades_of(grid, row) for row in grid.rows)


def criterion_of(row: Row) -> str:
    """Return the criterion that a row names."""
    return match(normalised(row.label).lower(), CRITERION_TEXTS_TO_READ)


def _grades_of(grid: Grid, row: Row) -> list[tuple[str, str, str]]:
    """Return moment, grade and text of the row's cells that are a grade."""
    found = []
    for column in grid.columns:
        text = row.cells[column.index].text.strip()
        is_band = grade_in(column.head) != "" or read_band("", text) is not None
        if text != row.label and len(text) <= 8 and (grade := grade_in(text)) and not is_band:
            found.append((column.moment or grid.moment, grade, text))
    return found


def check_criteria_table(grid: Grid, book: Book) -> None:
    """Hold each criterion's grade against its value, and the final grade against the worst."""
    worst: dict[str, str] = {}
    for row in grid.rows:
        kind = criterion_of(row)
        for moment, grade, text in _grades_of(grid, row):
            if kind == "final" or row.kind == "verdict":
                _check_final(grid, row, (grade, text, worst.get(moment, "")), book)
            elif kind:
                worst[moment] = max(grade, worst.get(moment, grade), key=GRADES.index)
                _check_criterion(grid, row, kind, (moment, text), book)


def _check_criterion(grid: Grid, row: Row, kind: str, printed: tuple[str, str], book: Book) -> None:
    moment, text = printed
    scale = {
        "index": book.rules.index,
        "opposition": book.rules.opposition,
        "headcount": book.rules.headcount,
    }.get(kind)
    values = [
        figure
        for column in grid.columns
        if column.role not in {"serial", "limit"} and (column.moment or grid.moment) in {"", moment}
        for figure in [grid.figure(row, column)]
        if figure
    ]
    if scale is None or len(values) != 1:
        return
    hold_grade(
        book,
        grid.place(row, None),
        word=text,
        value=values[0],
        scale=scale,
        rule="report_criterion_grade",
        alone=True,
    )


def _check_final(grid: Grid, row: Row, printed: tuple[str, str, str], book: Book) -> None:
    grade, text, worst = printed
    if not worst:
        return
    book.compared += 1
    if GRADES.index(grade) < GRADES.index(worst):
        book.slip(grid.place(row, None), "report_worst_grade", printed=text, grade=worst)

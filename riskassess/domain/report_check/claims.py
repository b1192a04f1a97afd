"""What a sentence says of its own figures: X is below Y; so much opposition gives this grade."""

import re

from riskassess.domain.report_check.figures import Figure, read_figure
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.grades import grade_in, hold_grade
from riskassess.domain.report_check.headings import moment_of
from riskassess.domain.report_check.tables import Place
from riskassess.domain.report_check.words import (
    BELOW_TEXTS_TO_READ,
    COMPARED_TEXTS_TO_READ,
    DECIDES_TEXTS_TO_READ,
    LIMIT_WORD_TEXTS_TO_READ,
    NUMBER,
    OPPOSED_SENTENCE_TEXTS_TO_READ,
    OTHER_TEXTS_TO_READ,
    OWN_TEXTS_TO_READ,
    SOME_GRADE_TEXTS_TO_READ,
)


def check_claims(text: str, place: Place, book: Book) -> None:
    """Check what a sentence says of its figures.

    Parameters
    ----------
    text : str
        The sentence in one width, without white space.
    place : Place
        Where it stands.
    book : Book
        Takes the slips.
    """
    _check_comparison(text, place, book)
    _check_opposition(text, place, book)


def is_about_others(text: str) -> bool:
    """Say whether a sentence speaks of another project, a case or the limits themselves.

    >>> is_about_others("综合风险指数为0.344,小于0.36,判定为低风险")
    False
    >>> is_about_others("类似项目综合风险指数为0.344"), is_about_others("标准总分为100分")
    (True, True)
    """
    if re.search(OTHER_TEXTS_TO_READ, text):
        return True
    is_own = re.search(SOME_GRADE_TEXTS_TO_READ, text) and re.search(OWN_TEXTS_TO_READ, text)
    compared = re.search(COMPARED_TEXTS_TO_READ.replace("{n}", NUMBER), text)
    return bool(re.search(LIMIT_WORD_TEXTS_TO_READ, text)) and not is_own and not compared


def _check_comparison(text: str, place: Place, book: Book) -> None:
    """Hold 23.2%，低于20% against its own two figures."""
    for found in re.finditer(COMPARED_TEXTS_TO_READ.replace("{n}", NUMBER), text):
        first, second = read_figure(found["first"]), read_figure(found["second"])
        units = {found["unit"] or "", found["other"] or ""} - {""}
        if first is None or second is None or first.percent != second.percent or len(units) > 1:
            continue
        book.compared += 1
        below = bool(re.search(BELOW_TEXTS_TO_READ, found["word"]))
        if _is_false(first, second, below=below):
            book.slip(
                place,
                "report_comparison",
                printed=found.group(0),
                first=first.text,
                second=second.text,
            )


def _is_false(first: Figure, second: Figure, *, below: bool) -> bool:
    return first.value > second.value if below else first.value < second.value


def _check_opposition(text: str, place: Place, book: Book) -> None:
    """Hold the grade that a sentence draws from the share of opposition against its limits."""
    share = re.search(OPPOSED_SENTENCE_TEXTS_TO_READ.replace("{n}", NUMBER), text)
    grades = set(re.findall(SOME_GRADE_TEXTS_TO_READ, text))
    figure = read_figure(share.group(1)) if share else None
    if figure is None or not figure.percent or len(grades) != 1:
        return
    grade = grades.pop()
    draws = re.search(DECIDES_TEXTS_TO_READ, text)
    if grade_in(grade) and draws and not is_about_others(text) and moment_of(text) != "after":
        hold_grade(
            book,
            place,
            word=grade,
            value=figure,
            scale=book.rules.opposition,
            rule="report_criterion_grade",
        )

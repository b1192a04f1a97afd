"""Short sentences that print figures: read by a few patterns, only where unambiguous."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from riskassess.domain.report_check.bases import Entry, Group
from riskassess.domain.report_check.claims import check_claims, is_about_others
from riskassess.domain.report_check.figures import Figure, normalised, read_figure
from riskassess.domain.report_check.findings import Book, Quantity
from riskassess.domain.report_check.grades import grade_in, hold_grade
from riskassess.domain.report_check.headings import match, moment_of
from riskassess.domain.report_check.survey import check_group
from riskassess.domain.report_check.tables import Place
from riskassess.domain.report_check.words import (
    ATTITUDES,
    BOUND_TEXTS_TO_READ,
    DECIDES_TEXTS_TO_READ,
    FALL_TEXTS_TO_READ,
    INDEX_SENTENCE_TEXTS_TO_READ,
    LOST_TEXTS_TO_READ,
    MANY_POINTS,
    NUMBER,
    OPEN_END_TEXTS_TO_READ,
    OTHER_TEXTS_TO_READ,
    POINTS_SENTENCE_TEXTS_TO_READ,
    RESPONDENTS_TEXTS_TO_READ,
    ROUND_TEXTS_TO_READ,
    SOME_GRADE_TEXTS_TO_READ,
    STATEMENT_TEXTS_TO_READ,
    SURVEY_SENTENCE_TEXTS_TO_READ,
    SURVEY_TEXTS_TO_READ,
)

SHOWN = 40
STATEMENT_LENGTH = 2_000
"""Characters of one statement that are searched."""
COUNTED = ("issued", "returned", "valid", *ATTITUDES)


@dataclass(frozen=True)
class Sentence:
    """One statement: its text in one width and the paragraph that it stands in."""

    text: str
    number: int
    printed: str

    @property
    def place(self) -> Place:
        """Return where it stands."""
        text = self.printed.strip()
        return Place("", 0, f"{self.number} {text[:SHOWN]}{'…' if len(text) > SHOWN else ''}")


def sentences_of(paragraphs: Sequence[str]) -> list[Sentence]:
    """Return the statements of all paragraphs."""
    found = []
    for number, paragraph in enumerate(paragraphs, start=1):
        for part in re.split(STATEMENT_TEXTS_TO_READ, paragraph):
            if part.strip():
                found.append(Sentence(normalised(part[:STATEMENT_LENGTH]), number, part))
    return found


def respondents(text: str) -> int | None:
    """Return the one number of respondents that a text names, or None.

    >>> respondents("专家咨询结果（n=35）")
    35
    """
    found = re.findall(RESPONDENTS_TEXTS_TO_READ, normalised(text).lower())
    numbers = {int(each) for groups in found for each in groups if each}
    return numbers.pop() if len(numbers) == 1 else None


def note_respondents(sentences: Sequence[Sentence], book: Book) -> None:
    """Keep how many answered: of the survey, and of each round of scoring."""
    whole: set[int] = set()
    for sentence in sentences:
        round_ = match(sentence.text.lower(), ROUND_TEXTS_TO_READ)
        number = respondents(sentence.text)
        if number and round_:
            book.respondents.setdefault(f"round {round_}", number)
        elif number and match(sentence.text, SURVEY_TEXTS_TO_READ):
            whole.add(number)
    if len(whole) == 1:
        book.respondents[""] = whole.pop()


def check_sentences(sentences: Sequence[Sentence], book: Book) -> int:
    """Check every statement that a pattern reads; return how many were read."""
    read = 0
    groups: dict[int, list[Entry]] = {}
    for sentence in sentences:
        before = book.compared + _noted(book)
        _check_index(sentence, book)
        _check_points(sentence, book)
        _check_fall(sentence, book)
        check_claims(sentence.text, sentence.place, book)
        entries = survey_entries(sentence)
        groups.setdefault(sentence.number, []).extend(entries)
        read += bool(entries) or book.compared + _noted(book) > before
    for entries in groups.values():
        if joined := _joined(entries):
            _check_survey(joined, book)
    return read


def _noted(book: Book) -> int:
    return sum(len(each) for each in book.quantities.values())


def _first(pattern: str, text: str) -> Figure | None:
    found = re.search(pattern.replace("{n}", NUMBER), text)
    return read_figure(found.group(1)) if found else None


def _check_index(sentence: Sentence, book: Book) -> None:
    """Hold the grade of a sentence against the one index in it."""
    index = _first(INDEX_SENTENCE_TEXTS_TO_READ, sentence.text)
    if index is None or is_about_others(sentence.text) or index.value > 1:
        return
    if len(re.findall(INDEX_SENTENCE_TEXTS_TO_READ.replace("{n}", NUMBER), sentence.text)) > 1:
        return
    moment = moment_of(sentence.text)
    book.note(("index", moment), index, sentence.place)
    grade = _grade_word(sentence.text)
    if grade:
        hold_grade(
            book,
            sentence.place,
            word=grade,
            value=index,
            scale=book.rules.index,
            rule="report_index_grade",
            alone=bool(re.search(DECIDES_TEXTS_TO_READ, sentence.text)),
        )


def _grade_word(text: str) -> str:
    found = re.findall(SOME_GRADE_TEXTS_TO_READ, text)
    return found[0] if len(set(found)) == 1 and grade_in(found[0]) else ""


def _check_points(sentence: Sentence, book: Book) -> None:
    """Hold the grade of a sentence against the one total of points in it."""
    points = _first(POINTS_SENTENCE_TEXTS_TO_READ, sentence.text)
    if points is None or is_about_others(sentence.text):
        return
    moment = moment_of(sentence.text)
    grade = _grade_word(sentence.text)
    if _are_kept(sentence.text, points, grade, book):
        return
    book.note(("points", moment), points, sentence.place)
    if grade:
        hold_grade(
            book,
            sentence.place,
            word=grade,
            value=points,
            scale=book.rules.points,
            rule="report_points_grade",
        )


def _are_kept(text: str, points: Figure, grade: str, book: Book) -> bool:
    """Say whether a total is of points kept: a sheet says so, or it is high and the risk low."""
    if re.search(LOST_TEXTS_TO_READ, text):
        return False
    kept = [
        total
        for sheet in book.sheets
        for row in sheet.grid.rows
        for column in sheet.columns.values()
        if sheet.kind == "kept" and row.kind == "total" and (total := sheet.figure(row, column))
    ]
    high = points.value >= MANY_POINTS and grade_in(grade) == "low"
    return high or any(total.value == points.value for total in kept)


def _check_fall(sentence: Sentence, book: Book) -> None:
    """Note a fall that is a rise: 从0.21降至0.38."""
    for found in re.finditer(FALL_TEXTS_TO_READ.replace("{n}", NUMBER), sentence.text):
        before, after = read_figure(found.group(1)), read_figure(found.group(2))
        if before is None or after is None:
            continue
        book.compared += 1
        if after.value >= before.value:
            book.slip(sentence.place, "report_no_fall", printed=found.group(0), before=before.text)


def survey_entries(sentence: Sentence) -> list[Entry]:
    """Return the survey figures of a sentence: each option with count and percentage."""
    found: list[Entry] = []
    pattern = SURVEY_SENTENCE_TEXTS_TO_READ.replace("{n}", NUMBER)
    if re.search(OTHER_TEXTS_TO_READ, sentence.text):
        return found
    for hit in re.finditer(pattern, sentence.text):
        if _is_bound(hit.group(0), sentence.text[hit.end() :]):
            continue
        word, count, share = hit["word"], hit["count"], hit["share"] or hit["lone"]
        role = match(word, SURVEY_TEXTS_TO_READ)
        counted = read_figure(count) if count else None
        shared = read_figure(share) if share else None
        if role and (counted or shared):
            exact = counted.exact() if counted and counted.is_whole else None
            found.append(Entry(role, word, sentence.place, exact, shared))
    return found


def _is_bound(text: str, rest: str) -> bool:
    """Say whether a figure is a limit and no result: 反对人数超过200人, 反对率20%以上."""
    return bool(re.search(BOUND_TEXTS_TO_READ, text) or re.search(OPEN_END_TEXTS_TO_READ, rest))


def _joined(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return the figures of one paragraph by role; nothing when it speaks of several surveys."""
    group: dict[str, Entry] = {}
    for entry in entries:
        known = group.get(entry.role)
        if known is None:
            group[entry.role] = entry
        elif (known.count and entry.count) or (known.share and entry.share):
            return {}
        else:
            group[entry.role] = replace(
                known,
                count=known.count or entry.count,
                share=known.share or entry.share,
                share_place=known.share_at if known.share else entry.share_at,
            )
    return group


def _check_survey(group: dict[str, Entry], book: Book) -> None:
    """Check the figures of a paragraph together, with the counts that the tables print."""
    for entry in group.values():
        if entry.count and entry.role in COUNTED:
            book.note(("survey", entry.role), entry.count, entry.place)
    check_group(Group(tuple(_with_known(group, book)), base=book.respondents.get("")), book)


def _with_known(group: dict[str, Entry], book: Book) -> list[Entry]:
    """Return the entries with the counts of the one survey that the report's tables print."""
    known: dict[str, Quantity] = {}
    for role in COUNTED:
        printed = [each for each in book.quantities.get(("survey", role), []) if each.place.number]
        if len({each.figure.value for each in printed}) > 1:
            return list(group.values())
        if printed:
            known[role] = printed[0]
    if any(
        entry.count and role in known and entry.count.value != known[role].figure.value
        for role, entry in group.items()
    ):
        return list(group.values())
    filled = dict(group)
    for role, quantity in known.items():
        entry = group.get(role, Entry(role, role, quantity.place))
        if entry.count is None:
            filled[role] = replace(entry, count=quantity.figure)
    return list(filled.values())

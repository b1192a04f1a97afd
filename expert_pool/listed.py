"""Rows of a list of experts: read against the words of the manuals, each fault with its place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from expert_pool.contact import is_email, is_phone
from expert_pool.forbidden import forbidden_number

NEEDED = ("name", "expert_class", "profession", "employer")
MOST = {
    "name": 60, "title": 60, "specialities": 2000, "employer": 200, "email": 200,
}  # fmt: skip
EARLIEST_YEAR = 1940
NO_RESULT = "\0"
"""Stands in a cell whose formula has no stored result."""
_CODE = re.compile(r"(?!ZJ\d{7})[A-Za-z0-9][A-Za-z0-9-]{0,19}")
"""A number of the office's own series has six digits at most, so that the next one always fits."""
YEAR_TEXTS_TO_READ = r"(\d{4})(?:年|\.0|-\d\d-\d\d)?"
DAY_TEXTS_TO_READ = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?"
_YEAR, _DAY = re.compile(YEAR_TEXTS_TO_READ), re.compile(DAY_TEXTS_TO_READ)


@dataclass(frozen=True)
class PoolWords:
    """What the manuals know, by the word as it is written in a list (name or code) → code.

    `class_of` gives the classes that a profession belongs to.
    """

    classes: Mapping[str, str]
    professions: Mapping[str, str]
    class_of: Mapping[str, frozenset[str]]
    title_levels: Mapping[str, str]
    employer_types: Mapping[str, str]

    def of(self, field: str) -> Mapping[str, str]:
        """Return the words of a field."""
        return {
            "expert_class": self.classes,
            "profession": self.professions,
            "title_level": self.title_levels,
            "employer_type": self.employer_types,
        }[field]


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one cell: number of the row in the file, field, code, values."""

    row: int
    field: str
    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class ListedExpert:
    """A row without faults: what it gives of an expert; empty cells give nothing."""

    row: int
    given: Mapping[str, Any]

    @property
    def person(self) -> tuple[str, str]:
        """Name and employer, by which somebody without a number is asked about."""
        return self.given["name"], self.given["employer"]


class _Fault(Exception):
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read_rows(
    rows: Sequence[tuple[int, Mapping[str, str]]], words: PoolWords, *, today: date
) -> tuple[list[ListedExpert], list[RowFault]]:
    """Return the rows that are right and the faults of the others, in the order of the list.

    >>> of = {"lawyer": frozenset({"law"})}
    >>> words = PoolWords({"法律": "law"}, {"律师": "lawyer"}, of, {}, {})
    >>> cells = {"name": "张三", "expert_class": "法律", "profession": "厨师", "employer": "甲所"}
    >>> read_rows([(2, cells)], words, today=date(2026, 3, 2))[1][0].code
    'pool_cell_unknown'
    """
    readers = _readers(words, today)
    good, faults = [], []
    for number, cells in rows:
        given, wrong = _read_row(number, cells, readers)
        if not wrong:
            wrong = _beside(number, given, words)
        if wrong:
            faults += wrong
        else:
            good.append(ListedExpert(number, given))
    doubles = _doubles(good)
    twice = {fault.row for fault in doubles}
    return [row for row in good if row.row not in twice], sorted(
        faults + doubles, key=lambda fault: fault.row
    )


Reader = Callable[[str], Any]


def _readers(words: PoolWords, today: date) -> dict[str, Reader]:
    """Return how each field is read; a reader raises `_Fault`."""
    return {
        "code": _code,
        **{name: _text(most) for name, most in MOST.items() if name != "email"},
        **{
            name: _word(words.of(name))
            for name in ("expert_class", "profession", "title_level", "employer_type")
        },
        "practice_since": _year(today.year),
        "email": _email,
        "phone": _phone,
        "term_from": _day,
        "term_until": _day,
    }


def _read_row(
    number: int, cells: Mapping[str, str], readers: Mapping[str, Reader]
) -> tuple[dict[str, Any], list[RowFault]]:
    given: dict[str, Any] = {}
    faults = []
    for name, read in readers.items():
        text = cells.get(name, "")
        if not text:
            if name in NEEDED:
                faults.append(RowFault(number, name, "pool_cell_missing", {}))
            continue
        try:
            given[name] = read(text)
        except _Fault as fault:
            faults.append(RowFault(number, name, fault.code, fault.facts))
    return given, faults


def _beside(number: int, given: Mapping[str, Any], words: PoolWords) -> list[RowFault]:
    """Return what is wrong with cells that are right each alone."""
    faults = []
    if given["expert_class"] not in words.class_of.get(given["profession"], frozenset()):
        named, told = _names(words.professions), _names(words.classes)
        facts = {"value": named[given["profession"]], "class": told[given["expert_class"]]}
        faults.append(RowFault(number, "profession", "pool_cell_other_class", facts))
    start, end = given.get("term_from"), given.get("term_until")
    if start and end and end < start:
        faults.append(RowFault(number, "term_until", "pool_cell_term", {}))
    return faults


def _names(words: Mapping[str, str]) -> dict[str, str]:
    """Return the name of each code; a list may use either, a message says the name."""
    return {code: word for word, code in sorted(words.items(), key=lambda pair: pair[0] != pair[1])}


def _doubles(rows: Sequence[ListedExpert]) -> list[RowFault]:
    """Return the rows that say the same expert twice; two numbers make two people."""
    faults = []
    codes: dict[str, int] = {}
    people: dict[tuple[str, str], tuple[int, bool]] = {}
    for row in rows:
        code = row.given.get("code", "")
        if code and code in codes:
            faults.append(RowFault(row.row, "code", "pool_row_code_twice", {"row": codes[code]}))
            continue
        codes.setdefault(code, row.row)
        first, has_code = people.setdefault(row.person, (row.row, bool(code)))
        if first != row.row and not (code and has_code):
            faults.append(RowFault(row.row, "name", "pool_row_person_twice", {"row": first}))
    return faults


def _plain(text: str) -> str:
    if text == NO_RESULT:
        raise _Fault("pool_cell_formula")
    return text


def _code(text: str) -> str:
    if not _CODE.fullmatch(_plain(text)):
        raise _Fault("pool_cell_code", value=text[:40])
    return text


def _text(most: int) -> Reader:
    def read(text: str) -> str:
        if kind := forbidden_number(_plain(text)):
            raise _Fault(f"pool_cell_{kind}")
        if len(text) > most:
            raise _Fault("pool_cell_long", most=most)
        return " ".join(text.split()) if most <= MOST["employer"] else text

    return read


def _word(words: Mapping[str, str]) -> Reader:
    def read(text: str) -> str:
        found = words.get(text)
        if found is None:
            raise _Fault("pool_cell_unknown", value=_plain(text)[:40])
        return found

    return read


def _year(latest: int) -> Reader:
    def read(text: str) -> int:
        found = _YEAR.fullmatch(_plain(text))
        if found is None or not EARLIEST_YEAR <= int(found.group(1)) <= latest:
            raise _Fault("pool_cell_year", value=text[:40])
        return int(found.group(1))

    return read


@lru_cache(maxsize=1024)  # a list repeats its days
def _day(text: str) -> date:
    found = _DAY.fullmatch(_plain(text))
    if found is None:
        raise _Fault("pool_cell_date", value=text[:40])
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as problem:
        raise _Fault("pool_cell_date", value=text[:40]) from problem


def _email(text: str) -> str:
    if not is_email(_plain(text)):
        raise _Fault("pool_cell_email", value=text[:40])
    return text


def _phone(text: str) -> str:
    if kind := forbidden_number(_plain(text)):
        raise _Fault(f"pool_cell_{kind}")
    if not is_phone(text):
        raise _Fault("pool_cell_phone")
    return text

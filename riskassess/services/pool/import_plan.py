"""What importing a list of experts would do, row by row; reads only."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.listed import ListedExpert, PoolWords, RowFault, read_rows
from expert_pool.vocabulary import ExpertState
from models import Expert
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool.words import list_professions
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.personal import Seal

# In the order of the template's columns.
LISTED = (
    "code", "name", "expert_class", "profession", "title", "title_level", "practice_since",
    "specialities", "employer", "employer_type", "email", "phone", "term_from", "term_until",
)  # fmt: skip
COMPARED = tuple(name for name in LISTED if name not in {"code", "phone"})
AT_ONCE = 1_000


Item = TypeVar("Item")


def parts_of(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield a sequence in parts that one statement takes.

    >>> [len(part) for part in parts_of(range(2200))]
    [1000, 1000, 200]
    """
    for first in range(0, len(items), AT_ONCE):
        yield items[first : first + AT_ONCE]


def address_of(given: Mapping[str, Any]) -> str:
    """Return the e-mail address of a row as addresses are compared.

    >>> address_of({"email": "Li@Example.cn"})
    'li@example.cn'
    """
    return str(given.get("email", "")).lower()


class Verdict(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ASKED = "asked"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class HeldTable:
    """A list as it was read: digest and name of the file, rows by number."""

    digest: str
    name: str
    rows: Sequence[tuple[int, Mapping[str, str]]]
    ignored: Sequence[str] = ()


@dataclass(frozen=True)
class Known:
    """An expert of the pool that a row may be."""

    id: int
    code: str
    name: str
    employer: str
    state: ExpertState
    email: str = ""

    def has_address(self, given: Mapping[str, Any]) -> bool:
        """Return whether a row gives the address that this expert has."""
        return address_of(given) == self.email.lower() != ""


@dataclass(frozen=True)
class PlannedRow:
    """A row and what becomes of it; `changed` are the fields in which it differs from `known`.

    An asked row has somebody it may be; whether it is, the keeper says.
    """

    listed: ListedExpert
    verdict: Verdict
    known: Known | None = None
    changed: tuple[str, ...] = ()

    @property
    def takes_known(self) -> bool:
        """Whether the row gives what only that expert can have: the number or the address."""
        given, known = self.listed.given, self.known
        return known is not None and (given.get("code") == known.code or known.has_address(given))


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do; `digest` is over all of it, so that a later change is noticed."""

    rows: tuple[PlannedRow, ...]
    faults: tuple[RowFault, ...]
    digest: str = field(default="")

    def of(self, *verdicts: Verdict) -> list[PlannedRow]:
        """Return the rows with one of these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]


def words_of_pool(session: Session, office_id: int) -> PoolWords:
    """Return the words that a list may use: names and codes of the manuals."""
    names, lines = pool_words(session), list_professions(session)
    conditions = pool_manual_of(session, office_id).conditions
    class_of: dict[str, set[str]] = {}
    for line in lines:
        for code, _name in line.professions:
            class_of.setdefault(code, set()).add(line.code)
    return PoolWords(
        classes=_by_word(names["classes"].items()),
        professions=_by_word(names["professions"].items()),
        class_of={code: frozenset(classes) for code, classes in class_of.items()},
        title_levels=_by_word((row.code, row.name.zh) for row in conditions.title_levels),
        employer_types=_by_word((row.code, row.name.zh) for row in conditions.employer_types),
    )


def _by_word(rows: Any) -> dict[str, str]:
    pairs = list(rows)
    return {**{code: code for code, _name in pairs}, **{name: code for code, name in pairs}}


def plan_import(
    session: Session, *, table: HeldTable, office_id: int, today: date, seal: Seal
) -> ImportPlan:
    """Return what importing a list would do now.

    A row with a number of the pool is that expert, unless the name is another: then it is asked.
    A number that the pool does not know is a fault: the office alone gives numbers. A row without a
    number whose name and employer, or name and address, are in the pool is asked. To change who was
    removed is a fault, and so is an address that is somebody else's. An empty cell changes nothing.
    """
    words = words_of_pool(session, office_id)
    listed, faults = read_rows(table.rows, words, today=today)
    pool = _known(session, office_id)
    matched = [(row, *pool.match(row)) for row in listed]
    ids = [known.id for _row, known, _asked in matched if known is not None]
    stored = _stored(session, ids)
    rows = []
    for row, known, is_asked in matched:
        code = row.given.get("code")
        if code and known is None:
            faults.append(RowFault(row.row, "code", "pool_row_code_unknown", {"value": code}))
            continue
        if known is not None and known.state is ExpertState.REMOVED and not code:
            known, is_asked = None, False  # whoever left and comes again is somebody new
        planned = _planned(row, known, stored, seal, office_id, is_asked=is_asked)
        if known is not None and known.state is ExpertState.REMOVED and planned.changed:
            faults.append(RowFault(row.row, "code", "pool_row_gone", {"value": known.code}))
            continue
        rows.append(planned)
    rows, doubles = _one_address_each(rows, pool.by_email)
    faults += doubles
    faults.sort(key=lambda fault: fault.row)
    return ImportPlan(tuple(rows), tuple(faults), _digest(table, rows, faults))


@dataclass(frozen=True)
class _Pool:
    """Everybody of the pool by number, by name and employer, and the living by address."""

    by_code: Mapping[str, Known]
    by_person: Mapping[tuple[str, str], Known]
    by_email: Mapping[str, Known]

    def match(self, row: ListedExpert) -> tuple[Known | None, bool]:
        """Return whom a row may be, and whether that has to be asked."""
        code = row.given.get("code")
        if code:
            known = self.by_code.get(code)
            return known, known is not None and known.name != row.given["name"]
        holder = self.by_email.get(address_of(row.given))
        if holder is not None and holder.name == row.given["name"]:
            return holder, True
        return self.by_person.get(row.person), row.person in self.by_person


def _known(session: Session, office_id: int) -> _Pool:
    """Return everybody of the pool; members before others."""
    found = session.execute(
        sa.select(
            col(Expert.id), col(Expert.code), col(Expert.name), col(Expert.employer),
            col(Expert.state), col(Expert.email),
        ).where(col(Expert.office_id) == office_id)
    )  # fmt: skip
    people = [Known(*row) for row in found]
    people.sort(key=lambda each: each.state is not ExpertState.REMOVED)
    return _Pool(
        {each.code: each for each in people},
        {(each.name, each.employer): each for each in people},
        {
            each.email.lower(): each
            for each in people
            if each.email and each.state is not ExpertState.REMOVED
        },
    )


def _one_address_each(
    rows: Sequence[PlannedRow], by_email: Mapping[str, Known]
) -> tuple[list[PlannedRow], list[RowFault]]:
    """Return the rows without those that give an address that is somebody else's, and the faults.

    Who has the address already in the pool keeps it, whoever else has it too.
    """
    first: dict[str, int] = {}
    good, faults = [], []
    for row in rows:
        number, address = row.listed.row, address_of(row.listed.given)
        holder = by_email.get(address)
        if not address or (row.known is not None and row.known.has_address(row.listed.given)):
            good.append(row)
        elif holder is not None:
            faults.append(RowFault(number, "email", "pool_row_email_known", {"code": holder.code}))
        elif address in first:
            faults.append(
                RowFault(number, "email", "pool_row_email_twice", {"row": first[address]})
            )
        else:
            first[address] = number
            good.append(row)
    return good, faults


def _stored(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    columns = [getattr(Expert, name) for name in ("id", "code", "phone_sealed", *COMPARED)]
    return {
        row.id: row
        for some in parts_of(sorted(set(ids)))
        for row in session.execute(sa.select(*columns).where(col(Expert.id).in_(some)))
    }


def _planned(
    row: ListedExpert,
    known: Known | None,
    stored: Mapping[int, Any],
    seal: Seal,
    office_id: int,
    *,
    is_asked: bool,
) -> PlannedRow:
    if known is None:
        return PlannedRow(row, Verdict.NEW)
    changed = tuple(_changes(row.given, stored[known.id], seal, office_id))
    if is_asked:
        return PlannedRow(row, Verdict.ASKED, known, changed)
    return PlannedRow(row, Verdict.CHANGED if changed else Verdict.UNCHANGED, known, changed)


def _changes(given: Mapping[str, Any], stored: Any, seal: Seal, office_id: int) -> Iterator[str]:
    """Yield the fields that a row gives otherwise than they are stored."""
    for name in COMPARED:
        if name in given and _words(given[name]) != _words(getattr(stored, name)):
            yield name
    if "phone" in given:
        old = seal.open(stored.phone_sealed, office_id=office_id, expert=stored.code)
        if old != given["phone"]:
            yield "phone"


def _words(value: Any) -> Any:
    """Return what is compared: workbooks keep neither ends of lines nor double blanks as typed."""
    return value.split() if isinstance(value, str) else value


def _digest(table: HeldTable, rows: Sequence[PlannedRow], faults: Sequence[RowFault]) -> str:
    told = [
        [row.listed.row, str(row.verdict), row.known.id if row.known else None, *row.changed]
        for row in rows
    ]
    wrong = [[fault.row, fault.field, fault.code] for fault in faults]
    plain = json.dumps([table.digest, told, wrong])  # within one process; nobody repeats it
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()

"""Sheets: each change is saved once, whatever is sent again; a submitted sheet is frozen.

The save path runs at each keystroke's pause of each expert, so it speaks to the tables directly
and asks the database as little as it can.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from models import Sheet, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.sheet_form import ITEM, SheetForm
from riskassess.domain.sheet_values import (
    CHOICES,
    COMMENT,
    MUST_FIX,
    OPINION_PLACE,
    OVERALL,
    SHEET_PLACE,
    Stored,
)
from riskassess.queries.manuals import manual_by_digest
from riskassess.queries.opposition import has_classes
from riskassess.services.audit import record
from riskassess.services.sheet_opinions import read_opinions, write_opinions
from riskassess.services.sheet_places import NAMES, Key, Place, lock_place
from riskassess.services.sheet_rows import open_points, open_scores, read_points, write_points

LONGEST_OP = 40
MOST_OPS = 1_000
# Core statements, made once: on this path building and mapping would cost more than the database.
_scores, _sheets, _changes = (
    SQLModel.metadata.tables[name] for name in ("score", "sheet", "sheet_change")
)
_OF_SHEET: sa.BindParameter[int] = sa.bindparam("of_sheet")
_SEEN = sa.select(_changes.c.op).where(
    _changes.c.sheet_id == _OF_SHEET, _changes.c.op.in_(sa.bindparam("ops", expanding=True))
)
_SCORES = sa.select(_scores.c.factor_id, *(_scores.c[name] for name in NAMES)).where(
    _scores.c.sheet_id == _OF_SHEET,
    _scores.c.factor_id.in_(sa.bindparam("factors", expanding=True)),
)
_KEEP_CHANGES = sa.insert(_changes)


@dataclass(frozen=True)
class Change:
    """One change as the page sends it; `base` is what the page had before it."""

    op: str
    place: str
    field: str
    value: str | None
    base: str | None
    at: datetime


@dataclass(frozen=True)
class SaveOutcome:
    """What became of each change: saved ids, refusals by id, and what stands instead by id."""

    saved: list[str] = field(default_factory=list)
    rejected: dict[str, InvalidInput] = field(default_factory=dict)
    conflicts: dict[str, str | None] = field(default_factory=dict)


@dataclass
class _Draft:
    """The sheet in memory while a batch is applied."""

    place: Place
    form: SheetForm
    values: dict[Key, Stored]
    seen: set[str]
    touched: set[Key] = field(default_factory=set)
    log: list[dict[str, Any]] = field(default_factory=list)


def save_changes(
    session: Session, *, member_id: int, changes: Sequence[Change], actor: Actor, now: datetime
) -> SaveOutcome:
    """Save a batch of changes of the actor's own sheet in one transaction.

    A change that was saved before is answered as saved and does nothing; one that rests on
    another value than the stored one is a conflict and is not saved.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    Refused
        `sheet_frozen`, `round_closed`, `not_declared` or `recused`.
    """
    if len(changes) > MOST_OPS:
        raise InvalidInput("change_invalid", where="ops")
    with transaction(session):
        place = lock_place(
            session, member_id, actor=actor, factors=_factors_of(changes),
            ops=[change.op for change in changes],
        )  # fmt: skip
        if reason := refuse_saving(actor, place.facts):
            raise Refused(reason, where=f"member:{member_id}")
        draft = _draft(session, place, changes, now=now)
        outcome = SaveOutcome()
        for change in changes:
            _apply(draft, change, outcome, now=now)
        if draft.log:
            _write(session, draft, actor=actor, now=now)
    session.expire_all()  # the tables were written past the loaded rows
    return outcome


def _draft(session: Session, place: Place, changes: Sequence[Change], *, now: datetime) -> _Draft:
    values: dict[Key, Stored] = {(SHEET_PLACE, name): place.choices[name] for name in CHOICES}
    values |= place.scores
    if place.sheet_id is None:
        place = open_sheet(session, place, now=now)
        values |= _score_values(session, place, _factors_of(changes))
    form, places = form_at(session, place), {change.place for change in changes}
    values |= read_points(session.connection(), place.sheet_id or 0, places, form)
    if OPINION_PLACE in places:
        headings = (OVERALL, MUST_FIX, *(row.code for row in form.manual.opinions))
        values |= dict.fromkeys(((OPINION_PLACE, code) for code in headings), None)
        values |= read_opinions(session.connection(), place.sheet_id or 0)
    return _Draft(place, form, values, _seen(session, place, changes))


def form_at(session: Session, place: Place) -> SheetForm:
    """Return what the manual asks of the sheet; for most it is read once and for all."""
    manual = manual_by_digest(session, place.manual_digest)
    is_counted = manual.asks_points and has_classes(session, place.assessment_id)
    return SheetForm(manual, has_classes=is_counted)


def _factors_of(changes: Sequence[Change]) -> list[int]:
    places = {change.place for change in changes}
    return [int(name) for name in places if name.isdecimal() and len(name) < LONGEST_OP // 4]


def _seen(session: Session, place: Place, changes: Sequence[Change]) -> set[str]:
    """Return the changes that were saved before; asked only when there is one."""
    if not place.has_seen:
        return set()
    asked = {"of_sheet": place.sheet_id, "ops": [change.op for change in changes]}
    return set(session.connection().execute(_SEEN, asked).scalars())


def open_sheet(session: Session, place: Place, *, now: datetime) -> Place:
    """Make the sheet with an empty row per factor or item, so that later saves only update."""
    sheet = Sheet(
        office_id=place.office_id, round_id=place.round_id, member_id=place.member_id,
        started_at=now,
    )  # fmt: skip
    session.add(sheet)
    session.flush()  # the rows need the sheet's id
    opened, form = place.with_sheet(row_id(sheet)), form_at(session, place)
    if form.manual.asks_scores:
        open_scores(session.connection(), opened)
    open_points(session.connection(), opened, form)
    return opened


def _score_values(session: Session, place: Place, factors: list[int]) -> dict[Key, Stored]:
    asked = {"of_sheet": place.sheet_id, "factors": factors}
    rows = session.connection().execute(_SCORES, asked)
    return {
        (str(factor), name): value or None if name == COMMENT else value
        for factor, *found in rows
        for name, value in zip(NAMES, found, strict=True)
    }


def _apply(draft: _Draft, change: Change, outcome: SaveOutcome, *, now: datetime) -> None:
    key = (change.place, change.field)
    if change.op in draft.seen:
        outcome.saved.append(change.op)
        return
    try:
        if key not in draft.values or not _is_asked(draft.form, change):
            raise InvalidInput("place_unknown", where=change.field)
        value = draft.form.parse(change.place, change.field, change.value)
    except InvalidInput as error:
        outcome.rejected[change.op] = error
        return
    stored = draft.values[key]
    if stored not in (value, _base_of(draft.form, change)):
        outcome.conflicts[change.op] = draft.form.write(change.place, change.field, stored)
        return
    draft.seen.add(change.op)
    draft.log.append(_log_line(draft, change, before=stored, after=value, now=now))
    if stored != value:
        draft.values[key] = value
        draft.touched.add(key)
    outcome.saved.append(change.op)


def _is_asked(form: SheetForm, change: Change) -> bool:
    return change.place in {SHEET_PLACE, OPINION_PLACE} or form.asks(change.place, change.field)


def _base_of(form: SheetForm, change: Change) -> Stored:
    try:
        return form.parse(change.place, change.field, change.base)
    except InvalidInput:
        return ""  # nothing stored equals it, so the expert is asked


def _log_line(
    draft: _Draft, change: Change, *, before: Stored, after: Stored, now: datetime
) -> dict[str, Any]:
    is_factor, is_item = change.place.isdecimal(), change.place in draft.form.items
    prefix = "opinion:" if change.place == OPINION_PLACE else ""
    return {
        "office_id": draft.place.office_id,
        "sheet_id": draft.place.sheet_id,
        "op": change.op,
        "factor_id": int(change.place) if is_factor else None,
        "place": change.place.removeprefix(ITEM) if is_item else "",
        "field": f"{prefix}{change.field}",
        "before": draft.form.write(change.place, change.field, before),
        "after": draft.form.write(change.place, change.field, after),
        "typed_at": min(change.at, now),
        "saved_at": now,
    }


def _write(session: Session, draft: _Draft, *, actor: Actor, now: datetime) -> None:
    place, connection = draft.place, session.connection()
    _write_values(connection, draft)
    chosen = [key[1] for key in sorted(draft.touched) if key[1] in CHOICES]
    new = {f"new_{name}": draft.values[SHEET_PLACE, name] for name in chosen}
    statement = _update_sheet(("saved_at", *chosen))
    connection.execute(statement, {"of_sheet": place.sheet_id, "new_saved_at": now, **new})
    # one row as such: drivers send a list of one the long way
    connection.execute(_KEEP_CHANGES, draft.log if len(draft.log) > 1 else draft.log[0])
    saved = sorted({f"{line['factor_id'] or line['place']}:{line['field']}" for line in draft.log})
    record(
        session, actor=actor, action="sheet:save", subject=place.subject(), now=now,
        after={"fields": saved}, expected=place.head,
    )  # fmt: skip


def _write_values(connection: sa.Connection, draft: _Draft) -> None:
    sheet_id = draft.place.sheet_id or 0
    for name, fields in _by_place(draft.touched).items():
        values = {f"new_{field}": _column(draft, name, field) for field in fields}
        if name.isdecimal():
            which = {"of_sheet": sheet_id, "of_factor": int(name)}
            connection.execute(_update_score(tuple(fields)), values | which)
        elif name in draft.form.items:
            write_points(connection, sheet_id, name, values)
        elif name == OPINION_PLACE:
            texts = {field: str(draft.values[name, field] or "") for field in fields}
            write_opinions(
                connection, office_id=draft.place.office_id, sheet_id=sheet_id, texts=texts
            )


@lru_cache(maxsize=128)
def _update_score(names: tuple[str, ...]) -> sa.Update:
    which = (_scores.c.sheet_id == _OF_SHEET, _scores.c.factor_id == sa.bindparam("of_factor"))
    return sa.update(_scores).where(*which).values(_new(names))


@lru_cache(maxsize=16)
def _update_sheet(names: tuple[str, ...]) -> sa.Update:
    return sa.update(_sheets).where(_sheets.c.id == _OF_SHEET).values(_new(names))


def _new(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: sa.bindparam(f"new_{name}") for name in names}


def _by_place(keys: set[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place, name in sorted(keys):
        found.setdefault(place, []).append(name)
    return found


def _column(draft: _Draft, place: str, name: str) -> Stored:
    value = draft.values[place, name]
    return (value or "") if name == COMMENT else value

"""Comparisons of a sheet: each answer is saved once, whatever is sent again; every change is kept.

The same promises as for the rest of the sheet (`services.sheets`): a change carries its own id, is
a conflict when it rests on another value than the stored one, and a submitted sheet takes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Comparison, Sheet, SheetChange
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.comparison_pairs import COMPARISON, KEPT, Pair, parse_answer
from riskassess.domain.comparison_sets import comparison_sets
from riskassess.domain.comparisons import comparison_places
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.sheet_values import Stored, parse_value
from riskassess.queries.assessments import list_factors
from riskassess.queries.comparisons import stored_answers
from riskassess.services.audit import record
from riskassess.services.sheet_places import Place, lock_place
from riskassess.services.sheets import MOST_OPS, Change, SaveOutcome, form_at, open_sheet

Key = tuple[str, str]


@dataclass
class _Draft:
    """The comparisons in memory while a batch is applied."""

    place: Place
    pairs: dict[str, Pair]
    values: dict[Key, Stored]
    seen: set[str]
    touched: set[Pair] = field(default_factory=set)
    log: list[SheetChange] = field(default_factory=list)


def save_comparisons(
    session: Session, *, member_id: int, changes: Sequence[Change], actor: Actor, now: datetime
) -> SaveOutcome:
    """Save a batch of answers of the actor's own sheet in one transaction.

    The place of a change is a pair (`Pair.place`), its field the answer or the reason for keeping
    it. A change that was saved before is answered as saved and does nothing.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    InvalidInput
        `change_invalid` for too many changes at once.
    Refused
        `sheet_frozen`, `round_closed`, `not_declared` or `recused`.
    """
    if len(changes) > MOST_OPS:
        raise InvalidInput("change_invalid", where="ops")
    with transaction(session):
        place = lock_place(session, member_id, actor=actor, ops=[change.op for change in changes])
        if reason := refuse_saving(actor, place.facts):
            raise Refused(reason, where=f"member:{member_id}")
        if place.sheet_id is None:
            place = open_sheet(session, place, now=now)
        draft, outcome = _draft(session, place, changes), SaveOutcome()
        for change in changes:
            _apply(draft, change, outcome, now=now)
        if draft.log:
            _write(session, draft, actor=actor, now=now)
    session.expire_all()  # the tables were written past the loaded rows
    return outcome


def _draft(session: Session, place: Place, changes: Sequence[Change]) -> _Draft:
    manual = form_at(session, place).manual
    pairs: dict[str, Pair] = {}
    if manual.asks_comparisons:
        sets = comparison_sets(list_factors(session, place.assessment_id), manual)
        pairs = comparison_places(sets)
    answers, reasons = stored_answers(session, place.sheet_id)
    values: dict[Key, Stored] = {(name, COMPARISON): answers.get(pairs[name]) for name in pairs}
    values |= {(name, KEPT): reasons.get(pairs[name]) for name in pairs}
    return _Draft(place, pairs, values, _seen(session, place, changes))


def _seen(session: Session, place: Place, changes: Sequence[Change]) -> set[str]:
    """Return the changes that were saved before; asked only when there is one."""
    if not place.has_seen:
        return set()
    ops = [change.op for change in changes]
    which = (SheetChange.sheet_id == place.sheet_id, col(SheetChange.op).in_(ops))
    return set(session.exec(select(SheetChange.op).where(*which)))


def _apply(draft: _Draft, change: Change, outcome: SaveOutcome, *, now: datetime) -> None:
    key = (change.place, change.field)
    if change.op in draft.seen:
        outcome.saved.append(change.op)
        return
    try:
        value = _checked(draft, key, change.value)
    except InvalidInput as error:
        outcome.rejected[change.op] = error
        return
    stored = draft.values[key]
    if stored not in (value, _base_of(change)):
        outcome.conflicts[change.op] = _printed(stored)
        return
    draft.seen.add(change.op)
    draft.log.append(_log_line(draft.place, change, before=stored, after=value, now=now))
    if stored != value:
        draft.values[key] = value
        if change.field == COMPARISON:
            draft.values[change.place, KEPT] = None
            draft.touched.add(draft.pairs[change.place])
    outcome.saved.append(change.op)


def _checked(draft: _Draft, key: Key, text: str | None) -> Stored:
    if key not in draft.values:
        raise InvalidInput("place_unknown", where=key[1])
    value = _parsed(key[1], text)
    if key[1] == KEPT and value is not None and draft.values[key[0], COMPARISON] is None:
        raise InvalidInput("comparison_missing", where=KEPT)
    return value


def _parsed(name: str, text: str | None) -> Stored:
    return parse_answer(text) if name == COMPARISON else parse_value(name, text)


def _base_of(change: Change) -> Stored:
    try:
        return _parsed(change.field, change.base)
    except InvalidInput:
        return ""  # nothing stored equals it, so the expert is asked


def _printed(stored: Stored) -> str | None:
    return None if stored is None else str(stored)


def _log_line(
    place: Place, change: Change, *, before: Stored, after: Stored, now: datetime
) -> SheetChange:
    return SheetChange(
        office_id=place.office_id, sheet_id=place.sheet_id or 0, op=change.op, place=change.place,
        field=change.field, before=_printed(before), after=_printed(after),
        typed_at=min(change.at, now), saved_at=now,
    )  # fmt: skip


def _write(session: Session, draft: _Draft, *, actor: Actor, now: datetime) -> None:
    for pair in sorted(draft.touched):
        _write_answer(session, draft, pair)
    session.add_all(draft.log)
    mine = col(Sheet.id) == draft.place.sheet_id
    session.execute(sa.update(Sheet).where(mine).values(saved_at=now))
    fields = sorted({f"{line.place}:{line.field}" for line in draft.log})
    record(
        session, actor=actor, action="sheet:save", subject=draft.place.subject(), now=now,
        after={"fields": fields}, expected=draft.place.head,
    )  # fmt: skip


def _write_answer(session: Session, draft: _Draft, pair: Pair) -> None:
    value = draft.values[pair.place, COMPARISON]
    place = draft.place
    named: dict[str, Any] = {"within": pair.within, "first": pair.first, "second": pair.second}
    which = [col(Comparison.sheet_id) == place.sheet_id]
    which += [getattr(Comparison, name) == code for name, code in named.items()]
    if value is None:
        session.execute(sa.delete(Comparison).where(*which))
        return
    done = session.execute(sa.update(Comparison).where(*which).values(value=value))
    if done.rowcount == 0:  # type: ignore[attr-defined]  # an update gives a cursor
        row = {"office_id": place.office_id, "sheet_id": place.sheet_id, "value": value, **named}
        session.execute(sa.insert(Comparison).values(**row))

"""Sheets: each change is saved once, whatever is sent again; a submitted sheet is frozen.

What a sheet says is one sealed document while its round is open; every change is kept beside it,
sealed for the round's end. The save path runs at each keystroke's pause of each expert, so it
speaks to the tables directly and asks the database as little as it can.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.comparison_pairs import COMPARISON, KEPT
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.room_vocabulary import RoundWay
from riskassess.domain.sheet_document import Key, SheetDocument
from riskassess.domain.sheet_form import ITEM, SheetForm
from riskassess.domain.sheet_lists import MOST_LINES, QUALITY, list_of
from riskassess.domain.sheet_values import OPINION_PLACE, SCORE_FIELDS, Stored
from riskassess.proof.canonical import canonical_bytes
from riskassess.queries.live_meetings import frozen_factors
from riskassess.services.audit import record
from riskassess.services.live_readiness import take_back_ready
from riskassess.services.sheet_drafts import KEEP_DRAFT, OF_SHEET, open_document
from riskassess.services.sheet_places import Place, lock_place
from riskassess.services.sheet_vault import (
    NOTHING_TOLD,
    SEALED_IN_CHANGE,
    SheetVault,
    change_bound,
)

LONGEST_OP = 40
MOST_OPS = 1_000
# Core statements, made once: on this path building and mapping would cost more than the database.
_changes = SQLModel.metadata.tables["sheet_change"]
_SEEN = sa.select(_changes.c.op).where(
    _changes.c.sheet_id == OF_SHEET, _changes.c.op.in_(sa.bindparam("ops", expanding=True))
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
    document: SheetDocument
    seen: set[str]
    shown: frozenset[int] = frozenset()  # factors of a live meeting that take no change any more
    emptied: set[int] = field(default_factory=set)  # factors of which a figure was taken out
    log: list[dict[str, Any]] = field(default_factory=list)


def save_changes(
    session: Session,
    *,
    member_id: int,
    changes: Sequence[Change],
    actor: Actor,
    now: datetime,
    vault: SheetVault,
    file_digest: str | None = None,
) -> SaveOutcome:
    """Save a batch of changes of the actor's own sheet in one transaction.

    A change that was saved before is answered as saved and does nothing; one that rests on
    another value than the stored one is a conflict and is not saved. `file_digest` names the
    offline sheet that the changes came from; it stands in the audit.

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
        draft = _open(session, place, changes, now=now, vault=vault)
        outcome = SaveOutcome()
        for change in changes:
            _apply(draft, change, outcome, now=now)
        if draft.log:
            _write(session, draft, actor=actor, now=now, vault=vault, file_digest=file_digest)
    session.expire_all()  # the tables were written past the loaded rows
    return outcome


def _open(
    session: Session, place: Place, changes: Sequence[Change], *, now: datetime, vault: SheetVault
) -> _Draft:
    asks_quality = any(row.place.startswith(QUALITY) for row in changes)
    place, form, document = open_document(
        session, place, with_quality=asks_quality, now=now, vault=vault
    )
    is_live = place.round_way is RoundWay.LIVE
    shown = frozen_factors(session, place.round_id) if is_live else frozenset()
    return _Draft(place, form, document, _seen(session, place, changes), shown)


def _seen(session: Session, place: Place, changes: Sequence[Change]) -> set[str]:
    """Return the changes that were saved before; asked only when there is one."""
    if not place.has_seen:
        return set()
    asked = {"of_sheet": place.sheet_id, "ops": [change.op for change in changes]}
    return set(session.connection().execute(_SEEN, asked).scalars())


def _apply(draft: _Draft, change: Change, outcome: SaveOutcome, *, now: datetime) -> None:
    if change.op in draft.seen:
        outcome.saved.append(change.op)
        return
    try:
        _require_place(draft, change)
        value = draft.form.parse(change.place, change.field, change.value)
        _require_answer(draft, change, value)
        _require_unshown(draft, change, value)
    except InvalidInput as error:
        outcome.rejected[change.op] = error
        return
    stored = draft.document.get(change.place, change.field)
    if stored not in (value, _base_of(draft.form, change)):
        outcome.conflicts[change.op] = draft.form.write(change.place, change.field, stored)
        return
    draft.seen.add(change.op)
    draft.log.append(_log_line(draft, change, before=stored, after=value, now=now))
    if stored != value:
        _set(draft.document, (change.place, change.field), value)
        if value is None and change.place.isdecimal() and change.field in SCORE_FIELDS:
            draft.emptied.add(int(change.place))
    outcome.saved.append(change.op)


def _require_place(draft: _Draft, change: Change) -> None:
    """Raise unless the form asks there; a growing list takes new lines up to a bound."""
    document, prefix = draft.document, list_of(change.place)
    if not draft.form.asks(change.place, change.field):
        raise InvalidInput("place_unknown", where=change.field)
    if change.place not in document and prefix is None:
        raise InvalidInput("place_unknown", where=change.field)
    if prefix and change.place not in document and len(document.places(prefix)) >= MOST_LINES:
        raise InvalidInput("list_full", where=change.field, most=MOST_LINES)


def _require_answer(draft: _Draft, change: Change, value: Stored) -> None:
    """Raise for a reason that speaks of no answer."""
    is_bare = draft.document.get(change.place, COMPARISON) is None
    if change.field == KEPT and value is not None and is_bare:
        raise InvalidInput("comparison_missing", where=KEPT)


def _require_unshown(draft: _Draft, change: Change, value: Stored) -> None:
    """Raise for another figure than the one that a live meeting showed; gaps may be filled."""
    is_shown = change.place.isdecimal() and int(change.place) in draft.shown
    stored = draft.document.get(change.place, change.field)
    if is_shown and change.field in SCORE_FIELDS and stored not in (None, value):
        raise InvalidInput("live_shown", where=change.field)


def _set(document: SheetDocument, key: Key, value: Stored) -> None:
    place, name = key
    document.set(place, name, value)
    if name == COMPARISON:
        document.set(place, KEPT, None)  # a reason speaks of the answer that stood
    if list_of(place) and not document.at(place):
        document.drop(place)


def _base_of(form: SheetForm, change: Change) -> Stored:
    try:
        return form.parse(change.place, change.field, change.base)
    except InvalidInput:
        return ""  # nothing stored equals it, so the expert is asked


def _log_line(
    draft: _Draft, change: Change, *, before: Stored, after: Stored, now: datetime
) -> dict[str, Any]:
    prefix = "opinion:" if change.place == OPINION_PLACE else ""
    is_factor, is_named = change.place.isdecimal(), ":" in change.place
    # What was given after a showing is never told as typed before it, whatever the page says.
    is_late = is_factor and int(change.place) in draft.shown
    return {
        "office_id": draft.place.office_id,
        "sheet_id": draft.place.sheet_id,
        "op": change.op,
        "factor_id": int(change.place) if is_factor else None,
        "place": change.place.removeprefix(ITEM) if is_named else "",
        "field": f"{prefix}{change.field}",
        "before": draft.form.write(change.place, change.field, before),
        "after": draft.form.write(change.place, change.field, after),
        "typed_at": now if is_late else min(change.at, now),
        "saved_at": now,
    }


def _write(
    session: Session,
    draft: _Draft,
    *,
    actor: Actor,
    now: datetime,
    vault: SheetVault,
    file_digest: str | None,
) -> None:
    place, connection = draft.place, session.connection()
    sheet_id = place.sheet_id or 0
    if draft.emptied and place.round_way is RoundWay.LIVE:
        take_back_ready(
            session, round_id=place.round_id, member_id=place.member_id, factors=draft.emptied
        )
    sealed = vault.seal.seal_draft(bytes(draft.document), sheet_id=sheet_id)
    kept = {"of_sheet": sheet_id, "new_sealed": sealed, "new_saved_at": now}
    connection.execute(KEEP_DRAFT, kept)
    rows = [_sealed_line(line, place, vault) for line in draft.log]
    # one row as such: drivers send a list of one the long way
    connection.execute(_KEEP_CHANGES, rows if len(rows) > 1 else rows[0])
    record(
        session, actor=actor, action="sheet:save", subject=place.subject(), now=now,
        after={"saved": len(draft.log)} | ({"file": file_digest} if file_digest else {}),
        expected=place.head,
    )  # fmt: skip


def _sealed_line(line: dict[str, Any], place: Place, vault: SheetVault) -> dict[str, Any]:
    """Return a line of the change log of which only the round's key tells where and what.

    Where is sealed as well: that somebody lists what must be mended, or leaves a factor for the
    end, is an opinion too.
    """
    said = canonical_bytes([line[name] for name in SEALED_IN_CHANGE])
    bound = change_bound(place.sheet_id or 0, line["op"])
    sealed = vault.seal.seal_for_round(place.round_key or "", said, bound=bound)
    return {**line, **NOTHING_TOLD, "sealed": sealed}

"""Sheets of open rounds for tests: saved, submitted and read with the vault of the run."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import RoundKey, Sheet, SheetChange
from riskassess.adapters.room_seal import RoomSeal
from riskassess.domain.errors import Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.sheet_document import SheetDocument
from riskassess.queries.first_estimates import awaits_first
from riskassess.queries.sheet_documents import sheet_document
from riskassess.queries.sheets import get_seat, manual_of
from riskassess.services import first_estimates, sheet_opening, sheet_submission, sheets
from riskassess.services.sheet_vault import change_bound
from tests.support.vault import vault


def save_changes(session: Session, **values: Any) -> sheets.SaveOutcome:
    """Save changes as the page does."""
    return sheets.save_changes(session, vault=vault(), **values)


def submit_sheet(session: Session, *, first: bool = True, **values: Any) -> Sheet:
    """Submit a sheet as the page does, its first estimates kept before where they are asked for."""
    seat = get_seat(session, values["member_id"], actor=values["actor"])
    if first and seat.sheet and awaits_first(session, seat, manual_of(session, seat)):
        with suppress(Refused):  # an unfinished sheet is refused below
            first_estimates.keep_first_estimates(session, vault=vault(), **values)
    return sheet_submission.submit_sheet(session, vault=vault(), **values)


def said(session: Session, sheet: Sheet | None = None) -> SheetDocument:
    """Return what a sheet says, of the only one when none is named."""
    sheet = sheet or session.exec(select(Sheet)).one()
    return sheet_document(session, sheet, seal=vault().seal)


def logged(session: Session) -> list[tuple[str, str | None, str | None]]:
    """Return every kept change of a sealed sheet: its id, before and after."""
    return [(op, *said[-2:]) for op, said in _logged(session)]


def logged_places(session: Session) -> list[tuple[int | None, str, str]]:
    """Return factor, place and field of every kept change of a sealed sheet."""
    return [tuple(said[:3]) for _op, said in _logged(session)]


def _logged(session: Session) -> list[tuple[str, list[Any]]]:
    key = session.exec(select(RoundKey)).one()
    opener = vault().seal.open_round(key.wrapped, round_id=key.round_id)
    changes = session.exec(select(SheetChange).order_by(col(SheetChange.id))).all()
    return [
        (row.op, json.loads(opener.open(row.sealed, bound=change_bound(row.sheet_id, row.op))))
        for row in changes
    ]


def close_round(session: Session, room: Any, now: Any) -> None:
    """Close the round of a room and open its sheets, without a result."""
    key = session.exec(select(RoundKey).where(RoundKey.round_id == room.round.id)).one()
    opener = vault().seal.open_round(key.wrapped, round_id=key.round_id)
    room.round.state, room.round.closed_at = RoundState.CLOSED, now
    session.add(room.round)
    sheet_opening.open_sheets(
        session, room.round, assessment_id=room.assessment.id, opener=opener, now=now
    )


class ServedSheets:
    """What a server on its own SQLite database keeps of an office's sheets, read with its keys."""

    def __init__(self, engine: sa.Engine, office_id: int | None = None) -> None:
        self._engine = engine
        self._office_id = office_id
        home = Path(str(engine.url.database)).parent
        self._seal = RoomSeal(home / "keys" / "review-rooms")

    def documents(self) -> list[SheetDocument]:
        """Return what each sheet says."""
        with Session(self._engine) as session:
            sheets = session.exec(self._of(select(Sheet), Sheet)).all()
            return [sheet_document(session, sheet, seal=self._seal) for sheet in sheets]

    def changes(self) -> list[tuple[str, str, str | None]]:
        """Return place, field and new value of every kept change, in order."""
        with Session(self._engine) as session:
            keys = session.exec(self._of(select(RoundKey), RoundKey)).all()
            openers = {
                key.round_id: self._seal.open_round(key.wrapped, round_id=key.round_id)
                for key in keys
            }
            query = select(SheetChange, Sheet.round_id).join(Sheet)
            rows = session.exec(self._of(query, SheetChange).order_by(col(SheetChange.id))).all()
            return [_told(row, openers[round_id]) for row, round_id in rows]

    def _of(self, query: Any, table: Any) -> Any:
        return query if self._office_id is None else query.where(table.office_id == self._office_id)


def _told(row: SheetChange, opener: Any) -> tuple[str, str, str | None]:
    said_then = opener.open(row.sealed, bound=change_bound(row.sheet_id, row.op))
    _factor, place, field, _before, after = json.loads(said_then)
    return place, field, after

"""Drafts that their expert never handed in: readable to the expert for ever, counted by nobody."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from models import Factor, row_id
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.sheet_seal import DraftSeal
from riskassess.domain.vocabulary import SheetState
from riskassess.queries.sheet_documents import sheet_document
from riskassess.queries.sheets import Seat, list_round_seats


def is_left_draft(seat: Seat) -> bool:
    """Return whether the sheet of a seat's round was begun and not handed in before the close."""
    return (
        seat.sheet is not None
        and seat.sheet.state is SheetState.DRAFT
        and seat.round is not None
        and seat.round.state is not RoundState.OPEN
    )


def list_left_drafts(session: Session, seat: Seat) -> list[Seat]:
    """Return the place in every round whose sheet stayed a draft, the newest round first."""
    return [own for own in list_round_seats(session, seat) if is_left_draft(own)]


def draft_places(session: Session, seat: Seat, *, seal: DraftSeal) -> Mapping[str, Any]:
    """Return what the draft of a seat's round says, by published place, removed factors too."""
    document = sheet_document(session, seat.sheet, seal=seal)
    factors = select(Factor).where(col(Factor.assessment_id) == seat.assessment.id)
    return document.published({row_id(row): row.code for row in session.exec(factors)})

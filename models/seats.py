"""No seat of a panel without its line in the ledger of draws: refused below every service.

The ledger is only worth something if nothing goes past it. Whoever sits down, leaves or moves up is
therefore checked when rows are written, whichever service, command or script writes them.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlmodel import col

from expert_pool.vocabulary import LedgerKind
from models.draw import LedgerEntry
from models.review import PanelMember
from riskassess.domain.vocabulary import MemberState

GONE: dict[MemberState, frozenset[LedgerKind]] = {
    MemberState.DECLINED: frozenset({LedgerKind.REFUSAL}),
    MemberState.RECUSED: frozenset({LedgerKind.RECUSAL}),
    MemberState.RELEASED: frozenset({LedgerKind.CANCELLATION}),
}


class SeatWithoutLedger(RuntimeError):
    """Code tried to seat, move or unseat somebody, or to change the ledger, past the ledger."""


def guard_seats() -> None:
    """Let every session of the process refuse seats without a line."""
    if not event.contains(Session, "before_flush", _check):
        event.listen(Session, "before_flush", _check)


def _check(session: Session, _context: Any, _instances: Any) -> None:
    _refuse_losses(session.deleted)
    for row in session.new:
        if isinstance(row, PanelMember) and row.ledger_entry_id is None:
            raise SeatWithoutLedger(f"seat {row.code} of review {row.review_id}")
    for row in session.dirty:
        if isinstance(row, LedgerEntry) and session.is_modified(row):
            raise SeatWithoutLedger(f"line {row.number} of the ledger would change")
        if isinstance(row, PanelMember):
            _check_move(session, row)


def _refuse_losses(rows: Iterable[Any]) -> None:
    for row in rows:
        if isinstance(row, PanelMember | LedgerEntry):
            raise SeatWithoutLedger(f"{row.__tablename__} {row.id} would be deleted")


def _check_move(session: Session, member: PanelMember) -> None:
    """Refuse a change of state that gives or takes a seat and has no line newer than the seat's."""
    state = sa.inspect(member).attrs.state.history
    if not state.added or not state.deleted:
        return
    before, after = state.deleted[0], state.added[0]
    arrives = after not in GONE and (before in GONE or before is MemberState.RESERVE)
    if arrives and not sa.inspect(member).attrs.ledger_entry_id.history.added:
        raise SeatWithoutLedger(f"seat {member.id} taken without a line")
    if after in GONE and not _has_line(session, member, GONE[after]):
        raise SeatWithoutLedger(f"seat {member.id} left without a line")


def _has_line(session: Session, member: PanelMember, kinds: frozenset[LedgerKind]) -> bool:
    """Return whether a line newer than the seat's own says why the member leaves.

    A line is about the member, or about the whole draw that gave the seat.
    """
    pending = (row for row in session.new if isinstance(row, LedgerEntry) and row.kind in kinds)
    if any(_is_about(row, member) for row in pending):
        return True
    about = col(LedgerEntry.member_id) == member.id
    if member.draw_id is not None:
        about = about | (
            (col(LedgerEntry.draw_id) == member.draw_id) & col(LedgerEntry.member_id).is_(None)
        )
    query = sa.select(col(LedgerEntry.id)).where(
        about, col(LedgerEntry.kind).in_(kinds), col(LedgerEntry.id) > (member.ledger_entry_id or 0)
    )
    with session.no_autoflush:
        return session.execute(query.limit(1)).first() is not None


def _is_about(line: LedgerEntry, member: PanelMember) -> bool:
    if line.member_id is not None:
        return line.member_id == member.id
    return line.draw_id is not None and line.draw_id == member.draw_id

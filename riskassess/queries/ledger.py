"""Questions about the ledger of draws: its lines, and how often each kind happened."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from expert_pool.vocabulary import LedgerKind
from models import Account, Draw, LedgerEntry, PanelMember, Review


@dataclass(frozen=True)
class LedgerLine:
    """A line of the ledger with what it is about, in words that pages may show."""

    entry: LedgerEntry
    review_number: int
    draw_number: int | None
    draw_code: str
    member_codes: tuple[str, ...]
    by: str
    approved_by: str


def list_ledger(session: Session, assessment_id: int) -> list[LedgerLine]:
    """Return every line of an assessment's ledger in its order."""
    rows = session.exec(
        select(LedgerEntry, Review.number, Draw.number, Draw.code)
        .join(Review, col(Review.id) == col(LedgerEntry.review_id))
        .outerjoin(Draw, col(Draw.id) == col(LedgerEntry.draw_id))
        .where(LedgerEntry.assessment_id == assessment_id)
        .order_by(col(LedgerEntry.number))
    ).all()
    codes = _codes(session, assessment_id)
    names = account_names(
        session, [key for row, *_rest in rows for key in (row.by_id, row.approved_by_id)]
    )
    return [
        LedgerLine(
            entry, review, draw, code or "", _about(entry, codes),
            names.get(entry.by_id, ""), names.get(entry.approved_by_id, ""),
        )
        for entry, review, draw, code in rows
    ]  # fmt: skip


def account_names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the display names of accounts by id; unknown ids are left out."""
    query = select(Account.id, Account.display_name).where(col(Account.id).in_(set(ids) - {None}))
    return dict(session.exec(query).all())


def _codes(session: Session, assessment_id: int) -> list[tuple[int | None, int | None, str]]:
    query = (
        select(PanelMember.id, PanelMember.ledger_entry_id, PanelMember.code)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(Review.assessment_id == assessment_id)
        .order_by(col(PanelMember.position))
    )
    return [(member, line, code) for member, line, code in session.exec(query)]


def _about(entry: LedgerEntry, codes: list[tuple[int | None, int | None, str]]) -> tuple[str, ...]:
    """Return the seat that a line names, or that an appointment gave."""
    if entry.member_id is not None:
        return tuple(code for member, _line, code in codes if member == entry.member_id)
    if entry.kind is LedgerKind.DIRECT_APPOINTMENT:
        return tuple(code for _member, line, code in codes if line == entry.id)
    return ()


def ledger_rows(session: Session, assessment_id: int) -> list[list[object]]:
    """Return the lines as a record of a draw holds them."""
    rows = session.exec(
        select(LedgerEntry, Review.number, Draw.number)
        .join(Review, col(Review.id) == col(LedgerEntry.review_id))
        .outerjoin(Draw, col(Draw.id) == col(LedgerEntry.draw_id))
        .where(LedgerEntry.assessment_id == assessment_id)
        .order_by(col(LedgerEntry.number))
    )
    return [
        [row.number, str(row.kind), row.reason_code, review, draw,
         row.at.strftime("%Y-%m-%dT%H:%M:%SZ")]
        for row, review, draw in rows
    ]  # fmt: skip


def ledger_counts(session: Session, assessment_id: int) -> dict[str, int]:
    """Return how often each kind of line stands in the ledger; kinds that never happened are 0."""
    kinds = session.exec(
        select(LedgerEntry.kind).where(LedgerEntry.assessment_id == assessment_id)
    ).all()
    return {str(kind): sum(each is kind for each in kinds) for kind in LedgerKind}

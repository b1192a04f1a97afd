"""Questions that an outsider asks about the draws of one assessment, by the address of one."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from expert_pool.vocabulary import LedgerKind
from models import Draw, LedgerEntry, Review
from riskassess.queries.draws import DrawView, draw_view


@dataclass(frozen=True)
class Cancelled:
    """Why a draw counts no longer, and the address of the one in its place, if it is announced."""

    entry: LedgerEntry | None
    replaced_by: str
    number: int | None


def list_draws_of(session: Session, assessment_id: int) -> list[DrawView]:
    """Return the announced draws of an assessment, in the order of their announcement."""
    rows = session.exec(
        select(Draw)
        .join(Review, col(Review.id) == col(Draw.review_id))
        .where(Review.assessment_id == assessment_id, col(Draw.code).is_not(None))
        .order_by(col(Draw.announced_at), col(Draw.id))
    )
    return [draw_view(session, row) for row in rows]


def find_replaced(session: Session, view: DrawView) -> Draw | None:
    """Return the cancelled draw that this one stands for."""
    number = view.announcement.get("replaces")
    return session.exec(
        select(Draw).where(Draw.review_id == view.draw.review_id, Draw.number == number)
    ).first()


def find_cancellation(session: Session, view: DrawView) -> Cancelled:
    """Return the ledger's line about a cancelled draw and the draw announced in its place."""
    line = select(LedgerEntry).where(
        LedgerEntry.draw_id == view.id, LedgerEntry.kind == LedgerKind.CANCELLATION
    )
    later = session.exec(
        select(Draw)
        .where(Draw.review_id == view.draw.review_id, col(Draw.number) > view.draw.number)
        .order_by(col(Draw.number))
    )
    found = next(
        (row for row in later
         if draw_view(session, row).announcement.get("replaces") == view.draw.number),
        None,
    )  # fmt: skip
    return Cancelled(
        session.exec(line).first(), found.code or "" if found else "",
        found.number if found else None,
    )  # fmt: skip

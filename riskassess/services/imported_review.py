"""Rows of an imported review: it is closed, its external members have submitted; never commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from expert_pool.vocabulary import LedgerKind
from models import Factor, PanelMember, Review, ReviewRound, Sheet, row_id
from riskassess.domain import assessment_file as files
from riskassess.domain.actor import system_actor
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState, ReviewKind, ReviewState, SheetState
from riskassess.proof.canonical import digest
from riskassess.queries.assessments import Case
from riskassess.queries.sheet_contents import sheet_content
from riskassess.queries.sheets import Seat
from riskassess.services.imported_sheets import sheet_rows
from riskassess.services.ledger import add_entry


def add_review(
    session: Session,
    case: Case,
    parsed: files.Assessment,
    factors: Mapping[str, Factor],
    *,
    now: datetime,
) -> int:
    """Add review, round, members and submitted sheets; return the round's id."""
    office_id = case.assessment.office_id
    review = Review(
        office_id=office_id,
        assessment_id=case.id,
        kind=ReviewKind.PROJECT_REVIEW,
        number=1,
        state=ReviewState.CLOSED,
        panel_size=len(parsed.experts),
        quorum=len(_given(parsed)),
        due_on=now.date(),
        opened_at=now,
        closed_at=now,
    )
    session.add(review)
    session.flush()  # round and members point to it
    closed = ReviewRound(
        office_id=office_id,
        review_id=row_id(review),
        number=1,
        state=RoundState.CLOSED,
        opened_at=now,
        closed_at=now,
    )
    session.add(closed)
    session.flush()  # sheets point to it
    _add_members(session, case, parsed, (review, closed), factors, now=now)
    return row_id(closed)


def _add_members(
    session: Session,
    case: Case,
    parsed: files.Assessment,
    given: tuple[Review, ReviewRound],
    factors: Mapping[str, Factor],
    *,
    now: datetime,
) -> None:
    """Seat the experts of the file by one line of the ledger; nobody drew them here."""
    review, closed = given
    office_id = review.office_id
    line = add_entry(
        session, review=review, kind=LedgerKind.IMPORT, actor=system_actor(office_id), now=now
    )
    for position, expert in enumerate(parsed.experts, start=1):
        member = PanelMember(
            office_id=office_id,
            review_id=row_id(review),
            ledger_entry_id=line.id,
            code=expert.id,
            profession=expert.profession,
            employer=expert.employer,
            position=position,
            state=MemberState.SUBMITTED,
        )
        session.add(member)
        session.flush()  # the sheet points to it
        seat = Seat(member, review, closed, None, case.assessment, case.project)
        _add_sheet(session, parsed, seat, factors, now=now)


def _add_sheet(
    session: Session,
    parsed: files.Assessment,
    seat: Seat,
    factors: Mapping[str, Factor],
    *,
    now: datetime,
) -> None:
    member = seat.member
    if member.code not in _given(parsed):
        return
    sheet = Sheet(
        office_id=member.office_id,
        round_id=row_id(seat.round),
        member_id=row_id(member),
        state=SheetState.SUBMITTED,
        started_at=now,
        saved_at=now,
        submitted_at=now,
    )
    session.add(sheet)
    session.flush()  # what was given points to it
    for row in sheet_rows(parsed, member, row_id(sheet), factors):
        session.add(row)
        session.flush()  # the digest covers the rows; their order is that of the file
    content = sheet_content(session, sheet, seal=None)
    codes = {row_id(factor): code for code, factor in factors.items()}
    sheet.digest = digest(content.document.published(codes))


def _given(parsed: files.Assessment) -> set[str]:
    """Return who has handed in a sheet: scores, or points under a deduction manual."""
    scored = {sheet.expert for sheet in parsed.before}
    return scored | {sheet.expert for sheet in parsed.points_before}

"""The record of one review, read whole: what its papers and its minutes are written from.

Of a round that is not closed only its times are read; what stands on its sheets is sealed and
does not come here. Opinions and scores come once the whole review is over.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models import (
    Assessment,
    Document,
    DueChange,
    Expert,
    Factor,
    GradeResult,
    Office,
    PanelMember,
    PointKind,
    RaisedRisk,
    ReturnPoint,
    Review,
    ReviewRound,
    Sheet,
    SheetReopening,
    Unit,
    row_id,
)
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.pool_manual.pool_manual import PoolManual
from riskassess.domain.pool_manual.room import RoomRule
from riskassess.domain.room.papers import PaperFacts
from riskassess.domain.room_vocabulary import RoundState
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.leaders import EndedBallot, get_election
from riskassess.queries.ledger import LedgerLine, account_names, list_ledger
from riskassess.queries.member_recusals import recused_since
from riskassess.queries.own_rows import own_row
from riskassess.queries.pool_manuals import pool_manual_by_id, pool_manual_of
from riskassess.queries.review_ends import end_reason
from riskassess.queries.review_moments import record_moments
from riskassess.queries.review_opinions import GroupRecord, list_group_opinions
from riskassess.queries.review_sheets import PostLine, SheetRecord, list_posts, list_sheets

DRAFT_REPORT = "D18"


@dataclass(frozen=True)
class PanelSeat:
    """Whoever ever had a seat; the name is empty where it may not be told or nobody knows it."""

    member: PanelMember
    name: str


@dataclass(frozen=True)
class RoundRecord:
    """One round; `sheets` and `posts` are empty until it is closed."""

    round: ReviewRound
    sheets: list[SheetRecord]
    posts: list[PostLine]

    @property
    def is_closed(self) -> bool:
        """Return whether its sheets are open."""
        return self.round.state is RoundState.CLOSED

    @property
    def outcome(self) -> Mapping[str, Any]:
        """Return what the stopping rule came to; empty for a round without one."""
        found: Mapping[str, Any] = (
            json.loads(self.round.outcome, parse_float=Decimal) if self.round.outcome else {}
        )
        return found


@dataclass(frozen=True)
class ReviewRecord:
    """Everything that was stored of a review and may be read."""

    case: Case
    review: Review
    office: Office
    unit: str
    rule: RoomRule
    professions: Mapping[str, str]
    seats: list[PanelSeat]
    ledger: list[LedgerLine]
    rounds: list[RoundRecord]
    due_changes: list[DueChange]
    reopenings: list[tuple[SheetReopening, str]]
    ballots: tuple[EndedBallot, ...]
    opinions: list[GroupRecord]
    risks: list[tuple[RaisedRisk, str]]
    points: list[ReturnPoint]
    reports: list[Document]
    factors: list[Factor]
    result: GradeResult | None
    names: Mapping[int | None, str]
    reasons: Mapping[str, str]
    end_reason: str
    recused: Mapping[int, datetime]

    @property
    def is_over(self) -> bool:
        """Return whether the review has ended, with every round."""
        return self.review.closed_at is not None and all(row.is_closed for row in self.rounds)

    @property
    def final(self) -> GroupRecord | None:
        """Return the group opinion that was agreed on, or None."""
        return next((row for row in self.opinions[::-1] if row.is_final), None)

    @property
    def last(self) -> RoundRecord | None:
        """Return the round whose sheets decided, or None while the review goes on."""
        closed = [row for row in self.rounds if row.sheets]
        return closed[-1] if self.is_over and closed else None

    @property
    def moment(self) -> datetime:
        """Return when the last thing happened that stands in the record."""
        return max(record_moments(self))

    def facts(self, *, reads_panel: bool, reads_opinions: bool) -> PaperFacts:
        """Return what decides which papers are there for who may read panel and opinions."""
        members = [seat.member for seat in self.seats]
        return PaperFacts(
            reads_panel=reads_panel,
            reads_opinions=reads_opinions,
            seats=len(members),
            invited=sum(row.invited_at is not None for row in members),
            declared=sum(row.declared_at is not None for row in members),
            is_over=self.is_over,
            sheets=len(self.last.sheets) if self.last else 0,
            is_agreed=self.final is not None,
            points=len(self.points),
        )

    def code_of(self, member_id: int | None) -> str:
        """Return the panel code of a member, or a dash."""
        rows = (seat.member for seat in self.seats)
        return next((row.code for row in rows if row.id == member_id), "—")

    def version_of(self, moment: datetime | None) -> tuple[int, Document] | None:
        """Return number and file of the report that stood at a moment; None without one."""
        found = None
        for number, row in enumerate(self.reports, start=1):
            if moment is None or row.uploaded_at <= moment:
                found = (number, row)
        return found


def get_review_record(
    session: Session, review_id: int, *, actor: Actor, with_names: bool = False
) -> ReviewRecord:
    """Return the record of a review that the actor may know of; raises NotFound.

    `with_names` reads who the experts are: only for papers that are addressed to them.
    """
    review = own_row(session, Review, review_id, actor=actor, named="review")
    return _read(
        session, get_case(session, review.assessment_id, actor=actor), review, with_names=with_names
    )


def get_members_record(session: Session, member: PanelMember) -> ReviewRecord:
    """Return the record for the member of a panel, whose right to it was asked before."""
    review = session.get_one(Review, member.review_id)
    actor = system_actor(review.office_id)
    return _read(
        session, get_case(session, review.assessment_id, actor=actor), review, with_names=False
    )


def _read(session: Session, case: Case, review: Review, *, with_names: bool) -> ReviewRecord:
    review_id = row_id(review)
    rounds = [
        RoundRecord(row, list_sheets(session, row), list_posts(session, row))
        for row in _by(session, ReviewRound, ReviewRound.review_id, review_id, ReviewRound.number)
    ]
    changes = _by(session, DueChange, DueChange.review_id, review_id, DueChange.id)
    return ReviewRecord(
        case=case,
        review=review,
        office=session.get_one(Office, review.office_id),
        unit=session.get_one(Unit, case.project.unit_id).name,
        rule=_pool_manual(session, review).room,
        professions={row.code: str(row.name) for row in case.manual.professions},
        seats=_seats(session, review_id, with_names=with_names),
        ledger=[r for r in list_ledger(session, case.id) if r.review_number == review.number],
        rounds=rounds,
        due_changes=changes,
        reopenings=_reopenings(session, review_id),
        ballots=get_election(session, review).ended,
        opinions=list_group_opinions(session, review_id),
        risks=_risks(session, rounds),
        points=_points(session, case, review),
        reports=_reports(session, case.assessment),
        factors=_by(session, Factor, Factor.assessment_id, case.id, Factor.position),
        result=session.exec(
            select(GradeResult)
            .where(GradeResult.review_id == review_id)
            .order_by(col(GradeResult.id).desc())
        ).first(),
        names=account_names(
            session, [review.opened_by_id, *(row.changed_by_id for row in changes)]
        ),
        reasons=_reasons(session, review),
        end_reason=end_reason(session, review),
        recused=recused_since(session, review),
    )


def _reasons(session: Session, review: Review) -> dict[str, str]:
    """Return what the pool manual calls the reasons of the ledger, by code."""
    rules = _pool_manual(session, review).draw
    lists = (rules.redraw_reasons, rules.appointment_reasons, rules.refusal_reasons)
    return {row.code: str(row.name) for rows in lists for row in rows}


def _by(session: Session, table: Any, key: Any, value: int, order: Any) -> list[Any]:
    query = select(table).where(key == value).order_by(order, col(table.id))
    return list(session.exec(query))


def _pool_manual(session: Session, review: Review) -> PoolManual:
    if review.pool_manual_version_id is None:  # opened before rooms had rules
        return pool_manual_of(session, review.office_id)
    return pool_manual_by_id(session, review.pool_manual_version_id)


def _seats(session: Session, review_id: int, *, with_names: bool) -> list[PanelSeat]:
    rows = session.exec(
        select(PanelMember, Expert.name)
        .outerjoin(Expert, col(Expert.id) == col(PanelMember.expert_id))
        .where(PanelMember.review_id == review_id)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    )
    return [PanelSeat(member, (name or "") if with_names else "") for member, name in rows]


def _reopenings(session: Session, review_id: int) -> list[tuple[SheetReopening, str]]:
    rows = session.exec(
        select(SheetReopening, PanelMember.code)
        .join(Sheet, col(Sheet.id) == col(SheetReopening.sheet_id))
        .join(PanelMember, col(PanelMember.id) == col(Sheet.member_id))
        .where(PanelMember.review_id == review_id)
        .order_by(col(SheetReopening.id))
    )
    return [(row, code) for row, code in rows]


def _risks(session: Session, rounds: list[RoundRecord]) -> list[tuple[RaisedRisk, str]]:
    closed = [row.round.id for row in rounds if row.is_closed]
    rows = session.exec(
        select(RaisedRisk, Factor.code)
        .outerjoin(Factor, col(Factor.id) == col(RaisedRisk.factor_id))
        .where(col(RaisedRisk.round_id).in_(closed))
        # by name: the order of the sheets would tell who raised what
        .order_by(col(RaisedRisk.name), col(RaisedRisk.id))
    )
    return [(row, code or "") for row, code in rows]


def _points(session: Session, case: Case, review: Review) -> list[ReturnPoint]:
    """Return what had to be mended after this review: marked after it and before the next one."""
    later = session.exec(
        select(Review.opened_at)
        .where(Review.assessment_id == case.id, Review.number > review.number)
        .order_by(col(Review.number))
    ).first()
    rows = session.exec(
        select(ReturnPoint)
        .where(
            ReturnPoint.assessment_id == case.id,
            ReturnPoint.kind == PointKind.REVISION,
            ReturnPoint.raised_at >= review.opened_at,
        )
        .order_by(col(ReturnPoint.id))
    )
    return [row for row in rows if later is None or row.raised_at < later]


def _reports(session: Session, assessment: Assessment) -> list[Document]:
    query = select(Document).where(
        Document.assessment_id == assessment.id, Document.code == DRAFT_REPORT
    )
    return list(session.exec(query.order_by(col(Document.id))))

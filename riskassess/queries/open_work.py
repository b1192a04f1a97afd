"""Open work that hangs on an account: what is listed when somebody changes post or leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import DrawState, RequestState
from models import (
    Account,
    Assessment,
    Deputy,
    Draw,
    DrawRequest,
    GradeProposal,
    Handover,
    HandoverItem,
    ManualProposal,
    PanelMember,
    Project,
    Review,
    ReviewRound,
    Sheet,
    SheetReopening,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.open_work import NEEDS
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import MemberState, ProposalState, ReviewState
from riskassess.queries.pages import Query
from riskassess.queries.round_openings import list_own_held

SEATED = (MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY)
CASE = (col(Assessment.id), col(Assessment.code), col(Project.title))


@dataclass(frozen=True)
class OpenWork:
    """One piece of open work; `code` and `title` are those of its assessment, if it has one."""

    kind: WorkKind
    subject_id: int
    since: datetime | None
    assessment_id: int | None = None
    code: str = ""
    title: str = ""

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        return f"{self.kind}-{self.subject_id}"

    @property
    def can_go(self) -> bool:
        """Return whether it can be handed over."""
        return self.kind in NEEDS


def list_open_work(session: Session, account: Account, *, today: date) -> list[OpenWork]:
    """Return what hangs on an account now, what was handed over to it included.

    First what can be handed over, by kind and then the oldest first.
    """
    found = [
        OpenWork(kind, *row)
        for kind, query in _queries(row_id(account)).items()
        for row in session.execute(query.order_by(sa.text("2"), sa.text("1"))).all()
    ]
    actor = Actor(account.id, account.office_id)
    found += [
        OpenWork(WorkKind.ROUND_KEY, row_id(round_), round_.opened_at, None, code, title)
        for title, code, _number, round_ in list_own_held(session, actor)
    ]
    found += [OpenWork(WorkKind.PANEL_SEAT, *row) for row in _seats(session, account)]
    return found + [OpenWork(WorkKind.DEPUTY, *row) for row in _periods(session, account, today)]


def _queries(account_id: int) -> dict[WorkKind, Query]:
    """Return one SELECT per kind that can go: subject, since, assessment, code, title."""
    review = sa.select(col(Review.id), col(Review.opened_at), *CASE).where(
        col(Review.state) != ReviewState.CLOSED,
        _in_charge(WorkKind.REVIEW, Review.id, Review.opened_by_id, account_id),
    )
    grade = sa.select(col(GradeProposal.id), col(GradeProposal.proposed_at), *CASE).where(
        col(GradeProposal.state) == ProposalState.PROPOSED,
        _in_charge(
            WorkKind.GRADE_PROPOSAL, GradeProposal.id, GradeProposal.proposed_by_id, account_id
        ),
    )
    draw = sa.select(col(Draw.id), col(Draw.announced_at), *CASE).where(
        col(Draw.state) == DrawState.ANNOUNCED,
        _in_charge(WorkKind.DRAW, Draw.id, Draw.announced_by_id, account_id),
    )
    request = sa.select(col(DrawRequest.id), col(DrawRequest.requested_at), *CASE).where(
        col(DrawRequest.state) == RequestState.OPEN,
        _in_charge(WorkKind.DRAW_REQUEST, DrawRequest.id, DrawRequest.requested_by_id, account_id),
    )
    reopening = sa.select(col(SheetReopening.id), col(SheetReopening.asked_at), *CASE).where(
        col(SheetReopening.is_granted).is_(None),
        _in_charge(WorkKind.REOPENING, SheetReopening.id, SheetReopening.asked_by_id, account_id),
    )
    return {
        WorkKind.REVIEW: _of_case(review.select_from(Review), None),
        WorkKind.GRADE_PROPOSAL: _of_case(
            grade.select_from(GradeProposal), col(GradeProposal.assessment_id)
        ),
        WorkKind.DRAW: _of_case(_of_review(draw.select_from(Draw), Draw.review_id), None),
        WorkKind.DRAW_REQUEST: _of_case(
            _of_review(request.select_from(DrawRequest), DrawRequest.review_id), None
        ),
        WorkKind.REOPENING: _of_case(
            _of_review(
                reopening.select_from(SheetReopening)
                .join(Sheet, col(Sheet.id) == col(SheetReopening.sheet_id))
                .join(ReviewRound, col(ReviewRound.id) == col(Sheet.round_id)),
                ReviewRound.review_id,
            ),
            None,
        ),
        WorkKind.MANUAL_PROPOSAL: _manuals(account_id),
    }


def _manuals(account_id: int) -> Query:
    return sa.select(
        col(ManualProposal.id),
        col(ManualProposal.proposed_at),
        sa.null().label("assessment_id"),
        col(ManualProposal.code),
        col(ManualProposal.title),
    ).where(
        col(ManualProposal.state) == ProposalState.PROPOSED,
        _in_charge(
            WorkKind.MANUAL_PROPOSAL, ManualProposal.id, ManualProposal.proposed_by_id, account_id
        ),
    )


def _of_review(query: Query, review_id: Any) -> Query:
    return query.join(Review, col(Review.id) == col(review_id))


def _of_case(query: Query, assessment_id: Any) -> Query:
    """Add the assessment and its project; by the review unless told otherwise."""
    of = col(Review.assessment_id) if assessment_id is None else assessment_id
    return query.join(Assessment, col(Assessment.id) == of).join(
        Project, col(Project.id) == col(Assessment.project_id)
    )


def _in_charge(kind: WorkKind, subject: Any, first: Any, account_id: int) -> sa.ColumnElement[bool]:
    """Return whether the account took the work over last, or began it and nobody took it."""
    newest = (
        sa.select(col(Handover.to_id))
        .join(HandoverItem, col(HandoverItem.handover_id) == col(Handover.id))
        .where(col(HandoverItem.kind) == kind, col(HandoverItem.subject_id) == col(subject))
        .order_by(col(HandoverItem.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, col(first)) == account_id


def _seats(session: Session, account: Account) -> Sequence[Any]:
    if account.expert_id is None:
        return []
    query: Query = (
        sa.select(col(PanelMember.id), col(PanelMember.invited_at), *CASE)
        .select_from(PanelMember)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(
            col(PanelMember.expert_id) == account.expert_id,
            col(PanelMember.state).in_(SEATED),
            col(Review.state) != ReviewState.CLOSED,
        )
        .order_by(col(PanelMember.id))
    )
    return session.execute(_of_case(query, None)).all()


def _periods(session: Session, account: Account, today: date) -> Sequence[Any]:
    part = sa.or_(col(Deputy.absent_id) == account.id, col(Deputy.deputy_id) == account.id)
    return session.execute(
        sa.select(col(Deputy.id), col(Deputy.named_at))
        .where(part, col(Deputy.ended_at).is_(None), col(Deputy.last_on) >= today)
        .order_by(col(Deputy.id))
    ).all()

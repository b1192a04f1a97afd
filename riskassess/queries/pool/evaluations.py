"""How tasks and years of experts were judged: for the office and the expert concerned alone.

There is no list of experts by points: the work in a task is judged, not the person (handbook 12.1).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Account,
    Assessment,
    EvaluationChange,
    EvaluationItem,
    Expert,
    Fee,
    PanelMember,
    Project,
    Review,
    ReviewRound,
    Sheet,
    TaskEvaluation,
    YearEvaluation,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.expert_work import TASKED
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import Case, get_case, standing_round_state
from riskassess.queries.pages import ListPage, read_page
from riskassess.queries.pool_manuals import pool_manual_by_digest, pool_manual_of


@dataclass(frozen=True)
class ItemLine:
    """One item of the manual with the points given, None where nothing was."""

    code: str
    name: str
    meaning: str
    maximum: int
    points: int | None


@dataclass(frozen=True)
class ChangeLine:
    """What an evaluation said before it was corrected, who corrected it and why."""

    change: EvaluationChange
    old: dict[str, Any]
    changed_by: str


@dataclass(frozen=True)
class TaskView:
    """The work of one seat: what it was, and how it was judged."""

    case: Case
    review: Review
    member: PanelMember
    expert: Expert | None
    round_state: RoundState | None
    submitted_at: Any
    manual: PoolManual
    evaluation: TaskEvaluation | None
    judged_by: str
    items: list[ItemLine]
    changes: list[ChangeLine]


def get_task(session: Session, member_id: int, *, actor: Actor) -> TaskView:
    """Return the work of a seat of the actor's office; raises NotFound.

    Who sits in a panel at work is known to the case officers alone, so the others find nothing.
    """
    member = session.get(PanelMember, member_id)
    if member is None or member.office_id != actor.office_id:
        raise NotFound("not_found", where=f"member:{member_id}")
    review = session.get_one(Review, member.review_id)
    case = get_case(session, review.assessment_id, actor=actor)
    state, submitted_at = standing_round_state(session, review), _submitted_at(session, member)
    if state is not RoundState.CLOSED and not actor.has(Role.CASE_OFFICER):
        raise NotFound("not_found", where=f"member:{member_id}")
    row = session.exec(
        select(TaskEvaluation).where(TaskEvaluation.member_id == member_id)
    ).one_or_none()
    manual = manual_of(session, row, office_id=actor.office_id)
    return TaskView(
        case,
        review,
        member,
        session.get(Expert, member.expert_id) if member.expert_id else None,
        state,
        submitted_at,
        manual,
        row,
        account_name(session, row.evaluated_by_id) if row else "",
        item_lines(manual, points_of(session, [row_id(row)]).get(row_id(row), {}) if row else {}),
        list_changes(session, EvaluationChange.evaluation_id, [row_id(row)]) if row else [],
    )


def _submitted_at(session: Session, member: PanelMember) -> Any:
    """Return when the member's sheet of the newest round came in, or None."""
    return session.execute(
        sa.select(col(Sheet.submitted_at))
        .select_from(ReviewRound)
        .outerjoin(
            Sheet,
            sa.and_(col(Sheet.round_id) == col(ReviewRound.id), col(Sheet.member_id) == member.id),
        )
        .where(col(ReviewRound.review_id) == member.review_id)
        .order_by(col(ReviewRound.number).desc())
    ).scalars().first()  # fmt: skip


def manual_of(session: Session, row: Any, *, office_id: int) -> PoolManual:
    """Return the manual by which something was judged or settled, or the one in use."""
    if row is None:
        return pool_manual_of(session, office_id)
    return pool_manual_by_digest(session, row.manual_digest)


def account_name(session: Session, account_id: int) -> str:
    """Return who an account is."""
    return session.exec(select(Account.display_name).where(Account.id == account_id)).one()


def item_lines(manual: PoolManual, points: dict[str, int]) -> list[ItemLine]:
    """Return the manual's items with the points given."""
    return [
        ItemLine(item.code, str(item.name), str(item.meaning), item.maximum, points.get(item.code))
        for item in manual.evaluation.items
    ]


def points_of(session: Session, evaluation_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return the points by evaluation and item."""
    found: dict[int, dict[str, int]] = {}
    query = select(EvaluationItem).where(col(EvaluationItem.evaluation_id).in_(evaluation_ids))
    for row in session.exec(query):
        found.setdefault(row.evaluation_id, {})[row.code] = row.points
    return found


def list_changes(session: Session, column: Any, ids: Sequence[int]) -> list[ChangeLine]:
    """Return the corrections of evaluations, newest first; `column` names which ones."""
    rows = session.exec(
        select(EvaluationChange, Account.display_name)
        .join(Account, col(Account.id) == col(EvaluationChange.changed_by_id))
        .where(column.in_(ids))
        .order_by(col(EvaluationChange.id).desc())
    )
    return [ChangeLine(change, json.loads(change.content), name) for change, name in rows]


def list_work(session: Session, review_id: int) -> Sequence[Any]:
    """Return the seats of a review whose work is judged and paid, in their order.

    Rows: id, code, expert_id, name, profession, state, evaluated_at, amount, paid_on.
    """
    query = (
        sa.select(
            col(PanelMember.id),
            col(PanelMember.code),
            col(PanelMember.expert_id),
            col(Expert.name),
            col(PanelMember.profession),
            col(PanelMember.state),
            col(TaskEvaluation.evaluated_at),
            col(Fee.amount),
            col(Fee.paid_on),
        )
        .join(Expert, col(Expert.id) == col(PanelMember.expert_id))
        .outerjoin(TaskEvaluation, col(TaskEvaluation.member_id) == col(PanelMember.id))
        .outerjoin(Fee, col(Fee.member_id) == col(PanelMember.id))
        .where(col(PanelMember.review_id) == review_id, col(PanelMember.state).in_(list(TASKED)))
        .order_by(col(PanelMember.position), col(PanelMember.id))
    )
    return session.execute(query).all()


def list_judged_reviews(session: Session, actor: Actor, *, page: int) -> ListPage:
    """Return the closed reviews with seats of the pool, the newest first, without any points.

    Rows: id, code, title, number, kind, closed_at, seats, judged.
    """
    judged = sa.func.count(col(TaskEvaluation.id))
    query = (
        sa.select(
            col(Review.id),
            col(Assessment.code),
            col(Project.title),
            col(Review.number),
            col(Review.kind),
            col(Review.closed_at),
            sa.func.count(col(PanelMember.id)).label("seats"),
            judged.label("judged"),
        )
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(PanelMember, col(PanelMember.review_id) == col(Review.id))
        .outerjoin(TaskEvaluation, col(TaskEvaluation.member_id) == col(PanelMember.id))
        .where(
            col(Review.office_id) == actor.office_id,
            col(Review.closed_at).is_not(None),
            col(PanelMember.expert_id).is_not(None),
            col(PanelMember.state).in_(list(TASKED)),
        )
        .group_by(
            col(Review.id),
            col(Assessment.code),
            col(Project.title),
            col(Review.number),
            col(Review.kind),
            col(Review.closed_at),
        )
        .order_by(col(Review.closed_at).desc(), col(Review.id).desc())
    )
    return read_page(session, query, page=page)


def list_years(session: Session, expert_id: int) -> list[YearEvaluation]:
    """Return the confirmed yearly results of an expert, newest first."""
    query = select(YearEvaluation).where(YearEvaluation.expert_id == expert_id)
    return list(session.exec(query.order_by(col(YearEvaluation.year).desc())))

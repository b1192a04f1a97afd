"""Everything recorded of one expert's own work: tasks by item, years, fees."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Assessment,
    EvaluationChange,
    Fee,
    PanelMember,
    Project,
    Review,
    TaskEvaluation,
    YearEvaluation,
    row_id,
)
from riskassess.queries.pool.evaluations import (
    ChangeLine,
    ItemLine,
    item_lines,
    list_changes,
    list_years,
    points_of,
)
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_by_digest


@dataclass(frozen=True)
class WorkLine:
    """One judged task: the review, the evaluation with its items, and its corrections."""

    title: str
    number: int
    closed_at: Any
    evaluation: TaskEvaluation
    items: list[ItemLine]
    changes: list[ChangeLine]

    @property
    def year(self) -> int:
        """Return the year to which the task belongs."""
        return day_of(self.closed_at or self.evaluation.evaluated_at).year


@dataclass(frozen=True)
class YearLine:
    """One confirmed year, in the words of its manual, with its corrections."""

    row: YearEvaluation
    result: str
    changes: list[ChangeLine]


@dataclass(frozen=True)
class FeeLine:
    """One fee and the review that it is for."""

    fee: Fee
    title: str
    number: int


@dataclass(frozen=True)
class WorkRecords:
    """What is recorded of an expert's work, newest first."""

    tasks: list[WorkLine]
    years: list[YearLine]
    fees: list[FeeLine]


def work_records(session: Session, expert_id: int) -> WorkRecords:
    """Return everything recorded of an expert's work; the caller has checked who asks."""
    return WorkRecords(
        _tasks(session, expert_id), _years(session, expert_id), _fees(session, expert_id)
    )


def _tasks(session: Session, expert_id: int) -> list[WorkLine]:
    rows = session.execute(
        sa.select(TaskEvaluation, col(Project.title), col(Review.number), col(Review.closed_at))
        .join(PanelMember, col(PanelMember.id) == col(TaskEvaluation.member_id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(TaskEvaluation.expert_id) == expert_id)
        .order_by(col(TaskEvaluation.id).desc())
    ).all()
    ids = [row_id(row[0]) for row in rows]
    points = points_of(session, ids)
    changes = list_changes(session, EvaluationChange.evaluation_id, ids)
    return [
        WorkLine(
            title,
            number,
            closed_at,
            row,
            item_lines(
                pool_manual_by_digest(session, row.manual_digest), points.get(row_id(row), {})
            ),
            [each for each in changes if each.change.evaluation_id == row.id],
        )
        for row, title, number, closed_at in rows
    ]


def _years(session: Session, expert_id: int) -> list[YearLine]:
    rows = list_years(session, expert_id)
    ids = [row_id(row) for row in rows]
    changes = list_changes(session, EvaluationChange.year_evaluation_id, ids)
    return [
        YearLine(
            row,
            result_words(session, row),
            [each for each in changes if each.change.year_evaluation_id == row.id],
        )
        for row in rows
    ]


def result_words(session: Session, row: YearEvaluation) -> str:
    """Return a yearly result in the words of the manual by which it was given."""
    results = pool_manual_by_digest(session, row.manual_digest).evaluation.results
    return next((str(each.name) for each in results if each.code == row.result), row.result)


def _fees(session: Session, expert_id: int) -> list[FeeLine]:
    rows = session.exec(
        select(Fee, Project.title, Review.number)
        .join(PanelMember, col(PanelMember.id) == col(Fee.member_id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(Fee.expert_id == expert_id)
        .order_by(col(Fee.id).desc())
    )
    return [FeeLine(fee, title, number) for fee, title, number in rows]

"""The yearly result of an expert: reckoned from the tasks of the year, confirmed by the keeper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    EvaluationChange,
    Expert,
    PanelMember,
    Review,
    TaskEvaluation,
    YearEvaluation,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.expert_work import refuse_year, year_mean, year_result
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.filters import SHANGHAI, local
from riskassess.i18n import _
from riskassess.proof.canonical import canonical_json
from riskassess.queries.pool.records import lock_expert
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.pool.judged_seats import checked_text
from riskassess.services.pool.notices import Notice, tell_of

EARLIEST = 2000
"""No work was done in the pool before; dates near the year 1 cannot be told in another zone."""


@dataclass(frozen=True)
class YearChoice:
    """What the keeper confirms: a result, and why where it is not the reckoned one."""

    year: int
    result: str
    reason: str = ""


def list_totals(session: Session, expert_id: int, year: int) -> Sequence[int]:
    """Return the points of the tasks whose round was closed in a year, Shanghai's calendar."""
    return session.exec(
        select(TaskEvaluation.total)
        .join(PanelMember, col(PanelMember.id) == col(TaskEvaluation.member_id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(
            TaskEvaluation.expert_id == expert_id,
            col(Review.closed_at) >= _first_moment(year),
            col(Review.closed_at) < _first_moment(year + 1),
        )
        .order_by(col(TaskEvaluation.id))
    ).all()


def _first_moment(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)


def confirm_year(
    session: Session,
    *,
    expert_id: int,
    choice: YearChoice,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> YearEvaluation:
    """Confirm the result of a year, or another one with a reason; again with a reason only.

    Raises
    ------
    Refused
        When the actor does not keep the pool.
    InvalidInput
        `year_in_future`, `year_without_tasks`, `year_result_unknown`, `year_reason_missing`.
    """
    with transaction(session):
        if reason := refuse_year(actor):
            raise Refused(reason, where=f"expert:{expert_id}")
        expert = lock_expert(session, expert_id, office_id=actor.office_id)
        if choice.year > local(now).year:
            raise InvalidInput("year_in_future", where="year", year=choice.year)
        if choice.year < EARLIEST:
            raise InvalidInput("year_without_tasks", where="year")
        row = find_year(session, expert_id, choice.year)
        action = "year_evaluation:confirm" if row is None else "year_evaluation:correct"
        row = _filled(session, expert, row, choice, actor=actor, now=now)
        session.add(row)
        record(session, actor=actor, action=action, subject=row,
               after={"expert": expert_id, "year": choice.year}, now=now)  # fmt: skip
        tell_of(session, expert, Notice.YEAR, row_id(row), outbox=outbox, actor=actor, now=now)
        return row


def _filled(
    session: Session,
    expert: Expert,
    row: YearEvaluation | None,
    choice: YearChoice,
    *,
    actor: Actor,
    now: datetime,
) -> YearEvaluation:
    manual = pool_manual_of(session, expert.office_id)
    totals = list_totals(session, row_id(expert), choice.year)
    mean = year_mean(totals)
    if find_code(manual.evaluation.results, choice.result) is None:
        raise InvalidInput("year_result_unknown", where="result")
    note = checked_text(choice.reason, where="reason", name=_("理由"))
    departs = choice.result != year_result(manual.evaluation, mean).code
    if (departs or row is not None) and not note:
        raise InvalidInput("year_reason_missing", where="reason")
    if row is not None:
        _keep_old(session, row, note, actor=actor, now=now)
    values: dict[str, Any] = {
        "tasks": len(totals),
        "mean": mean,
        "result": choice.result,
        "note": note,
        "manual_digest": manual.digest,
        "evaluated_by_id": actor.account_id or 0,
        "evaluated_at": now,
    }
    if row is None:
        key: dict[str, Any] = {
            "office_id": expert.office_id,
            "expert_id": row_id(expert),
            "year": choice.year,
        }
        return YearEvaluation(**key, **values)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _keep_old(
    session: Session, row: YearEvaluation, reason: str, *, actor: Actor, now: datetime
) -> None:
    old = {
        "tasks": row.tasks,
        "mean": row.mean,
        "result": row.result,
        "note": row.note,
        "evaluated_by": row.evaluated_by_id,
        "evaluated_at": row.evaluated_at.isoformat(),
    }
    session.add(
        EvaluationChange(
            office_id=row.office_id,
            year_evaluation_id=row.id,
            content=canonical_json(old),
            reason=reason,
            changed_by_id=actor.account_id or 0,
            changed_at=now,
        )
    )


def find_year(session: Session, expert_id: int, year: int) -> YearEvaluation | None:
    """Return what was confirmed for a year, or None."""
    return session.exec(
        select(YearEvaluation).where(
            YearEvaluation.expert_id == expert_id, YearEvaluation.year == year
        )
    ).one_or_none()

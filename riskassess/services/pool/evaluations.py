"""Judging the work of one seat in one task, by the pool manual's items; never the person.

An evaluation is written once. It is corrected with a reason only; what it said before stays in
`evaluation_change`. The audit names who did it when, without points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import EvaluationChange, EvaluationItem, TaskEvaluation, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.expert_work import checked_points, refuse_judging
from riskassess.i18n import _
from riskassess.proof.canonical import canonical_json
from riskassess.queries.pool_manuals import pool_manual_by_digest, pool_manual_of
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.pool.judged_seats import JudgedSeat, checked_text, lock_seat
from riskassess.services.pool.notices import Notice, tell_of

Points = Mapping[str, int | None]


@dataclass(frozen=True)
class Judgement:
    """What an officer fills in: points by item, and a note."""

    points: Points
    note: str = ""


def evaluate_task(
    session: Session,
    *,
    member_id: int,
    judgement: Judgement,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> TaskEvaluation:
    """Judge the work of a seat once its round is closed; the expert is told that it was done.

    Raises
    ------
    Refused
        By `refuse_judging`; `evaluation_exists` when the seat has been judged.
    InvalidInput
        For points that are missing or out of range (`where` is the item), or a forbidden note.
    """
    with transaction(session):
        seat = _seat(session, member_id, actor=actor)
        if find_evaluation(session, member_id) is not None:
            raise Refused("evaluation_exists", where=f"member:{member_id}")
        manual = pool_manual_of(session, actor.office_id)
        points = checked_points(manual.evaluation, judgement.points)
        row = TaskEvaluation(
            office_id=seat.member.office_id,
            expert_id=seat.member.expert_id or 0,
            member_id=member_id,
            total=sum(points.values()),
            note=_note(judgement),
            manual_digest=manual.digest,
            evaluated_by_id=actor.account_id or 0,
            evaluated_at=now,
        )
        session.add(row)
        session.flush()  # the items point to it
        session.add_all(_items(row, points))
        record(session, actor=actor, action="evaluation:record", subject=row,
               after={"member": member_id}, now=now)  # fmt: skip
        tell_of(session, seat.expert, Notice.EVALUATION, row_id(row),
                outbox=outbox, actor=actor, now=now)  # fmt: skip
        return row


def correct_evaluation(
    session: Session,
    *,
    member_id: int,
    judgement: Judgement,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> TaskEvaluation:
    """Judge a seat anew with a reason; the old points, note and judge are kept.

    The items are those of the manual by which it was judged first.
    """
    with transaction(session):
        seat = _seat(session, member_id, actor=actor)
        row = find_evaluation(session, member_id)
        if row is None:
            raise NotFound("not_found", where=f"evaluation:{member_id}")
        why = checked_text(reason, where="reason", name=_("更正的理由"))
        if not why:
            raise InvalidInput("correction_reason_missing", where="reason")
        manual = pool_manual_by_digest(session, row.manual_digest)
        points = checked_points(manual.evaluation, judgement.points)
        _keep_old(session, row, why, actor=actor, now=now)
        for item in list_items(session, row):
            session.delete(item)
        session.flush()  # an item's code is there once
        row.total, row.note = sum(points.values()), _note(judgement)
        row.evaluated_by_id, row.evaluated_at = actor.account_id or 0, now
        session.add_all([row, *_items(row, points)])
        record(session, actor=actor, action="evaluation:correct", subject=row,
               after={"member": member_id}, now=now)  # fmt: skip
        tell_of(session, seat.expert, Notice.CORRECTION, row_id(row),
                outbox=outbox, actor=actor, now=now)  # fmt: skip
        return row


def _seat(session: Session, member_id: int, *, actor: Actor) -> JudgedSeat:
    seat = lock_seat(session, member_id, actor=actor)
    if reason := refuse_judging(
        actor,
        round_state=seat.round_state,
        member_state=seat.member.state,
        in_pool=seat.expert is not None,
    ):
        raise Refused(reason, where=f"member:{member_id}")
    return seat


def _note(judgement: Judgement) -> str:
    return checked_text(judgement.note, where="note", name=_("说明"))


def _items(row: TaskEvaluation, points: Mapping[str, int]) -> list[EvaluationItem]:
    return [
        EvaluationItem(office_id=row.office_id, evaluation_id=row_id(row), code=code, points=value)
        for code, value in points.items()
    ]


def _keep_old(
    session: Session, row: TaskEvaluation, reason: str, *, actor: Actor, now: datetime
) -> None:
    old = {
        "items": {item.code: item.points for item in list_items(session, row)},
        "total": row.total,
        "note": row.note,
        "evaluated_by": row.evaluated_by_id,
        "evaluated_at": row.evaluated_at.isoformat(),
    }
    session.add(
        EvaluationChange(
            office_id=row.office_id,
            evaluation_id=row.id,
            content=canonical_json(old),
            reason=reason,
            changed_by_id=actor.account_id or 0,
            changed_at=now,
        )
    )


def find_evaluation(session: Session, member_id: int) -> TaskEvaluation | None:
    """Return how a seat was judged, or None."""
    return session.exec(
        select(TaskEvaluation).where(TaskEvaluation.member_id == member_id)
    ).one_or_none()


def list_items(session: Session, row: TaskEvaluation) -> Sequence[EvaluationItem]:
    """Return the points of an evaluation by item."""
    return session.exec(
        select(EvaluationItem)
        .where(EvaluationItem.evaluation_id == row.id)
        .order_by(col(EvaluationItem.id))
    ).all()

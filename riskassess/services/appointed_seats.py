"""Seats that two officers gave by name: who was appointed to one holds it in every later count."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from expert_pool.profile import ExpertProfile
from expert_pool.vocabulary import RequestKind, RequestState
from models import DrawRequest, Expert, Review
from riskassess.queries.assessments import Case
from riskassess.services.candidates import panel_rule


def as_appointed(
    session: Session, case: Case, review: Review, standing: Sequence[ExpertProfile]
) -> tuple[ExpertProfile, ...]:
    """Return members as the panel's rule counts them.

    Who was appointed to a required seat because the pool has nobody of its professions counts as
    one of them: the seat is held, and no later draw takes it for open.
    """
    seats = _seats_by_code(session, review)
    wanted = {seat.code: seat.professions for seat in panel_rule(case).seats}
    return tuple(_as_one_of(row, wanted.get(seats.get(row.code, ""))) for row in standing)


def _as_one_of(row: ExpertProfile, wanted: frozenset[str] | None) -> ExpertProfile:
    if wanted is None or row.profession in wanted:
        return row
    return replace(row, profession=min(wanted))


def _seats_by_code(session: Session, review: Review) -> dict[str, str]:
    rows = session.exec(
        select(Expert.code, DrawRequest.seat)
        .join(DrawRequest, col(DrawRequest.expert_id) == col(Expert.id))
        .where(
            DrawRequest.review_id == review.id,
            DrawRequest.kind == RequestKind.DIRECT_APPOINTMENT,
            DrawRequest.state == RequestState.APPROVED,
        )
        .order_by(col(DrawRequest.id))
    )
    return dict(rows.all())

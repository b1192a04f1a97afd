"""How far many assessments have come, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Assessment,
    Commitment,
    DecisionRecord,
    Measure,
    PanelMember,
    Review,
    ReviewRound,
)
from riskassess.domain.policy import GOES_AHEAD
from riskassess.domain.tasks import Progress
from riskassess.domain.vocabulary import (
    AssessmentState,
    CommitmentState,
    Decision,
    MemberState,
    RoundState,
)

SEATED = frozenset(
    {MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED}
)
Row = Any


def progress_of(session: Session, rows: Collection[Row]) -> dict[int, Progress]:
    """Return the progress by assessment id.

    `rows` carry `id`, `state`, `handed_in_at` and `factors_fixed_at`. At most four queries,
    however many rows there are.
    """
    found = {
        row.id: Progress(
            state=AssessmentState(row.state),
            handed_in=row.handed_in_at is not None,
            factors_fixed=row.factors_fixed_at is not None,
        )
        for row in rows
    }
    _add_reviews(session, found)
    _add_measures(session, found)
    _add_decisions(session, found)
    return found


def _in_state(found: dict[int, Progress], state: AssessmentState) -> list[int]:
    return [key for key, progress in found.items() if progress.state is state]


def _add_reviews(session: Session, found: dict[int, Progress]) -> None:
    wanted = _in_state(found, AssessmentState.IN_REVIEW)
    if not wanted:
        return
    newest: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Review.id),
            col(Review.assessment_id),
            col(Review.quorum),
            col(Review.panel_size),
            col(ReviewRound.state).label("round_state"),
        )
        .outerjoin(ReviewRound, col(ReviewRound.review_id) == col(Review.id))
        .where(col(Review.assessment_id).in_(wanted))
        .order_by(col(Review.number), col(ReviewRound.number))
    )
    last = {row.assessment_id: row for row in session.execute(newest)}
    members = _members(session, [row.id for row in last.values()])
    for key, row in last.items():
        counts = members.get(row.id, {})
        found[key] = replace(
            found[key],
            round_state=RoundState(row.round_state) if row.round_state else None,
            quorum=row.quorum,
            panel_size=row.panel_size,
            submitted=counts.get(MemberState.SUBMITTED, 0),
            seated=sum(counts.get(state, 0) for state in SEATED),
        )


def _members(session: Session, review_ids: list[int]) -> dict[int, dict[MemberState, int]]:
    counts: dict[int, dict[MemberState, int]] = {}
    query = (
        sa.select(col(PanelMember.review_id), col(PanelMember.state), sa.func.count())
        .where(col(PanelMember.review_id).in_(review_ids))
        .group_by(col(PanelMember.review_id), col(PanelMember.state))
    )
    for review_id, state, count in session.execute(query):
        counts.setdefault(review_id, {})[MemberState(state)] = count
    return counts


def _add_measures(session: Session, found: dict[int, Progress]) -> None:
    wanted = _in_state(found, AssessmentState.TRACKING)
    if not wanted:
        return
    query = (
        sa.select(col(Measure.assessment_id), col(Commitment.state), sa.func.count())
        .outerjoin(Commitment, col(Commitment.measure_id) == col(Measure.id))
        .where(col(Measure.assessment_id).in_(wanted), col(Measure.removed_at).is_(None))
        .group_by(col(Measure.assessment_id), col(Commitment.state))
    )
    for key, state, count in session.execute(query):
        progress = found[key]
        found[key] = replace(
            progress,
            measures=progress.measures + count,
            proven=count if state == CommitmentState.PROVEN else progress.proven,
            confirmed=count if state == CommitmentState.CONFIRMED else progress.confirmed,
        )


def _add_decisions(session: Session, found: dict[int, Progress]) -> None:
    wanted = _in_state(found, AssessmentState.DECIDED)
    if not wanted:
        return
    query = sa.select(col(DecisionRecord.assessment_id), col(DecisionRecord.decision)).where(
        col(DecisionRecord.assessment_id).in_(wanted)
    )
    for key, decision in session.execute(query):
        found[key] = replace(found[key], goes_ahead=Decision(decision) in GOES_AHEAD)


def progress_columns() -> tuple[Any, ...]:
    """Return the columns that `progress_of` needs of each row."""
    return (
        col(Assessment.id),
        col(Assessment.state),
        col(Assessment.handed_in_at),
        col(Assessment.factors_fixed_at),
    )

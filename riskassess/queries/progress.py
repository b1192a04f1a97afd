"""How far many assessments have come, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from expert_pool.vocabulary import DrawState
from models import (
    Assessment,
    Commitment,
    DecisionRecord,
    Draw,
    GroupOpinion,
    Measure,
    PanelMember,
    RaisedRisk,
    Review,
    ReviewRound,
)
from riskassess.domain.policy import GOES_AHEAD
from riskassess.domain.room_vocabulary import GroupState, RaisedState, RoundState
from riskassess.domain.tasks import Progress
from riskassess.domain.vocabulary import (
    AssessmentState,
    CommitmentState,
    Decision,
    MemberState,
    ReviewKind,
    ReviewState,
)

SEATED = frozenset(
    {MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED}
)
Row = Any
Query = sa.Select[*tuple[Any, ...]]  # put together once, filled for each request


def progress_of(session: Session, rows: Collection[Row]) -> dict[int, Progress]:
    """Return the progress by assessment id.

    `rows` carry `id`, `state`, `handed_in_at` and `factors_fixed_at`. At most three queries,
    however many rows there are.
    """
    found = {
        row.id: _begun(row.state, row.handed_in_at is not None, row.factors_fixed_at is not None)
        for row in rows
    }
    _add_reviews(session, found)
    _add_measures(session, found)
    _add_decisions(session, found)
    return found


@lru_cache(maxsize=64)  # few differ before anything is counted
def _begun(state: AssessmentState, handed_in: bool, factors_fixed: bool) -> Progress:
    return Progress(AssessmentState(state), handed_in=handed_in, factors_fixed=factors_fixed)


def _in_state(found: dict[int, Progress], state: AssessmentState) -> list[int]:
    return [key for key, progress in found.items() if progress.state is state]


def _add_reviews(session: Session, found: dict[int, Progress]) -> None:
    wanted = _in_state(found, AssessmentState.IN_REVIEW)
    if not wanted:
        return
    rows = session.connection().execute(_newest_rounds(), {"wanted": wanted})
    for row in rows:  # the newest round is the last
        found[row.assessment_id] = replace(
            found[row.assessment_id],
            round_state=RoundState(row.round_state) if row.round_state else None,
            quorum=row.quorum,
            panel_size=row.panel_size,
            submitted=row.submitted,
            seated=row.seated,
            is_announced=bool(row.is_announced),
            goes_on=bool(row.goes_on),
            awaits_opinion=bool(row.awaits_opinion),
            open_risks=row.open_risks,
            round_due=row.due_on if row.round_state == RoundState.OPEN else None,
        )


@cache
def _newest_rounds() -> Query:
    return (
        sa.select(
            col(Review.assessment_id),
            col(Review.quorum),
            col(Review.panel_size),
            col(Review.due_on),
            col(ReviewRound.state).label("round_state"),
            _members({MemberState.SUBMITTED}).label("submitted"),
            _members(SEATED).label("seated"),
            _awaits_values().label("is_announced"),
            _goes_on().label("goes_on"),
            _awaits_opinion().label("awaits_opinion"),
            _open_risks().label("open_risks"),
        )
        .outerjoin(ReviewRound, col(ReviewRound.review_id) == col(Review.id))
        .where(col(Review.assessment_id).in_(_wanted()))
        .order_by(col(Review.number), col(ReviewRound.number))
    )


def _awaits_values() -> sa.Exists:
    return (
        sa.select(col(Draw.id))
        .where(col(Draw.review_id) == col(Review.id), col(Draw.state) == DrawState.ANNOUNCED)
        .exists()
    )


def _goes_on() -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Review.kind) == ReviewKind.EXPERT_CONSULTATION, col(Review.state) != ReviewState.CLOSED
    )


def _awaits_opinion() -> sa.ColumnElement[bool]:
    """Return whether a grade waits for the group opinion; see `lacking_opinion`."""
    judged, later = aliased(Review), aliased(Review)
    agreed = sa.select(col(GroupOpinion.id)).where(
        col(GroupOpinion.review_id) == col(judged.id),
        col(GroupOpinion.state) == GroupState.FINAL,
    )
    newer = sa.select(col(later.id)).where(
        col(later.assessment_id) == col(judged.assessment_id),
        col(later.kind) == ReviewKind.PROJECT_REVIEW,
        col(later.number) > col(judged.number),
    )
    return (
        sa.select(col(judged.id))
        .where(
            col(judged.assessment_id) == col(Review.assessment_id),
            col(judged.kind) == ReviewKind.PROJECT_REVIEW,
            col(judged.pool_manual_version_id).is_not(None),
            ~newer.exists(),
            ~agreed.exists(),
        )
        .exists()
    )


def _open_risks() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(
            col(RaisedRisk.round_id) == col(ReviewRound.id),
            col(RaisedRisk.state) == RaisedState.RAISED,
        )
        .scalar_subquery()
    )


def _members(states: Collection[MemberState]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(
            col(PanelMember.review_id) == col(Review.id), col(PanelMember.state).in_(sorted(states))
        )
        .scalar_subquery()
    )


def _add_measures(session: Session, found: dict[int, Progress]) -> None:
    wanted = _in_state(found, AssessmentState.TRACKING)
    if not wanted:
        return
    rows = session.connection().execute(_measure_counts(), {"wanted": wanted})
    for key, state, count in rows:
        progress = found[key]
        found[key] = replace(
            progress,
            measures=progress.measures + count,
            proven=count if state == CommitmentState.PROVEN else progress.proven,
            confirmed=count if state == CommitmentState.CONFIRMED else progress.confirmed,
        )


@cache
def _measure_counts() -> Query:
    return (
        sa.select(col(Measure.assessment_id), col(Commitment.state), sa.func.count())
        .outerjoin(Commitment, col(Commitment.measure_id) == col(Measure.id))
        .where(col(Measure.assessment_id).in_(_wanted()), col(Measure.removed_at).is_(None))
        .group_by(col(Measure.assessment_id), col(Commitment.state))
    )


def _add_decisions(session: Session, found: dict[int, Progress]) -> None:
    wanted = _in_state(found, AssessmentState.DECIDED)
    if not wanted:
        return
    rows = session.connection().execute(_decisions(), {"wanted": wanted})
    for key, decision in rows:
        found[key] = replace(found[key], goes_ahead=Decision(decision) in GOES_AHEAD)


@cache
def _decisions() -> Query:
    return sa.select(col(DecisionRecord.assessment_id), col(DecisionRecord.decision)).where(
        col(DecisionRecord.assessment_id).in_(_wanted())
    )


def _wanted() -> sa.BindParameter[Any]:
    return sa.bindparam("wanted", expanding=True)


def progress_columns() -> tuple[Any, ...]:
    """Return the columns that `progress_of` needs of each row."""
    return (
        col(Assessment.id),
        col(Assessment.state),
        col(Assessment.handed_in_at),
        col(Assessment.factors_fixed_at),
    )

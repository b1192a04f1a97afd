"""Which assessments may stand on whose to-do list: one SELECT of light rows per set of parties."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from models import (
    Assessment,
    Commitment,
    GradeProposal,
    Handover,
    HandoverItem,
    Measure,
    Project,
)
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.tasks import Party
from riskassess.domain.vocabulary import AssessmentState, CommitmentState, ProposalState
from riskassess.queries.progress import progress_columns

OFFICERS = (
    AssessmentState.SUBMITTED,
    AssessmentState.IN_REVIEW,
    AssessmentState.FILED,
    AssessmentState.DECIDED,
    AssessmentState.SUSPENDED,
)
OWN, OTHERS = 50, 15  # rows per source: what I can do, what others do
S = AssessmentState
Clause = sa.ColumnElement[bool]
Source = tuple[Any, ...]  # condition, rows at most and, where it may be so, an own proposal
Statement = sa.CompoundSelect[Any]
NOBODYS = sa.literal(False)


@lru_cache(maxsize=32)  # building the statement costs more than running it
def candidates(parties: frozenset[Party], *, waiting: bool, depth: int = 1) -> Statement | None:
    """Return the SELECT of what these parties do themselves, or of what they wait for; None if not.

    `depth` times as many rows of each source are ranked as for the list on the home page.
    It is filled with `office_id`, `unit_id`, `account_id` and, for a deputy, `absent_id`; its rows
    are light, for many are ranked and few are shown.
    """
    parts = [
        sa.select(_part(source[0], source[1] * depth, *source[2:]).subquery())
        for party in sorted(parties)
        for source in _sources(party)
        if (source[1] == OTHERS) is waiting
    ]
    return sa.union_all(*parts) if parts else None


def _part(where: Clause, most: int, own: Clause = NOBODYS) -> sa.Select[Any]:
    return (
        sa.select(
            *progress_columns(),
            col(Assessment.state_since),
            col(Assessment.manual_version_id),
            col(Assessment.granted_days),
            own.label("is_own_proposal"),
        )
        .where(col(Assessment.office_id) == sa.bindparam("office_id"), where)
        .order_by(col(Assessment.state_since))
        .limit(most)
    )


def _sources(party: Party) -> list[Source]:
    """Return which assessments a party looks at, and how many of each at most."""
    state = col(Assessment.state)
    if party is Party.SPONSOR:
        own = sa.select(col(Project.id)).where(col(Project.unit_id) == sa.bindparam("unit_id"))
        mine = col(Assessment.project_id).in_(own)
        return [(sa.and_(mine, state.not_in((S.ARCHIVED, S.CANCELLED))), OWN + OTHERS)]
    if party is Party.APPROVER:
        return [(state == S.GRADE_PROPOSED, OWN, _is_own_proposal())]
    if party is Party.ARCHIVIST:
        return [(state == S.CLOSED, OWN)]
    handed_in = col(Assessment.handed_in_at).is_not(None)
    proven, is_open = _measures_are(CommitmentState.PROVEN), _is_open()
    ready = sa.or_(proven, ~is_open)
    return [
        *((state == each, OWN) for each in OFFICERS),
        (sa.and_(state == S.PREPARING, handed_in), OWN),
        (sa.and_(state == S.TRACKING, ready), OWN),
        *((state == each, OTHERS) for each in (S.RETURNED, S.SURVEYING, S.REVISING, S.CLOSED)),
        (state == S.GRADE_PROPOSED, OTHERS, _is_own_proposal()),
        (sa.and_(state == S.PREPARING, ~handed_in), OTHERS),
        (sa.and_(state == S.TRACKING, ~ready), OTHERS),
    ]


def _measures_are(state: CommitmentState) -> Clause:
    return (
        sa.select(col(Measure.id))
        .join(Commitment, col(Commitment.measure_id) == col(Measure.id))
        .where(
            col(Measure.assessment_id) == col(Assessment.id),
            col(Measure.removed_at).is_(None),
            col(Commitment.state) == state,
        )
        .exists()
    )


def _is_open() -> Clause:
    """Return whether a measure still waits for its proof or check."""
    done = (
        sa.select(col(Commitment.id))
        .where(
            col(Commitment.measure_id) == col(Measure.id),
            col(Commitment.state) == CommitmentState.CONFIRMED,
        )
        .exists()
    )
    return (
        sa.select(col(Measure.id))
        .where(
            col(Measure.assessment_id) == col(Assessment.id),
            col(Measure.removed_at).is_(None),
            ~done,
        )
        .exists()
    )


def _is_own_proposal() -> sa.ColumnElement[bool]:
    """Return whether the actor counts as the proposer, or the absent approver stood in for does."""
    own: sa.BindParameter[int] = sa.bindparam("account_id")
    absent: sa.BindParameter[Any] = sa.bindparam("absent_id", None, type_=sa.Integer())
    persons = (own, absent)
    taken = (
        sa.select(col(HandoverItem.id))
        .join(Handover, col(Handover.id) == col(HandoverItem.handover_id))
        .where(
            col(HandoverItem.kind) == WorkKind.GRADE_PROPOSAL,
            col(HandoverItem.subject_id) == col(GradeProposal.id),
            col(Handover.to_id).in_(persons),
        )
        .exists()
    )
    return (
        sa.select(col(GradeProposal.id))
        .where(
            col(GradeProposal.assessment_id) == col(Assessment.id),
            col(GradeProposal.state) == ProposalState.PROPOSED,
            sa.or_(col(GradeProposal.proposed_by_id).in_(persons), taken),
        )
        .exists()
    )

"""What an assessment waits for, state by state."""

from datetime import date

import pytest

from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.tasks import PARTY_OF, Bucket, Progress, TaskKind, bucket_of, next_tasks
from riskassess.domain.vocabulary import AssessmentState as S

OPEN, CLOSED = RoundState.OPEN, RoundState.CLOSED
PANEL = {"quorum": 4, "panel_size": 5}


@pytest.mark.parametrize(
    ("progress", "kinds"),
    [
        (Progress(S.DRAFT), (TaskKind.FINISH_DRAFT,)),
        (Progress(S.PREPARING), (TaskKind.PREPARE,)),
        (Progress(S.PREPARING, handed_in=True), (TaskKind.CHECK_PREPARATION,)),
        (Progress(S.PREPARING, handed_in=True, factors_fixed=True), (TaskKind.OPEN_REVIEW,)),
        (Progress(S.IN_REVIEW), (TaskKind.OPEN_REVIEW,)),
        (Progress(S.IN_REVIEW, round_state=OPEN, seated=5, **PANEL), (TaskKind.GIVE_SCORES,)),
        (
            Progress(S.IN_REVIEW, round_state=OPEN, seated=4, **PANEL),
            (TaskKind.FILL_PANEL, TaskKind.GIVE_SCORES),
        ),
        (
            Progress(S.IN_REVIEW, round_state=OPEN, seated=5, submitted=4, **PANEL),
            (TaskKind.CLOSE_ROUND,),
        ),
        (Progress(S.IN_REVIEW, round_state=CLOSED, **PANEL), (TaskKind.PROPOSE_GRADE,)),
        (Progress(S.DECIDED), (TaskKind.START_TRACKING,)),
        (Progress(S.DECIDED, goes_ahead=False), (TaskKind.CLOSE_CASE,)),
        (
            Progress(S.TRACKING, measures=3, proven=1),
            (TaskKind.CHECK_MEASURES, TaskKind.PROVE_MEASURES),
        ),
        (Progress(S.TRACKING, measures=3, proven=1, confirmed=2), (TaskKind.CHECK_MEASURES,)),
        (Progress(S.TRACKING, measures=3, confirmed=3), (TaskKind.CLOSE_CASE,)),
        (Progress(S.ARCHIVED), ()),
    ],
)
def test_next_tasks(progress, kinds):
    assert next_tasks(progress) == kinds


@pytest.mark.parametrize("state", [state for state in S if state not in {S.ARCHIVED, S.CANCELLED}])
def test_every_state_waits_for_somebody(state):
    assert next_tasks(Progress(state))


def test_every_task_has_a_party():
    assert set(PARTY_OF) == set(TaskKind)


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2026, 3, 1), Bucket.TODAY),
        (date(2026, 3, 2), Bucket.TODAY),
        (date(2026, 3, 3), Bucket.WEEK),
        (date(2026, 3, 9), Bucket.WEEK),
        (date(2026, 3, 10), Bucket.LATER),
        (None, Bucket.WEEK),
    ],
)
def test_buckets(due, bucket):
    assert bucket_of(date(2026, 3, 2), due, is_mine=True) is bucket
    assert bucket_of(date(2026, 3, 2), due, is_mine=False) is Bucket.WAITING

"""Work that nobody has judged stands on the lists of those who judge."""

from datetime import date, timedelta

import pytest

from models import Review, TaskEvaluation
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.todo import list_tasks
from tests import factories
from tests.support.review_room import make_room


def kinds(session, actor, now):
    return [(task.kind, task.bucket) for task in list_tasks(session, actor, now=now)]


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.POOL_KEEPER])
def test_work_to_judge_stands_on_the_list_until_every_seat_is_judged(session, now, role):
    room = make_room(session, experts=2, state=MemberState.SUBMITTED)
    judge = factories.actor(role, office_id=room.assessment.office_id)
    assert TaskKind.JUDGE_WORK not in [kind for kind, _bucket in kinds(session, judge, now)]
    review = session.get_one(Review, room.review.id)
    review.closed_at = now
    factories.save(review)
    task = next(
        each for each in list_tasks(session, judge, now=now) if each.kind is TaskKind.JUDGE_WORK
    )
    # ten working days after Monday the 2nd
    assert (task.subject_id, task.count, task.due_on) == (review.id, 2, date(2026, 3, 16))
    for chair in room.chairs:
        factories.save(
            TaskEvaluation(
                office_id=review.office_id, expert_id=chair.member.expert_id,
                member_id=chair.member.id, total=90, manual_digest="x",
                evaluated_by_id=judge.account_id, evaluated_at=now,
            )
        )  # fmt: skip
    assert TaskKind.JUDGE_WORK not in [kind for kind, _bucket in kinds(session, judge, now)]


def test_review_from_before_the_pool_manual_is_left_alone(session, now):
    room = make_room(session, experts=1, state=MemberState.SUBMITTED)
    keeper = factories.actor(Role.POOL_KEEPER, office_id=room.assessment.office_id)
    review = session.get_one(Review, room.review.id)
    review.closed_at = now - timedelta(days=90)
    factories.save(review)
    assert TaskKind.JUDGE_WORK not in [kind for kind, _bucket in kinds(session, keeper, now)]

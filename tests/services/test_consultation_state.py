"""What a consultation keeps closed until it is ended: the grade, the lists, the judging."""

import pytest

from models import row_id
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.policy import refuse
from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import AssessmentAction, RefusalReason, ReviewKind, ReviewState
from riskassess.queries.assessments import get_case
from riskassess.queries.facts import facts_of
from riskassess.queries.panel_seal import panel_is_open
from riskassess.queries.review_rooms import count_project_reviews
from riskassess.queries.todo import list_tasks
from riskassess.services import panels, rounds
from tests import factories
from tests.support import reviews as scenes
from tests.support.consultations import consultation_room, issues_closed, officer_of
from tests.support.vault import vault


@pytest.fixture
def room(session):
    return consultation_room(session)


@pytest.fixture
def officer(room):
    return officer_of(room)


def first_task(session, officer, now):
    task = list_tasks(session, officer, now=now)[0]
    return task.kind, task.count


def test_between_two_rounds_nothing_counts_as_closed(session, room, officer, now):
    risk = issues_closed(session, room, now)
    case = get_case(session, row_id(room.assessment), actor=officer)
    facts = facts_of(session, case, reason="-")
    asked = AssessmentAction.PROPOSE_GRADE
    assert (facts.round_state, refuse(asked, officer, facts)) == (
        RoundState.LOCKED, RefusalReason.ROUND_STILL_OPEN,
    )  # fmt: skip
    assert not panel_is_open(session, room.review)
    assert first_task(session, officer, now) == (TaskKind.DECIDE_RISKS, 1)
    session.delete(risk)
    session.commit()
    assert first_task(session, officer, now) == (TaskKind.LEAD_CONSULTATION, 0)
    room.review.state = ReviewState.CLOSED
    factories.save(room.review)
    assert facts_of(session, case).round_state is RoundState.CLOSED
    assert first_task(session, officer, now) == (TaskKind.PROPOSE_GRADE, 0)


def test_a_locked_round_waits_for_the_key_holders_and_is_not_closed_again(
    session, room, officer, now
):
    issues_closed(session, room, now)
    room.round.state = RoundState.LOCKED
    factories.save(room.round)
    task = list_tasks(session, officer, now=now)[0]
    assert (task.kind, task.bucket) == (TaskKind.OPEN_LOCKED_ROUND, Bucket.WAITING)
    with pytest.raises(Refused, match="round_closed"):
        rounds.close_round(
            session, round_id=row_id(room.round), actor=officer, now=now, seal=vault().seal
        )


def consult(session, case, actor, *, now, occasion):
    return panels.open_review(
        session, assessment_id=case.id, kind=ReviewKind.EXPERT_CONSULTATION, due_on=scenes.DUE,
        choice=scenes.dice(now), desk=scenes.desk(actor, now), occasion=occasion,
    )  # fmt: skip


def test_a_consultation_needs_its_occasion_and_begins_with_the_issues(session, now):
    case = scenes.pooled_case(session)
    actor = scenes.officer(case)
    with pytest.raises(InvalidInput, match="occasion_missing"):
        consult(session, case, actor, now=now, occasion=" ")
    review = consult(session, case, actor, now=now, occasion=" 施工中发生群体上访 ").review
    round_ = scenes.round_of(session, review)
    assert (review.occasion, round_.kind, round_.number) == (
        "施工中发生群体上访", RoundKind.ISSUES, 0,
    )  # fmt: skip
    assert count_project_reviews(session, case.id) == 0


def test_the_limit_of_reviews_counts_no_consultation(session, now):
    case, review, _result, actor = scenes.graded(session, now=now)
    review.kind = ReviewKind.EXPERT_CONSULTATION
    review.state = ReviewState.CLOSED
    factories.save(review)
    now += 2 * scenes.WAIT
    second = scenes.opened(session, case, actor, now=now).review
    assert (second.number, count_project_reviews(session, case.id)) == (2, 1)

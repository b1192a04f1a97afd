"""What the keeper of the pool has to do beside applications: objections, terms, sizes."""

from datetime import timedelta

import pytest

from expert_pool.vocabulary import ContestState, ExpertState
from models import Contest
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import Role
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.todo import list_tasks
from riskassess.services.pool.health_todo import list_health_tasks
from tests import factories


@pytest.fixture
def keeper(session):
    return factories.actor(Role.POOL_KEEPER)


def of_kind(session, actor, now, kind):
    return [task for task in list_tasks(session, actor, now=now) if task.kind is kind]


def contest(keeper, now, state):
    case = factories.assessment(office_id=keeper.office_id)
    who = factories.expert(office_id=keeper.office_id)
    return factories.save(
        Contest(
            office_id=keeper.office_id, assessment_id=case.id, expert_id=who.id,
            reasons="same_unit", text="我已离开该单位", state=state, raised_at=now,
        )
    )  # fmt: skip


def test_an_open_contest_waits_for_the_keeper_until_it_is_decided(session, keeper, now):
    row = contest(keeper, now, ContestState.OPEN)
    contest(keeper, now, ContestState.UPHELD)
    (task,) = of_kind(session, keeper, now, TaskKind.DECIDE_CONTEST)
    assert (task.subject_id, task.since) == (row.id, now)
    officer = factories.actor(Role.CASE_OFFICER, office_id=keeper.office_id)
    assert not of_kind(session, officer, now, TaskKind.DECIDE_CONTEST)
    assert not of_kind(session, factories.actor(Role.POOL_KEEPER), now, TaskKind.DECIDE_CONTEST)


@pytest.mark.parametrize(("beyond", "is_told"), [(0, True), (1, False)])
def test_terms_are_told_within_the_manuals_days(session, keeper, now, beyond, is_told):
    days = pool_manual_of(session, keeper.office_id).term.remind_days + beyond
    until = now.date() + timedelta(days=days)
    who = factories.expert(office_id=keeper.office_id, state=ExpertState.ACTIVE, term_until=until)
    found = of_kind(session, keeper, now, TaskKind.RENEW_TERM)
    assert [task.subject_id for task in found] == [who.id] * is_told


def test_a_pool_that_is_too_small_is_told_once_with_what_lacks_most(session, keeper, now):
    factories.manual()
    (task,) = list_health_tasks(session, keeper, now=now)
    assert task.kind is TaskKind.ENLARGE_POOL
    assert task.count > 1
    assert "现有 0 人" in task.code
    officer = factories.actor(Role.CASE_OFFICER, office_id=keeper.office_id)
    assert not list_health_tasks(session, officer, now=now)

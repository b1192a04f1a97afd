"""To-do lists of every group, and the number of queries behind them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models import Commitment, GradeProposal, Measure, Review, ReviewRound
from riskassess.domain.actor import LentRole
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import (
    AssessmentState,
    CommitmentState,
    MemberState,
    ReviewKind,
    Role,
)
from riskassess.queries.todo import list_tasks
from tests import factories

S = AssessmentState


@pytest.fixture
def own_unit(session):
    return factories.unit()


@pytest.fixture
def officer(own_unit):
    return factories.actor(Role.CASE_OFFICER, office_id=own_unit.office_id)


def kinds(session, actor, now, **values):
    return [(task.kind, task.bucket) for task in list_tasks(session, actor, now=now, **values)]


def review_of(case, *states, quorum=2, round_state=RoundState.OPEN, expert=None):
    review = factories.save(
        Review(
            office_id=case.office_id,
            assessment_id=case.id,
            kind=ReviewKind.PROJECT_REVIEW,
            number=1,
            panel_size=3,
            quorum=quorum,
            due_on=date(2026, 3, 4),
            opened_at=factories.NOW,
        )
    )
    factories.save(
        ReviewRound(
            office_id=case.office_id,
            review_id=review.id,
            number=1,
            state=round_state,
            opened_at=factories.NOW,
        )
    )
    for number, state in enumerate(states):
        factories.seat(
            review,
            expert_id=expert.id if expert and not number else None,
            code=f"E{number}",
            position=number,
            state=state,
        )
    return review


@pytest.mark.parametrize(
    ("state", "kind", "bucket"),
    [
        (S.SUBMITTED, TaskKind.CHECK_REGISTRATION, Bucket.WEEK),
        (S.RETURNED, TaskKind.ANSWER_RETURN, Bucket.WAITING),
        (S.SURVEYING, TaskKind.RUN_SURVEY, Bucket.WAITING),
        (S.PREPARING, TaskKind.PREPARE, Bucket.WAITING),
        (S.REVISING, TaskKind.ANSWER_REVISION, Bucket.WAITING),
        (S.GRADE_PROPOSED, TaskKind.APPROVE_GRADE, Bucket.WAITING),
        (S.FILED, TaskKind.RECORD_DECISION, Bucket.LATER),
        (S.DECIDED, TaskKind.START_TRACKING, Bucket.WEEK),
        (S.TRACKING, TaskKind.CLOSE_CASE, Bucket.WEEK),
        (S.CLOSED, TaskKind.SEAL_DOSSIER, Bucket.WAITING),
    ],
)
def test_officer_sees_what_each_state_waits_for(
    session, now, own_unit, officer, state, kind, bucket
):
    factories.assessment(owner=own_unit, state=state)
    assert kinds(session, officer, now) == [(kind, bucket)]


def test_drafts_and_archived_cases_are_nobodys_work_at_the_office(session, now, own_unit, officer):
    factories.assessment(owner=own_unit)
    factories.assessment(owner=own_unit, state=S.ARCHIVED)
    assert kinds(session, officer, now) == []


def test_handed_in_materials_wait_for_the_officer(session, now, own_unit, officer):
    factories.assessment(owner=own_unit, state=S.PREPARING, handed_in_at=now)
    assert [kind for kind, _bucket in kinds(session, officer, now)] == [TaskKind.CHECK_PREPARATION]


@pytest.mark.parametrize(
    ("states", "kind"),
    [
        ((MemberState.READY,) * 3, TaskKind.GIVE_SCORES),
        ((MemberState.READY, MemberState.READY, MemberState.DECLINED), TaskKind.FILL_PANEL),
        ((MemberState.SUBMITTED, MemberState.SUBMITTED, MemberState.READY), TaskKind.CLOSE_ROUND),
    ],
)
def test_review_waits(session, now, own_unit, officer, states, kind):
    review_of(factories.assessment(owner=own_unit, state=S.IN_REVIEW), *states)
    assert kinds(session, officer, now)[0][0] is kind


def test_closed_round_asks_for_the_grade(session, now, own_unit, officer):
    case = factories.assessment(owner=own_unit, state=S.IN_REVIEW)
    review_of(case, round_state=RoundState.CLOSED)
    assert kinds(session, officer, now)[0][0] is TaskKind.PROPOSE_GRADE


def test_overdue_is_late_and_stands_first(session, now, own_unit, officer):
    factories.assessment(owner=own_unit, state=S.SUBMITTED)
    late = factories.assessment(
        owner=own_unit, state=S.SUBMITTED, state_since=now - timedelta(days=30)
    )
    first, second = list_tasks(session, officer, now=now)
    assert (first.subject_id, first.is_late, first.bucket) == (late.id, True, Bucket.TODAY)
    assert not second.is_late


def test_calendar_moves_the_day(session, now, own_unit, officer):
    factories.assessment(owner=own_unit, state=S.SUBMITTED)
    closed = WorkCalendar(frozenset({date(2026, 3, 3)}), frozenset(), 2026)
    (task,) = list_tasks(session, officer, now=now, calendar=closed)
    assert task.due_on == date(2026, 3, 10)
    assert task.is_certain
    (plain,) = list_tasks(session, officer, now=now)
    assert plain.due_on == date(2026, 3, 9)
    assert not plain.is_certain


def test_other_office_is_never_seen(session, now, own_unit, officer):
    factories.assessment(state=S.SUBMITTED)
    assert list_tasks(session, officer, now=now) == []


def test_sponsor_sees_only_the_own_unit(session, now, own_unit):
    mine = factories.assessment(owner=own_unit, state=S.RETURNED)
    factories.assessment(owner=factories.unit(office_id=own_unit.office_id), state=S.RETURNED)
    tasks = list_tasks(session, factories.sponsor(own_unit), now=now)
    assert [(task.subject_id, task.kind) for task in tasks] == [(mine.id, TaskKind.ANSWER_RETURN)]


def test_measures_wait_for_both_sides(session, now, own_unit, officer):
    case = factories.assessment(owner=own_unit, state=S.TRACKING)
    for code in ("B03", "B06", "A05"):
        factories.factor(case, code)
    first = session.exec(select(Measure).where(Measure.assessment_id == case.id)).first()
    factories.save(
        Commitment(office_id=case.office_id, measure_id=first.id, state=CommitmentState.PROVEN)
    )
    (check,) = list_tasks(session, officer, now=now)
    (prove,) = list_tasks(session, factories.sponsor(own_unit), now=now)
    assert (check.kind, check.count) == (TaskKind.CHECK_MEASURES, 1)
    assert (prove.kind, prove.count) == (TaskKind.PROVE_MEASURES, 2)


def test_approver_waits_for_another_with_the_own_proposal(session, now, own_unit):
    case = factories.assessment(owner=own_unit, state=S.GRADE_PROPOSED)
    proposer = factories.actor(Role.CASE_OFFICER, Role.APPROVER, office_id=own_unit.office_id)
    other = factories.actor(Role.APPROVER, office_id=own_unit.office_id)
    review = review_of(case, round_state=RoundState.CLOSED)
    propose(case, review, proposer)
    (own,) = list_tasks(session, proposer, now=now)
    assert (own.bucket, own.is_own_proposal) == (Bucket.WAITING, True)
    assert kinds(session, other, now) == [(TaskKind.APPROVE_GRADE, Bucket.WEEK)]
    lent = LentRole(Role.APPROVER, 1, proposer.account_id, "", now.date())
    stand_in = replace(other, lent=(lent,))
    (own,) = list_tasks(session, stand_in, now=now)
    assert own.is_own_proposal, "for the proposer nobody approves either"


def propose(case, review, proposer):
    from models import GradeResult

    result = factories.save(
        GradeResult(
            office_id=case.office_id,
            assessment_id=case.id,
            review_id=review.id,
            manual_version_id=case.manual_version_id,
            manual_digest="-",
            fingerprint="-",
            fingerprint_parts="{}",
            assessment_file="{}",
            record="{}",
            printed="{}",
            initial_grade="low",
            computed_at=factories.NOW,
        )
    )
    factories.save(
        GradeProposal(
            office_id=case.office_id,
            assessment_id=case.id,
            grade_result_id=result.id,
            fingerprint="-",
            initial_grade="low",
            explanation="-",
            proposed_by_id=proposer.account_id,
            proposed_at=factories.NOW,
        )
    )


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (MemberState.INVITED, TaskKind.ANSWER_INVITATION),
        (MemberState.ACCEPTED, TaskKind.DECLARE),
        (MemberState.READY, TaskKind.FILL_SHEET),
    ],
)
def test_expert_is_asked_step_by_step(session, now, own_unit, state, kind):
    expert = factories.expert(office_id=own_unit.office_id)
    case = factories.assessment(owner=own_unit, state=S.IN_REVIEW)
    review_of(case, state, expert=expert)
    actor = factories.actor(Role.EXPERT, office_id=own_unit.office_id, expert_id=expert.id)
    (task,) = list_tasks(session, actor, now=now)
    assert (task.kind, task.due_on) == (kind, date(2026, 3, 4))


def test_pool_keeper_is_told_of_ending_terms(session, now, own_unit):
    keeper = factories.actor(Role.POOL_KEEPER, office_id=own_unit.office_id)
    soon = factories.expert(office_id=own_unit.office_id, term_until=date(2026, 3, 20))
    factories.expert(office_id=own_unit.office_id, term_until=date(2027, 3, 20))
    factories.expert(term_until=date(2026, 3, 20))
    assert [task.subject_id for task in list_tasks(session, keeper, now=now)] == [soon.id]


def test_archivist_seals_closed_cases(session, now, own_unit):
    factories.assessment(owner=own_unit, state=S.CLOSED)
    keeper = factories.actor(Role.ARCHIVIST, office_id=own_unit.office_id)
    assert kinds(session, keeper, now)[0][0] is TaskKind.SEAL_DOSSIER


def count_queries(session, run):
    seen = []

    def note(*given):
        seen.append(given[2])

    bind = session.connection().engine
    sa.event.listen(bind, "before_cursor_execute", note)
    try:
        run()
    finally:
        sa.event.remove(bind, "before_cursor_execute", note)
    return len([each for each in seen if each.startswith("SELECT")])


def test_number_of_queries_does_not_grow(session, now, own_unit, officer):
    states = [each for each in S if each is not S.DRAFT]
    for state in states:
        factories.assessment(owner=own_unit, state=state)
    list_tasks(session, officer, now=now)  # reads the manual once
    few = count_queries(session, lambda: list_tasks(session, officer, now=now))
    project = factories.project(owner=own_unit)
    for number in range(100):
        factories.assessment(project=project, state=states[number % len(states)])
    many = count_queries(session, lambda: list_tasks(session, officer, now=now))
    assert few == many
    assert many <= 17

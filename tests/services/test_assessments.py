"""The one door: a move leaves its traces, a refused one leaves none, and only one of two wins."""

import pytest
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import select

from models import Assessment, AuditEntry, Transition
from models.engine import make_engine, make_session, transaction
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import IllegalTransition, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentAction as A
from riskassess.domain.vocabulary import AssessmentState as S
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import get_case, lock_case
from riskassess.queries.facts import facts_of
from riskassess.services.assessments import move, require
from tests import factories
from tests.support.migrated import migrate_by_copy


@pytest.fixture
def submitted(session):
    return factories.assessment(state=S.SUBMITTED)


@pytest.fixture
def officer(submitted):
    return factories.actor(Role.CASE_OFFICER, office_id=submitted.office_id)


def traces(session):
    steps = session.exec(select(Transition).order_by(Transition.id)).all()
    entries = session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    return [(step.before, step.action, step.after) for step in steps], entries


def test_move_writes_transition_and_audit_entry(session, submitted, officer, now):
    with transaction(session):
        case = lock_case(session, submitted.id, actor=officer)
        step = move(session, case, action=A.ACCEPT, actor=officer, now=now)
    assert (step.actor_id, step.at, step.reason) == (officer.account_id, now, "")
    assert submitted.state is S.SURVEYING
    assert submitted.version == 2
    expected = [(S.SUBMITTED, A.ACCEPT, S.SURVEYING)], ["assessment:accept"]
    assert traces(session) == expected


def test_move_keeps_the_reason(session, submitted, officer, now):
    case = lock_case(session, submitted.id, actor=officer)
    facts = facts_of(session, case, reason="缺少公章")
    with transaction(session):
        step = move(session, case, action=A.RETURN, actor=officer, now=now, facts=facts)
    assert step.reason == "缺少公章"


@pytest.mark.parametrize(
    ("action", "error", "code"),
    [
        (A.RETURN, Refused, "reason_missing"),
        (A.ARCHIVE, IllegalTransition, "wrong_state"),
    ],
)
def test_refused_move_leaves_nothing(session, submitted, officer, now, action, error, code):
    case = get_case(session, submitted.id, actor=officer)
    with pytest.raises(error) as refused, transaction(session):
        move(session, case, action=action, actor=officer, now=now)
    assert refused.value.code == code
    assert submitted.state is S.SUBMITTED
    assert traces(session) == ([], [])


def test_refusal_names_what_is_missing(session, now):
    draft = factories.assessment()
    owner = factories.actor(
        Role.PROJECT_UNIT,
        office_id=draft.office_id,
        unit_id=session.get_one(factories.Project, draft.project_id).unit_id,
    )
    with pytest.raises(Refused) as refused:
        require(session, get_case(session, draft.id, actor=owner), action=A.SUBMIT, actor=owner)
    assert refused.value.code == "documents_missing"
    assert "D05" in refused.value.facts["missing"]


def test_case_is_hidden_from_strangers_and_open_to_the_system(session, submitted):
    strangers = [
        factories.actor(Role.CASE_OFFICER),
        factories.sponsor(),
        factories.sponsor(factories.unit(office_id=submitted.office_id)),
        factories.actor(Role.SYSTEM_ADMIN, office_id=submitted.office_id),
        system_actor(submitted.office_id + 1),
    ]
    for who in strangers:
        for find in (get_case, lock_case):
            with pytest.raises(NotFound):
                find(session, submitted.id, actor=who)
    assert get_case(session, submitted.id, actor=system_actor(submitted.office_id)).id
    with pytest.raises(NotFound):
        get_case(session, 404, actor=system_actor(submitted.office_id))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def two_sessions(request, tmp_path):
    """Return a maker of sessions on a database of its own, in which transactions really commit."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'two.db'}")
    migrate_by_copy(made)
    opened = []

    def make(*, may_write=True):
        opened.append(make_session(made, may_write=may_write))
        return opened[-1]

    yield make
    for session in opened:
        session.close()
    made.dispose()


@pytest.fixture
def shared(two_sessions):
    """Return id and officer of a submitted case that both sessions see."""
    with two_sessions() as session, factories.writing_with(session):
        found = factories.assessment(state=S.SUBMITTED)
        return found.id, factories.actor(Role.CASE_OFFICER, office_id=found.office_id)


def test_change_of_a_stale_copy_is_an_error(two_sessions, shared, now):
    case_id, _officer = shared
    late = two_sessions()
    with transaction(late):
        stale = late.get_one(Assessment, case_id)
    with two_sessions() as early, transaction(early):
        early.get_one(Assessment, case_id).headcount = 10
    with pytest.raises(StaleDataError), transaction(late):
        stale.headcount = 20
    with two_sessions() as after:
        assert after.get_one(Assessment, case_id).headcount == 10


def test_of_two_officers_one_wins(two_sessions, shared, now):
    case_id, officer = shared
    late = two_sessions()
    with transaction(late):
        seen = get_case(late, case_id, actor=officer)
    assert seen.assessment.state is S.SUBMITTED
    with two_sessions() as early, transaction(early):
        case = lock_case(early, case_id, actor=officer)
        move(early, case, action=A.ACCEPT, actor=officer, now=now)
    with transaction(late):
        case = lock_case(late, case_id, actor=officer)
        with pytest.raises(IllegalTransition):
            move(late, case, action=A.ACCEPT, actor=officer, now=now)
    with two_sessions() as after:
        assert len(after.exec(select(Transition)).all()) == 1

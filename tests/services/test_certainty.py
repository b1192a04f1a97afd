"""The certainty of a stored result: with it, by its fingerprint, and the same when done again."""

import json

import pytest
from sqlmodel import select

from models import AuditEntry, Certainty
from riskassess.domain.certainty import seed_of
from riskassess.domain.errors import Conflict, NotFound
from riskassess.domain.vocabulary import JobState, Role
from riskassess.jobs import runner
from riskassess.queries.certainty import (
    find_certainty,
    find_work,
    get_filed_certainty,
    get_office_certainty,
)
from riskassess.queries.manuals import get_manual
from riskassess.services import certainty, results
from tests import factories
from tests.support import reviews as scenes


@pytest.fixture
def graded(session, now):
    return scenes.graded(session, now=now)


def test_it_is_stored_by_the_job_under_the_seed_of_its_fingerprint(session, graded):
    _case, _review, result, _officer = graded
    stored = find_certainty(session, result.id)
    assert (stored.seed, stored.resamples) == (seed_of(result.fingerprint), 10_000)
    assert stored.office_id == result.office_id
    record = json.loads(stored.record)
    assert record["before"]["grade"] == str(result.initial_grade)
    assert sum(record["before"]["counts"].values()) == 10_000
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "result:certainty"))
    assert len(entries.all()) == 1


def test_stored_record_equals_a_fresh_computation(session, graded):
    _case, _review, result, _officer = graded
    stored = find_certainty(session, result.id)
    manual = get_manual(session, result.manual_version_id)
    assert certainty.holds(stored, result, manual)
    stored.record = stored.record.replace('"refused":0', '"refused":1')
    assert not certainty.holds(stored, result, manual)


def test_older_result_without_one_gets_it_once(session, graded, now):
    case, _review, result, officer = graded
    session.delete(find_certainty(session, result.id))
    session.commit()
    assert get_office_certainty(session, case.id, actor=officer).record is None
    asked = {"assessment_id": case.id, "actor": officer, "now": now}
    job_id = certainty.compute_certainty(session, **asked)
    assert get_office_certainty(session, case.id, actor=officer).work.job.id == job_id
    assert certainty.compute_certainty(session, **asked) is None  # it is being computed
    first = certainty.store_certainty(session, result_id=result.id, now=now)
    assert certainty.store_certainty(session, result_id=result.id, now=now).id == first.id
    assert certainty.compute_certainty(session, **asked) is None
    assert len(session.exec(select(Certainty)).all()) == 1
    view = get_office_certainty(session, case.id, actor=officer)
    assert view.record["seed"] == seed_of(result.fingerprint)


def test_result_is_stored_before_its_certainty_is_computed(session, graded, now):
    case, _review, _result, officer = graded
    result = results.compute_again(session, assessment_id=case.id, actor=officer, now=now)
    view = get_office_certainty(session, case.id, actor=officer)
    assert (view.result.id, view.stored, view.work.is_going_on) == (result.id, None, True)
    assert view.work.job.subject_id == result.id


def test_the_runner_does_the_work(session, graded, resources, make_test_session, monkeypatch, now):
    case, _review, _result, officer = graded
    result = results.compute_again(session, assessment_id=case.id, actor=officer, now=now)
    monkeypatch.setattr(runner, "make_session", make_test_session)
    job = find_work(session, result.id).job
    runner.run(resources, "job", job.id)
    session.refresh(job)
    assert job.state is JobState.DONE
    assert find_certainty(session, result.id).seed == seed_of(result.fingerprint)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ARCHIVIST])
def test_who_only_reads_has_nothing_written(session, graded, now, role):
    case, _review, result, _officer = graded
    session.delete(find_certainty(session, result.id))
    session.commit()
    reader = factories.actor(role, office_id=case.office_id)
    assert get_office_certainty(session, case.id, actor=reader).record is None
    with pytest.raises(NotFound):
        certainty.compute_certainty(session, assessment_id=case.id, actor=reader, now=now)


def test_who_may_not_read_sheets_learns_nothing(session, graded, now):
    case, _review, _result, _officer = graded
    keeper = factories.actor(Role.POOL_KEEPER, office_id=case.office_id)
    stranger = factories.actor(Role.CASE_OFFICER)
    for actor in (keeper, stranger):
        with pytest.raises(NotFound):
            get_office_certainty(session, case.id, actor=actor)
        with pytest.raises(NotFound):
            certainty.compute_certainty(session, assessment_id=case.id, actor=actor, now=now)


def test_sponsor_sees_nothing_before_the_filing(session, graded):
    case, *_rest = graded
    project = session.get_one(factories.Project, case.project_id)
    sponsor = factories.actor(Role.PROJECT_UNIT, office_id=case.office_id, unit_id=project.unit_id)
    with pytest.raises(NotFound):
        get_filed_certainty(session, case.id, actor=sponsor)


def test_file_that_cannot_be_read_any_more_is_told(session, graded):
    _case, _review, result, _officer = graded
    result.assessment_file = "{}"
    with pytest.raises(Conflict) as refused:
        certainty.fresh_certainty(result, get_manual(session, result.manual_version_id))
    assert refused.value.code == "result_unreadable"

"""The certainty of a stored result: with it, by its fingerprint, and the same when done again."""

import json

import pytest
from sqlmodel import select

from models import AuditEntry, Certainty
from riskassess.domain.certainty import seed_of
from riskassess.domain.errors import Conflict, NotFound
from riskassess.domain.vocabulary import Role
from riskassess.queries.certainty import find_certainty, get_filed_certainty, get_office_certainty
from riskassess.queries.manuals import get_manual
from riskassess.services import certainty
from tests import factories
from tests.support import reviews as scenes


@pytest.fixture
def graded(session, now):
    return scenes.graded(session, now=now)


def test_it_is_stored_with_the_result_under_the_seed_of_its_fingerprint(session, graded):
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
    first = certainty.compute_certainty(session, assessment_id=case.id, actor=officer, now=now)
    again = certainty.compute_certainty(session, assessment_id=case.id, actor=officer, now=now)
    assert first.id == again.id
    assert len(session.exec(select(Certainty)).all()) == 1
    view = get_office_certainty(session, case.id, actor=officer)
    assert view.record["seed"] == seed_of(result.fingerprint)


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

"""Stored manuals: once and never changed; what is offered; assessments stay on theirs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from models import ManualVersion
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.standing import Standing
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import get_case
from riskassess.queries.manuals import list_manual_lines, list_offered
from riskassess.services import projects
from riskassess.services.manual_proposals import approve_manual, propose_manual
from riskassess.services.manuals import store_manual, store_missing
from tests import factories
from tests.support.manuals import a_manual, text_of


@pytest.fixture
def office(session):
    factories.manual()
    return factories.office()


@pytest.fixture
def officer(office):
    return factories.actor(Role.CASE_OFFICER, office_id=office.id)


@pytest.fixture
def approver(office):
    return factories.actor(Role.APPROVER, office_id=office.id)


def propose(session, actor, now, **values):
    manual = a_manual(**values)
    return propose_manual(
        session, manual=manual, source=text_of(**values), note="按区里办法", actor=actor, now=now
    )


def test_builtin_manuals_are_stored_once_and_never_changed(session, now):
    first = builtin_manual("cn-default")
    added, refused = store_missing(session, manuals=[first, a_manual()], now=now)
    assert ([each.id for each in added], refused) == (["cn-default", "cn-else"], [])
    before = session.exec(select(ManualVersion.digest).order_by(ManualVersion.id)).all()
    release = [first, a_manual(limit="0.4"), a_manual(version=2)]
    added, refused = store_missing(session, manuals=release, now=now + timedelta(days=1))
    assert [(each.id, each.version) for each in added] == [("cn-else", 2)]
    assert [each.where for each in refused] == ["cn-else 1"]
    after = session.exec(select(ManualVersion.digest).order_by(ManualVersion.id)).all()
    assert after[:2] == before


def registration(**values):
    given = {
        "title": "测试水库", "kind": "reservoir", "level": "city", "procedure": "general",
        "mode": "self",
    }  # fmt: skip
    return projects.Registration(**{**given, **values})


def test_assessment_stays_on_its_version_for_ever(session, office, officer, approver, now):
    sponsor = factories.sponsor(factories.unit(office_id=office.id))
    store_manual(session, manual=a_manual(), now=now)
    session.commit()
    first = projects.register_project(
        session, facts=registration(), manual_id="cn-else", actor=sponsor, now=now
    )
    proposal = propose(session, officer, now, version=2, limit="0.4")
    approve_manual(session, proposal_id=proposal.id, actor=approver, now=now)
    second = projects.register_project(
        session, facts=registration(title="又一水库"), manual_id="cn-else", actor=sponsor, now=now
    )
    projects.edit_project(
        session, assessment_id=first.id, facts=registration(place="某镇"), actor=sponsor, now=now
    )
    session.expire_all()
    cases = [get_case(session, each.id, actor=sponsor) for each in (first, second)]
    assert [case.manual.version for case in cases] == [1, 2]
    assert [str(case.manual.criterion("opposition").high.above) for case in cases] == [
        "0.33",
        "0.4",
    ]


def test_manual_in_force_is_offered_the_general_one_first(session, office, now):
    store_missing(
        session,
        manuals=[
            a_manual(code="a-first"), a_manual(code="a-first", version=2, begins="2026-03-02"),
            a_manual(code="a-next", begins="2026-03-03"),
        ],
        now=now,
    )  # fmt: skip
    offered = [manual for _id, manual in projects.offered_manuals(session, now=now)]
    assert [(each.id, each.version) for each in offered] == [("cn-default", 1), ("a-first", 2)]
    day_before = list_offered(session, date(2026, 3, 1))
    assert ("a-first", 1) in [(each.id, each.version) for _id, each in day_before]
    sponsor = factories.sponsor(factories.unit(office_id=office.id))
    for manual_id in ("a-next", "nothing"):
        with pytest.raises(InvalidInput, match="manual_not_in_force"):
            projects.register_project(
                session, facts=registration(), manual_id=manual_id, actor=sponsor, now=now
            )


def test_day_of_the_office_decides_what_is_in_force(session, office):
    store_missing(
        session,
        manuals=[a_manual(code="a-next", begins="2026-03-03")],
        now=datetime(2026, 3, 1, tzinfo=UTC),
    )
    evening = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    for moment, expected in ((evening, 1), (evening + timedelta(minutes=1), 2)):
        assert len(projects.offered_manuals(session, now=moment)) == expected


def test_lines_count_the_own_office_only(session, office, now):
    factories.assessment(owner=factories.unit(office_id=office.id))
    factories.assessment()
    actor = factories.actor(Role.CASE_OFFICER, office_id=office.id)
    lines = list_manual_lines(session, actor=actor, day=now.date())
    assert [(line.pinned, line.standing) for line in lines] == [(1, Standing.IN_FORCE)]

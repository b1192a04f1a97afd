"""Manuals imported by one officer and approved by another; versions that never change."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import AuditEntry, ManualProposal, ManualVersion, schema
from models.engine import make_engine, make_session
from riskassess.adapters.manuals import builtin_manual, load_manual_text
from riskassess.domain.errors import Conflict, InvalidInput, NotFound, Refused
from riskassess.domain.manual.standing import Standing
from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import ProposalState, Role
from riskassess.queries.assessments import get_case
from riskassess.queries.manual_proposals import (
    find_compared,
    get_manual_proposal,
    list_manual_proposals,
)
from riskassess.queries.manuals import list_manual_lines, list_offered, stored_bases
from riskassess.queries.todo import list_tasks
from riskassess.services import projects
from riskassess.services.manual_proposals import approve_manual, propose_manual, send_back_manual
from riskassess.services.manuals import store_manual, store_missing
from tests import factories

TEXT = """format: riskassess.manual/1
id: {code}
version: {version}
title: {{zh: 别处的手册, en: elsewhere}}
source: 某地办法
confidence: medium
effective_from: "{begins}"
base: {{id: cn-default, version: 1}}
criteria:
  - {{code: opposition, high: {{above: "{limit}"}}}}
"""


def text_of(code="cn-else", version=1, limit="0.33", begins="2026-01-01"):
    return TEXT.format(code=code, version=version, limit=limit, begins=begins)


def a_manual(**values):
    return load_manual_text(text_of(**values))


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


def test_manual_passes_from_one_officer_to_another(session, officer, approver, now):
    proposal = propose(session, officer, now)
    view = get_manual_proposal(session, proposal.id, actor=approver)
    assert view.compared.id == "cn-default"
    assert view.manual.digest == proposal.digest
    stored = approve_manual(session, proposal_id=proposal.id, actor=approver, now=now)
    assert (stored.code, stored.version, stored.digest) == ("cn-else", "1", proposal.digest)
    view = get_manual_proposal(session, proposal.id, actor=officer)
    assert view.proposal.state is ProposalState.APPROVED
    assert view.proposal.manual_version_id == stored.id
    assert view.decider
    entries = session.exec(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "manual_proposal")
        .order_by(AuditEntry.id)
    ).all()
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("manual_proposal:propose", officer.account_id),
        ("manual_proposal:approve", approver.account_id),
    ]
    assert proposal.digest in entries[1].after


def test_proposer_is_refused_by_service_and_table(session, office, now):
    both = factories.actor(Role.CASE_OFFICER, Role.APPROVER, office_id=office.id)
    proposal = propose(session, both, now)
    with pytest.raises(Refused, match="same_person"):
        approve_manual(session, proposal_id=proposal.id, actor=both, now=now)
    with pytest.raises(Refused, match="same_person"):
        send_back_manual(session, proposal_id=proposal.id, reason="x", actor=both, now=now)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            sa.update(ManualProposal)
            .where(ManualProposal.id == proposal.id)
            .values(state="sent_back", decided_by_id=both.account_id)
        )


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ARCHIVIST, Role.POOL_KEEPER, Role.AUDITOR])
def test_only_a_case_officer_imports(session, office, now, role):
    stranger = factories.actor(role, office_id=office.id)
    with pytest.raises(Refused, match="not_your_role"):
        propose(session, stranger, now)


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.ARCHIVIST, Role.SECURITY_ADMIN])
def test_only_an_approver_decides(session, office, officer, now, role):
    proposal = propose(session, officer, now)
    stranger = factories.actor(role, office_id=office.id)
    with pytest.raises(Refused, match="not_your_role"):
        approve_manual(session, proposal_id=proposal.id, actor=stranger, now=now)


def test_other_office_does_not_learn_of_an_import(session, officer, now):
    proposal = propose(session, officer, now)
    stranger = factories.actor(Role.APPROVER)
    with pytest.raises(NotFound):
        approve_manual(session, proposal_id=proposal.id, actor=stranger, now=now)
    with pytest.raises(NotFound):
        get_manual_proposal(session, proposal.id, actor=stranger)
    assert list_manual_proposals(session, actor=stranger) == []


def test_manual_is_sent_back_with_a_reason_and_comes_again(session, officer, approver, now):
    proposal = propose(session, officer, now)
    with pytest.raises(Refused, match="reason_missing"):
        send_back_manual(session, proposal_id=proposal.id, reason=" ", actor=approver, now=now)
    send_back_manual(session, proposal_id=proposal.id, reason="写明来源", actor=approver, now=now)
    view = get_manual_proposal(session, proposal.id, actor=officer)
    assert view.proposal.state is ProposalState.SENT_BACK
    assert view.proposal.decision_reason == "写明来源"
    assert session.exec(select(ManualVersion.code)).all() == ["cn-default"]
    assert propose(session, officer, now).id != proposal.id


def test_second_decision_is_told_of_the_first(session, office, officer, approver, now):
    proposal = propose(session, officer, now)
    approve_manual(session, proposal_id=proposal.id, actor=approver, now=now)
    second = factories.actor(Role.APPROVER, office_id=office.id)
    with pytest.raises(Conflict, match="manual_decided_by") as caught:
        send_back_manual(session, proposal_id=proposal.id, reason="不", actor=second, now=now)
    assert caught.value.facts["name"] == approver.name


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"version": 1}, "manual_nothing_new"),
        ({"version": 1, "limit": "0.4"}, "manual_version_taken"),
        ({"version": 3}, "manual_not_next"),
    ],
)
def test_only_the_next_version_or_a_new_manual_comes_in(session, officer, now, values, code):
    store_manual(session, manual=a_manual(), now=now)
    session.commit()
    with pytest.raises(Conflict, match=code):
        propose(session, officer, now, **values)
    assert propose(session, officer, now, version=2, limit="0.4").manual_version == "2"


def test_version_that_waits_already_is_not_proposed_again(session, officer, now):
    propose(session, officer, now)
    with pytest.raises(Conflict, match="manual_proposal_open"):
        propose(session, officer, now, limit="0.4")


def test_version_stored_in_the_meantime_stops_the_approval(session, officer, approver, now):
    proposal = propose(session, officer, now)
    store_manual(session, manual=a_manual(limit="0.4"), now=now)
    session.commit()
    with pytest.raises(Conflict, match="manual_version_taken"):
        approve_manual(session, proposal_id=proposal.id, actor=approver, now=now)
    view = get_manual_proposal(session, proposal.id, actor=approver)
    assert view.proposal.state is ProposalState.PROPOSED


def test_what_was_shown_is_what_is_proposed(session, officer, now):
    with pytest.raises(Conflict, match="manual_changed_since"):
        propose_manual(
            session, manual=a_manual(), source="", note="", actor=officer, now=now,
            seen=a_manual(limit="0.4").digest,
        )  # fmt: skip


def test_next_version_is_compared_with_its_forerunner_not_with_its_base(session, office, now):
    stored = store_manual(session, manual=a_manual(), now=now)
    assert find_compared(session, a_manual(version=2)).id == stored.id
    assert find_compared(session, a_manual(code="cn-new")).code == "cn-default"
    assert find_compared(session, replace(a_manual(code="cn-new"), base=None)) is None


def test_base_is_found_among_stored_versions(session, office, now):
    store_manual(session, manual=a_manual(limit="0.4"), now=now)
    text = text_of(code="cn-third").replace("id: cn-default,", "id: cn-else,")
    text = text.split("criteria:")[0]
    manual = load_manual_text(text, bases=stored_bases(session))
    assert str(manual.criterion("opposition").high.above) == "0.4"


def test_waiting_import_stands_on_both_to_do_lists(session, office, officer, approver, now):
    proposal = propose(session, officer, now)
    mine, theirs = (list_tasks(session, who, now=now) for who in (approver, officer))
    assert [(task.kind, task.subject_id, task.bucket) for task in mine] == [
        (TaskKind.APPROVE_MANUAL, proposal.id, Bucket.WEEK)
    ]
    assert [(task.kind, task.bucket) for task in theirs] == [
        (TaskKind.APPROVE_MANUAL, Bucket.WAITING)
    ]
    archivist = factories.actor(Role.ARCHIVIST, office_id=office.id)
    assert list_tasks(session, archivist, now=now) == []
    approve_manual(session, proposal_id=proposal.id, actor=approver, now=now)
    assert list_tasks(session, approver, now=now) == []


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


@pytest.mark.postgres
def test_one_of_two_racing_approvers_wins(make_postgres_database, now):
    engine = make_engine(make_postgres_database())
    schema.upgrade(engine)
    with Session(engine, expire_on_commit=False) as session, factories.writing_with(session):
        office_id = factories.office().id
        officer = factories.actor(Role.CASE_OFFICER, office_id=office_id)
        approvers = [factories.actor(Role.APPROVER, office_id=office_id) for _ in range(2)]
        number = propose(session, officer, now).id
    gate, raised = threading.Barrier(2), []

    def approve(actor):
        with make_session(engine, may_write=True) as session:
            gate.wait(timeout=20)
            try:
                approve_manual(session, proposal_id=number, actor=actor, now=now)
            except Conflict as error:
                raised.append(error.code)

    threads = [threading.Thread(target=approve, args=(actor,)) for actor in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert raised == ["manual_decided_by"]
    with Session(engine) as session:
        assert session.exec(select(ManualVersion.code)).all() == ["cn-else"]
    engine.dispose()


@pytest.mark.postgres
def test_two_offices_store_one_version_at_once(make_postgres_database, now):
    engine = make_engine(make_postgres_database())
    schema.upgrade(engine)
    acts = []
    with Session(engine, expire_on_commit=False) as session, factories.writing_with(session):
        for limit in ("0.3", "0.4"):
            office_id = factories.office().id
            officer = factories.actor(Role.CASE_OFFICER, office_id=office_id)
            approver = factories.actor(Role.APPROVER, office_id=office_id)
            acts.append((propose(session, officer, now, limit=limit).id, approver))
    gate, raised = threading.Barrier(2), []

    def approve(number, actor):
        with make_session(engine, may_write=True) as session:
            gate.wait(timeout=20)
            try:
                approve_manual(session, proposal_id=number, actor=actor, now=now)
            except Conflict as error:
                raised.append(error.code)

    threads = [threading.Thread(target=approve, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert raised == ["manual_version_taken"]
    engine.dispose()

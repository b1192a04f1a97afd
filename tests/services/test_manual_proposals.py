"""Manuals imported by one officer and approved by another; versions that never change."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import AuditEntry, ManualProposal, ManualVersion
from riskassess.adapters.manuals import load_manual_text
from riskassess.domain.errors import Conflict, NotFound, Refused
from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import ProposalState, Role
from riskassess.queries.manual_proposals import (
    find_compared,
    get_manual_proposal,
    list_manual_proposals,
)
from riskassess.queries.manuals import stored_bases
from riskassess.queries.todo import list_tasks
from riskassess.services.manual_proposals import approve_manual, propose_manual, send_back_manual
from riskassess.services.manuals import store_manual
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

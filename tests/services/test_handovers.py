"""Handing over: what goes, to whom, and that it counts for the two-persons rule."""

import json

import pytest
from sqlmodel import select

from models import (
    Account,
    Assessment,
    AuditEntry,
    GradeProposal,
    GradeResult,
    Message,
    Project,
    Review,
)
from models.engine import transaction
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import ReviewKind, ReviewState, Role
from riskassess.queries.open_work import list_open_work
from riskassess.queries.proposers import has_proposed, in_charge
from riskassess.services.audit import record
from riskassess.services.deputies import Naming, name_deputy
from riskassess.services.handovers import Passing, hand_over
from riskassess.services.letters import Outbox
from riskassess.services.manual_proposals import approve_manual, propose_manual
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
def other(office):
    return factories.actor(Role.CASE_OFFICER, office_id=office.id)


@pytest.fixture
def proposed(office, officer, now):
    """Return a grade that the officer proposed."""
    case = factories.assessment(office_id=office.id)
    review = factories.save(
        Review(
            office_id=office.id, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, number=1,
            panel_size=5, quorum=4, due_on=now.date(), opened_by_id=officer.account_id,
            opened_at=now, state=ReviewState.CLOSED,
        )
    )  # fmt: skip
    result = factories.save(
        GradeResult(
            office_id=office.id, assessment_id=case.id, review_id=review.id,
            manual_version_id=case.manual_version_id, manual_digest="-", fingerprint="-",
            fingerprint_parts="{}", assessment_file="{}", record="{}", printed="{}",
            initial_grade="low", computed_at=now,
        )
    )  # fmt: skip
    return factories.save(
        GradeProposal(
            office_id=office.id, assessment_id=case.id, grade_result_id=result.id, fingerprint="-",
            initial_grade="low", explanation="-", proposed_by_id=officer.account_id,
            proposed_at=now,
        )
    )  # fmt: skip


def work_of(session, actor, now):
    account = session.get_one(Account, actor.account_id)
    return [each.key for each in list_open_work(session, account, today=now.date())]


def pass_on(session, giver, taker, keys, now, by=None, reason="调岗", outbox=None):
    passing = Passing(giver.account_id, taker.account_id, keys, reason)
    return hand_over(session, passing=passing, actor=by or giver, now=now, outbox=outbox)


def test_work_goes_with_record_and_whoever_took_it_is_in_charge(
    session, office, officer, other, proposed, now
):
    key = f"grade_proposal-{proposed.id}"
    assert work_of(session, officer, now) == [key], "the closed review is open work no more"
    outbox = Outbox("https://x.invalid")
    made = pass_on(session, officer, other, [key], now, outbox=outbox)
    (mail,) = (session.get_one(Message, each) for each in outbox.message_ids)
    assert "的 1 项工作已移交给您" in mail.body
    assert f"https://x.invalid/office/handovers/{made.id}" in mail.body
    case = session.get_one(Assessment, proposed.assessment_id)
    said = mail.subject + mail.body
    assert case.code not in said
    assert session.get_one(Project, case.project_id).title not in said
    assert (work_of(session, officer, now), work_of(session, other, now)) == ([], [key])
    assert in_charge(session, proposed) == other.account_id
    told = select(AuditEntry).where(AuditEntry.action == "handover:make")
    entry = session.exec(told).one()
    assert json.loads(entry.after) == {
        "from": officer.account_id, "to": other.account_id, "work": [key]
    }  # fmt: skip
    assert made.reason == "调岗"
    with pytest.raises(InvalidInput, match="handover_gone"):
        pass_on(session, officer, other, [key], now)
    pass_on(session, other, officer, [key], now)
    assert work_of(session, officer, now) == [key], "it can come back"


def test_three_ways_to_be_a_proposer_and_none_may_approve(
    session, office, officer, other, proposed, now
):
    ways = factories.actor(Role.APPROVER, Role.CASE_OFFICER, office_id=office.id)
    free = factories.actor(Role.APPROVER, office_id=office.id)
    case_id = proposed.assessment_id

    def barred(actor):
        return has_proposed(session, case_id, actor=actor)

    assert (barred(officer), barred(ways), barred(free)) == (True, False, False)
    naming = Naming(ways.account_id, officer.account_id, frozenset({Role.APPROVER}), now.date(),
                    now.date(), "出差")  # fmt: skip
    name_deputy(session, naming=naming, actor=ways, now=now)
    assert not barred(ways), "lending the right to approve makes no proposer"
    pass_on(session, officer, ways, [f"grade_proposal-{proposed.id}"], now)
    assert (barred(ways), barred(free)) == (True, False)


def test_who_gave_a_proposal_back_unread_may_approve_and_the_last_approver_takes_none(
    session, office, officer, other, proposed, now
):
    both = factories.actor(Role.APPROVER, Role.CASE_OFFICER, office_id=office.id)
    key, case_id = f"grade_proposal-{proposed.id}", proposed.assessment_id
    with pytest.raises(InvalidInput, match="handover_no_approver"):
        pass_on(session, officer, both, [key], now)
    factories.actor(Role.APPROVER, office_id=office.id)
    pass_on(session, officer, both, [key], now)
    assert has_proposed(session, case_id, actor=both), "in charge now"
    pass_on(session, both, other, [key], now)
    assert not has_proposed(session, case_id, actor=both)
    with transaction(session):
        record(session, actor=both, action="grade:withdraw", subject=proposed, now=now)
    assert has_proposed(session, case_id, actor=both), "an act while it was in charge"


def test_grade_that_a_deputy_proposed_counts_as_the_absent_ones(session, office, proposed, now):
    absent = factories.actor(Role.APPROVER, Role.CASE_OFFICER, office_id=office.id)
    stand_in = factories.actor(Role.ARCHIVIST, office_id=office.id)
    naming = Naming(absent.account_id, stand_in.account_id, frozenset({Role.CASE_OFFICER}),
                    now.date(), now.date(), "出差")  # fmt: skip
    name_deputy(session, naming=naming, actor=absent, now=now)
    assert not has_proposed(session, proposed.assessment_id, actor=absent)
    proposed.proposed_by_id = stand_in.account_id
    factories.save(proposed)
    assert has_proposed(session, proposed.assessment_id, actor=absent)


def test_manual_that_was_taken_over_is_not_approved_by_who_took_it(session, office, officer, now):
    both = factories.actor(Role.APPROVER, Role.CASE_OFFICER, office_id=office.id)
    proposal = propose_manual(
        session, manual=a_manual(), source=text_of(), note="按区里办法", actor=officer, now=now
    )
    with pytest.raises(InvalidInput, match="handover_no_approver"):
        pass_on(session, officer, both, [f"{WorkKind.MANUAL_PROPOSAL}-{proposal.id}"], now)
    factories.actor(Role.APPROVER, office_id=office.id)
    pass_on(session, officer, both, [f"{WorkKind.MANUAL_PROPOSAL}-{proposal.id}"], now)
    with pytest.raises(Refused, match="same_person"):
        approve_manual(session, proposal_id=proposal.id, actor=both, now=now)


def test_what_cannot_go_or_to_whom_is_refused(session, office, officer, other, proposed, now):
    key = f"grade_proposal-{proposed.id}"
    archivist = factories.actor(Role.ARCHIVIST, office_id=office.id)
    naming = Naming(officer.account_id, archivist.account_id, frozenset({Role.CASE_OFFICER}),
                    now.date(), now.date(), "出差")  # fmt: skip
    row = name_deputy(session, naming=naming, actor=officer, now=now)
    for taker, keys, reason, code in (
        (archivist, [key], "调岗", "handover_role"),
        (other, [f"deputy-{row.id}"], "调岗", "handover_personal"),
        (other, [], "调岗", "handover_nothing"),
        (officer, [key], "调岗", "handover_self"),
        (other, [key], " ", "reason_missing"),
    ):
        with pytest.raises(InvalidInput, match=code):
            pass_on(session, officer, taker, keys, now, reason=reason)
    with pytest.raises(Refused, match="not_your_role"):
        pass_on(session, officer, other, [key], now, by=other)
    with pytest.raises(NotFound):
        pass_on(session, officer, factories.actor(Role.CASE_OFFICER), [key], now)

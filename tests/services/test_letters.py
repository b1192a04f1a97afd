"""Letters: who hears of an act, with the page, in the transaction of the act."""

import pytest
from sqlmodel import select

from models import AuditEntry, Message
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.assessments import get_case
from riskassess.services import acceptance
from riskassess.services.letters import Letter, Outbox, Post
from riskassess.services.points import MarkedPoint
from tests import factories

URL = "https://wenping.example"


@pytest.fixture
def place(session):
    """Return a submitted case with its people: two of the unit, one of another, two approvers."""
    owner = factories.unit()
    case = factories.assessment(owner=owner, state=AssessmentState.SUBMITTED)
    inside = {"office_id": owner.office_id}
    people = {
        "sponsor": factories.account(Role.PROJECT_UNIT, unit_id=owner.id, **inside),
        "gone": factories.account(Role.PROJECT_UNIT, unit_id=owner.id, is_active=False, **inside),
        "other": factories.account(
            Role.PROJECT_UNIT, unit_id=factories.unit(**inside).id, **inside
        ),
        "approver": factories.account(Role.APPROVER, **inside),
        "stranger": factories.account(Role.APPROVER),
    }
    return case, people, factories.actor(Role.CASE_OFFICER, Role.APPROVER, **inside)


def recipients(session):
    return {row.recipient for row in session.exec(select(Message))}


def test_acceptance_is_told_to_the_unit_with_the_page(session, place, now):
    case, people, officer = place
    outbox = Outbox(URL + "/")
    acceptance.accept_assessment(
        session, assessment_id=case.id, actor=officer, now=now, outbox=outbox
    )
    (message,) = session.exec(select(Message)).all()
    assert outbox.message_ids == [message.id]
    assert message.recipient == people["sponsor"].email
    assert f"{URL}/sponsor/assessments/{case.id}\n" in message.body
    assert "message:queue" in session.exec(select(AuditEntry.action)).all()


def test_refused_act_writes_nobody(session, place, now):
    case, _people, officer = place
    outbox = Outbox(URL)
    with pytest.raises(InvalidInput):
        acceptance.return_assessment(
            session,
            assessment_id=case.id,
            points=[MarkedPoint("D01", " ")],
            actor=officer,
            now=now,
            outbox=outbox,
        )
    assert not recipients(session)


def test_proposed_grade_is_told_to_the_other_approvers(session, place, now):
    case, people, officer = place
    post = Post(session, get_case(session, case.id, actor=officer), Outbox(URL), officer, now)
    post.to_approvers(Letter.GRADE_PROPOSED)
    assert recipients(session) == {people["approver"].email}


@pytest.mark.parametrize("letter", list(Letter))
def test_every_letter_has_words(session, place, now, letter):
    case, people, officer = place
    post = Post(session, get_case(session, case.id, actor=officer), Outbox(URL), officer, now)
    post.to_account(letter, people["approver"].id)
    (message,) = session.exec(select(Message)).all()
    assert "%(" not in message.subject + message.body
    assert f"/office/assessments/{case.id}/result" in message.body


def test_without_an_outbox_nobody_is_written_to(session, place, now):
    case, _people, officer = place
    acceptance.accept_assessment(session, assessment_id=case.id, actor=officer, now=now)
    assert not recipients(session)

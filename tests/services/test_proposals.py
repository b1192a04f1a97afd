import threading
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import AuditHead, Certificate, GradeProposal, Survey
from models.engine import make_engine, make_session
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.errors import Conflict, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, ProposalState, Role
from riskassess.services import proposals
from tests import factories
from tests.support import reviews as scenes
from tests.support.migrated import migrate_by_copy


@pytest.fixture
def sign(tmp_path):
    return OfficeKeys(tmp_path / "keys").sign


@pytest.fixture
def graded(session, now):
    case, _review, _result, officer = scenes.graded(session, now=now)
    return case, officer


def propose(session, case, actor, now, explanation="评分一致，措施可行。"):
    return proposals.propose_grade(
        session, assessment_id=case.id, explanation=explanation, actor=actor, now=now
    )


def approve(session, proposal, actor, now, sign):
    return proposals.approve_grade(
        session, proposal_id=proposal.id, sign=sign, actor=actor, now=now
    )


def changed_survey(case, now):
    factories.save(
        Survey(office_id=case.office_id, assessment_id=case.id, number=2, recorded_at=now,
               issued=200, valid=180, support=170, conditional=0, indifferent=0, oppose=10)
    )  # fmt: skip


def test_proposed_grade_is_approved_by_another_officer_and_filed(session, graded, now, sign):
    case, officer = graded
    proposal = propose(session, case, officer, now)
    assert case.state is AssessmentState.GRADE_PROPOSED
    approver = scenes.approver(case)
    certificate = approve(session, proposal, approver, now, sign)
    assert case.state is AssessmentState.FILED
    assert certificate.fingerprint == proposal.fingerprint
    assert (proposal.state, proposal.decided_by_id) == (ProposalState.APPROVED, approver.account_id)
    assert session.exec(select(AuditHead)).one().chain == f"assessment:{case.id}"


def test_grade_is_not_proposed_without_explanation(session, graded, now):
    case, officer = graded
    with pytest.raises(Refused, match="reason_missing"):
        propose(session, case, officer, now, explanation="  ")


def test_stale_result_is_not_proposed(session, graded, now):
    case, officer = graded
    changed_survey(case, now)
    with pytest.raises(Refused, match="result_stale") as refused:
        propose(session, case, officer, now)
    assert refused.value.facts["parts"] == "调查数据"


def test_result_that_the_records_do_not_give_is_neither_proposed_nor_approved(session, now, sign):
    case, _review, result, officer = scenes.graded(session, now=now)
    record, changed = result.record, result.record.replace('"index":"0', '"index":"1', 1)
    result.record = changed
    factories.save(result)
    with pytest.raises(Refused, match="result_differs"):
        propose(session, case, officer, now)
    result.record = record
    factories.save(result)
    proposal = propose(session, case, officer, now)
    result.record = changed
    factories.save(result)
    with pytest.raises(Refused, match="result_differs"):
        approve(session, proposal, scenes.approver(case), now, sign)


def test_certificate_number_follows_the_greatest_of_the_year_in_shanghai(
    session, graded, now, sign
):
    case, officer = graded
    eve = datetime(2026, 12, 31, 17, tzinfo=UTC)  # 2027 in Shanghai
    first = approve(session, propose(session, case, officer, eve), scenes.approver(case), eve, sign)
    assert first.number.endswith("-BA-2027-0001")
    first.number = first.number[:-4] + "0041"
    factories.save(first)
    other, _review, _result, officer = scenes.graded(
        session, now=now, office_id=case.office_id, prefix="Q"
    )
    next_ = approve(
        session, propose(session, other, officer, eve), scenes.approver(other), eve, sign
    )
    assert next_.number.endswith("-BA-2027-0042")


def test_proposer_never_approves_even_with_the_role(session, now, sign):
    case, _review, _result, _officer = scenes.graded(session, now=now)
    both = scenes.officer(case, Role.APPROVER)
    proposal = propose(session, case, both, now)
    with pytest.raises(Refused, match="same_person"):
        approve(session, proposal, both, now, sign)
    with pytest.raises(Refused, match="same_person"):
        proposals.send_back_grade(session, proposal_id=proposal.id, reason="x", actor=both, now=now)
    # nor what somebody else proposed after his own proposal was sent back
    proposals.send_back_grade(
        session, proposal_id=proposal.id, reason="补充说明", actor=scenes.approver(case), now=now
    )
    second = propose(session, case, scenes.officer(case), now)
    with pytest.raises(Refused, match="same_person"):
        approve(session, second, both, now, sign)


def test_database_refuses_the_proposer_too(session, graded, now):
    case, officer = graded
    proposal = propose(session, case, officer, now)
    proposal.state = ProposalState.APPROVED
    proposal.decided_by_id = officer.account_id
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_change_before_approval_is_refused_and_named(session, graded, now, sign):
    case, officer = graded
    proposal = propose(session, case, officer, now)
    changed_survey(case, now)
    with pytest.raises(Refused, match="fingerprint_sections_changed") as refused:
        approve(session, proposal, scenes.approver(case), now, sign)
    assert refused.value.facts["parts"] == "调查数据"
    assert not session.exec(select(Certificate)).all()


def test_grade_is_sent_back_with_a_reason(session, graded, now):
    case, officer = graded
    proposal = propose(session, case, officer, now)
    approver = scenes.approver(case)
    with pytest.raises(Refused, match="reason_missing"):
        proposals.send_back_grade(
            session, proposal_id=proposal.id, reason=" ", actor=approver, now=now
        )
    proposals.send_back_grade(
        session, proposal_id=proposal.id, reason="说明不充分", actor=approver, now=now
    )
    assert case.state is AssessmentState.IN_REVIEW
    assert proposal.decision_reason == "说明不充分"
    assert propose(session, case, officer, now).id != proposal.id


def test_other_office_does_not_learn_of_the_proposal(session, graded, now, sign):
    case, officer = graded
    proposal = propose(session, case, officer, now)
    with pytest.raises(NotFound):
        approve(session, proposal, factories.actor(Role.APPROVER), now, sign)


def test_late_approver_is_told_who_decided(session, graded, now, sign):
    case, officer = graded
    proposal = propose(session, case, officer, now)
    first, second = scenes.approver(case), scenes.approver(case)
    approve(session, proposal, first, now, sign)
    with pytest.raises(Conflict) as refused:
        approve(session, proposal, second, now, sign)
    assert refused.value.facts["name"] == first.name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real_engine(request, tmp_path):
    """Return an engine whose commits last: two threads need two connections."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'two.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


def test_of_two_approvers_at_once_exactly_one_wins(real_engine, now, sign):
    with ExitStack() as stack:
        session = stack.enter_context(Session(real_engine, expire_on_commit=False))
        stack.enter_context(factories.writing_with(session))
        case, _review, _result, officer = scenes.graded(session, now=now)
        proposal = propose(session, case, officer, now)
        approvers = [scenes.approver(case), scenes.approver(case)]
        session.commit()
    outcomes, gate = {}, threading.Barrier(2)

    def press(actor):
        with make_session(real_engine, may_write=True) as own:
            gate.wait(timeout=10)
            try:
                approve(own, proposal, actor, now, sign)
                outcomes[actor.name] = "won"
            except Conflict as error:
                outcomes[actor.name] = error.facts["name"]

    threads = [threading.Thread(target=press, args=(actor,)) for actor in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    winner = next(name for name, outcome in outcomes.items() if outcome == "won")
    assert sorted(outcomes.values()) == sorted(["won", winner])
    with Session(real_engine) as session:
        assert len(session.exec(select(Certificate)).all()) == 1
        decided = session.exec(select(GradeProposal)).one()
        assert decided.state is ProposalState.APPROVED

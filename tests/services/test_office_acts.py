"""Accept, return, fix, decide, track, check, close: each act once, by whom it may, with a trace."""

from datetime import date

import pytest
from sqlmodel import col, select

from expert_pool.vocabulary import RecusalGround
from models import AuditEntry, Commitment, Measure, Recusal, ReturnPoint, Transition
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, CommitmentState, Decision, Role
from riskassess.services import acceptance, decisions, preparation, recusals, tracking
from riskassess.services.letters import Outbox
from riskassess.services.points import MarkedPoint
from tests import factories

S = AssessmentState
POINTS = [MarkedPoint("D05", "缺少资金证明"), MarkedPoint("", "户数不一致")]


def made(state, **values):
    case = factories.assessment(state=state, **values)
    actor = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    return case, {"assessment_id": case.id, "actor": actor, "now": factories.NOW}


def actions(session, case):
    return list(
        session.exec(select(AuditEntry.action).where(AuditEntry.chain == f"assessment:{case.id}"))
    )


def test_acceptance_moves_and_is_audited(session):
    case, given = made(S.SUBMITTED)
    acceptance.accept_assessment(session, **given)
    assert case.state is S.SURVEYING
    assert "assessment:accept" in actions(session, case)
    with pytest.raises(IllegalTransition):
        acceptance.accept_assessment(session, **given)


def test_return_keeps_every_point(session):
    case, given = made(S.SUBMITTED)
    acceptance.return_assessment(session, points=POINTS, **given)
    of_case = select(ReturnPoint).where(ReturnPoint.assessment_id == case.id)
    rows = session.exec(of_case.order_by(col(ReturnPoint.id))).all()
    assert case.state is S.RETURNED
    assert [(row.subject, row.text) for row in rows] == [
        ("D05", "缺少资金证明"),
        ("", "户数不一致"),
    ]
    step = session.exec(select(Transition).where(Transition.assessment_id == case.id)).one()
    assert step.reason == "D05；户数不一致"


@pytest.mark.parametrize(
    ("points", "code"),
    [([], "points_missing"), ([MarkedPoint("D05", " ")], "point_text_missing")],
)
def test_return_without_words_changes_nothing(session, points, code):
    case, given = made(S.SUBMITTED)
    with pytest.raises(InvalidInput, match=code):
        acceptance.return_assessment(session, points=points, **given)
    session.expire_all()
    assert case.state is S.SUBMITTED
    assert not session.exec(select(Transition).where(Transition.assessment_id == case.id)).all()


def test_factor_list_is_fixed_once(session, now):
    case, given = made(S.PREPARING, handed_in_at=factories.NOW)
    preparation.fix_factors(session, **given)
    assert case.factors_fixed_at == now
    with pytest.raises(Refused, match="factors_fixed"):
        preparation.fix_factors(session, **given)


def test_materials_go_back_and_are_open_again(session):
    case, given = made(S.PREPARING, handed_in_at=factories.NOW)
    preparation.return_preparation(session, points=POINTS, **given)
    assert case.handed_in_at is None
    assert case.state is S.PREPARING
    with pytest.raises(Refused, match="not_handed_in"):
        preparation.return_preparation(session, points=POINTS, **given)


def act(decision, **values):
    return decisions.Act(
        decision, "市人民政府", values.pop("decided_on", date(2026, 3, 1)), **values
    )


def filed():
    case, given = made(S.FILED)
    factories.document(case, "D27")
    return case, given


def test_decision_without_its_paper_is_refused(session):
    case, given = made(S.FILED)
    with pytest.raises(Refused, match="documents_missing") as refused:
        decisions.record_decision(session, act=act(Decision.REJECT, reason="-"), **given)
    assert "D27" in refused.value.facts["missing"]
    assert case.state is S.FILED


def test_decision_without_recommendation_needs_a_reason(session):
    case, given = filed()
    with pytest.raises(Refused, match="reason_missing"):
        decisions.record_decision(session, act=act(Decision.IMPLEMENT), **given)
    row = decisions.record_decision(
        session, act=act(Decision.IMPLEMENT, reason="会议决定"), **given
    )
    assert case.state is S.DECIDED
    assert (row.decision, row.recommendation) == (Decision.IMPLEMENT, None)


def test_decision_of_the_future_is_refused(session):
    case, given = filed()
    late = act(Decision.REJECT, reason="-", decided_on=date(2026, 3, 9))
    with pytest.raises(InvalidInput, match="decided_in_future"):
        decisions.record_decision(session, act=late, **given)
    session.expire_all()
    assert case.state is S.FILED


@pytest.mark.parametrize("decision", [Decision.POSTPONE, Decision.REJECT])
def test_what_does_not_go_ahead_is_closed_not_tracked(session, decision):
    case, given = filed()
    decisions.record_decision(session, act=act(decision, reason="风险高"), **given)
    with pytest.raises(IllegalTransition):
        decisions.start_tracking(session, **given)
    tracking.close_assessment(session, reason="不实施", **given)
    assert case.state is S.CLOSED


def tracked(session, state):
    case, given = made(S.TRACKING)
    factories.factor(case)
    measure = session.exec(select(Measure).where(Measure.assessment_id == case.id)).one()
    row = Commitment(office_id=case.office_id, measure_id=measure.id, state=state)
    factories.save(row)
    return case, row, {**given, "measure_id": measure.id}


def test_measure_is_confirmed_once(session):
    case, row, given = tracked(session, CommitmentState.PROVEN)
    tracking.check_measure(session, is_confirmed=True, remark="", **given)
    assert row.state is CommitmentState.CONFIRMED
    with pytest.raises(Refused, match="already_decided"):
        tracking.check_measure(session, is_confirmed=False, remark="再看", **given)
    given.pop("measure_id")
    tracking.close_assessment(session, reason="全部核实", **given)
    assert case.state is S.CLOSED


def test_measure_goes_back_with_a_remark(session):
    _case, row, given = tracked(session, CommitmentState.PROVEN)
    with pytest.raises(InvalidInput, match="remark_missing"):
        tracking.check_measure(session, is_confirmed=False, remark=" ", **given)
    tracking.check_measure(session, is_confirmed=False, remark="缺照片", **given)
    assert (row.state, row.remark) == (CommitmentState.PLANNED, "缺照片")


def test_case_with_open_measures_is_not_closed(session):
    _case, _row, given = tracked(session, CommitmentState.PROVEN)
    given.pop("measure_id")
    with pytest.raises(Refused, match="commitments_open"):
        tracking.close_assessment(session, reason="-", **given)


def test_closing_needs_a_reason(session):
    _case, given = made(S.TRACKING)
    with pytest.raises(Refused, match="reason_missing"):
        tracking.close_assessment(session, reason=" ", **given)


def test_measure_of_another_case_is_not_found(session):
    _case, _row, given = tracked(session, CommitmentState.PROVEN)
    _other, _row2, other = tracked(session, CommitmentState.PROVEN)
    given["measure_id"] = other["measure_id"]
    with pytest.raises(NotFound):
        tracking.check_measure(session, is_confirmed=True, remark="", **given)


ACTS = [
    (S.SUBMITTED, acceptance.accept_assessment, {}),
    (S.SUBMITTED, acceptance.return_assessment, {"points": POINTS}),
    (S.FILED, decisions.record_decision, {"act": act(Decision.REJECT, reason="-")}),
    (S.TRACKING, tracking.close_assessment, {"reason": "-"}),
]


@pytest.mark.parametrize(("state", "service", "values"), ACTS)
def test_other_roles_and_offices_may_not(session, state, service, values):
    case, given = made(state)
    archivist = factories.actor(Role.ARCHIVIST, office_id=case.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        service(session, **{**given, "actor": archivist}, **values)
    stranger = factories.actor(Role.CASE_OFFICER)
    with pytest.raises(NotFound):
        service(session, **{**given, "actor": stranger}, **values)


def test_recusal_is_recorded_once(session):
    case, given = made(S.PREPARING)
    expert = factories.expert(office_id=case.office_id)
    told = {**given, "expert_code": expert.code, "ground": RecusalGround.KINSHIP, "note": ""}
    told["outbox"] = Outbox("https://wenping.example.invalid")
    first = recusals.record_recusal(session, **told)
    assert recusals.record_recusal(session, **told).id == first.id
    rows = session.exec(select(Recusal).where(Recusal.assessment_id == case.id)).all()
    assert [row.expert_id for row in rows] == [expert.id]


def test_expert_of_another_pool_is_unknown(session):
    _case, given = made(S.PREPARING)
    told = {"expert_code": factories.expert().code, "ground": RecusalGround.OTHER, "note": ""}
    told["outbox"] = Outbox("https://wenping.example.invalid")
    with pytest.raises(InvalidInput, match="expert_unknown"):
        recusals.record_recusal(session, **given, **told)

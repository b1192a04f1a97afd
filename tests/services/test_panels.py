import json

import pytest
from sqlmodel import select

from expert_pool.draw_record import differing_parts
from expert_pool.vocabulary import RecusalGround
from models import (
    AuditEntry,
    Draw,
    Message,
    PanelMember,
    Project,
    Recusal,
    Review,
    ReviewRound,
    Unit,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import (
    AssessmentState,
    MemberState,
    ReviewKind,
    Role,
    RoundState,
)
from riskassess.queries.reviews import get_review
from riskassess.services import panels
from riskassess.services.draw_texts import draw_text
from tests import factories
from tests.support import reviews as scenes


@pytest.fixture
def case(session):
    made = scenes.ready_case()
    scenes.pool(made.office_id)
    return made


@pytest.fixture
def officer(case):
    return scenes.officer(case)


def test_review_opens_with_draw_round_and_invitations(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    members = panels.list_members(session, made.review.id)
    assert [row.state for row in members] == [MemberState.INVITED] * 5 + [MemberState.RESERVE] * 2
    assert len(made.message_ids) == 5
    assert len({row.token_digest for row in members[:5]}) == 5
    assert scenes.round_of(session, made.review).state is RoundState.OPEN
    assert case.state is AssessmentState.IN_REVIEW
    assert (made.review.panel_size, made.review.quorum) == (5, 4)
    actions = session.exec(
        select(AuditEntry.action).where(AuditEntry.chain == f"assessment:{case.id}")
    )
    assert {"review:open", "draw:make", "assessment:open_review", "member:invite"} <= set(actions)


def test_draw_record_can_be_repeated(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    view = get_review(session, made.review.id, actor=officer)
    record = json.loads(draw_text(view.draws[0].draw))
    assert differing_parts(record) == ()
    assert "测试专家" not in json.dumps(record, ensure_ascii=False)


def test_recused_and_employed_experts_are_left_out(session, case, officer, now):
    experts = scenes.pool(case.office_id)
    unit = session.get_one(Unit, session.get_one(Project, case.project_id).unit_id)
    experts[0].employer = f" {unit.name}（ ）"
    factories.save(experts[0])
    factories.save(
        Recusal(office_id=case.office_id, assessment_id=case.id, expert_id=experts[1].id,
                ground=RecusalGround.AUTHORSHIP, recorded_at=now)
    )  # fmt: skip
    made = scenes.opened(session, case, officer, now=now)
    excluded = json.loads(made.draw.pool_snapshot)["excluded"]
    assert excluded == {experts[0].code: ["same_unit"], experts[1].code: ["recused"]}


def test_pool_without_a_lawyer_names_the_seat_and_stores_nothing(session, now):
    case = scenes.ready_case()
    for expert in scenes.pool(case.office_id):
        if expert.profession == "law":
            expert.profession = "water"
            factories.save(expert)
    with pytest.raises(InvalidInput) as refused:
        scenes.opened(session, case, scenes.officer(case), now=now)
    assert refused.value.code == "panel_seat_unfillable"
    assert (refused.value.facts["seat"], refused.value.facts["candidates"]) == ("法律", 0)
    assert not session.exec(select(Review)).all()
    assert not session.exec(select(Message)).all()
    session.refresh(case)
    assert case.state is AssessmentState.PREPARING


def test_review_needs_fixed_factors_a_later_day_and_an_officer(session, now):
    case = scenes.ready_case(factors_fixed_at=None)
    officer = scenes.officer(case)
    with pytest.raises(Refused):
        scenes.opened(session, case, officer, now=now)
    case.factors_fixed_at = now
    factories.save(case)
    with pytest.raises(InvalidInput, match="due_in_past"):
        panels.open_review(
            session, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, due_on=now.date(),
            seed=scenes.SEED, public_url=scenes.URL, actor=officer, now=now,
        )  # fmt: skip
    with pytest.raises(Refused):
        scenes.opened(session, case, scenes.approver(case), now=now)
    with pytest.raises(NotFound):
        scenes.opened(session, case, factories.actor(Role.CASE_OFFICER), now=now)


def test_second_review_is_the_last_and_waits_for_the_first(session, now):
    case, review, _result, officer = scenes.graded(session, now=now)
    second = scenes.opened(session, case, officer, now=now, seed="cd" * 32)
    assert second.review.number == 2
    with pytest.raises(Refused, match="review_limit"):
        scenes.opened(session, case, officer, now=now)
    assert session.get_one(Review, review.id).number == 1


def test_reserve_who_keeps_the_rule_moves_up(session, case, officer, now):
    review = scenes.opened(session, case, officer, now=now).review
    for member in scenes.seated(session, review):
        member.state = MemberState.DECLINED
        message = panels.replace_member(
            session, member=member, actor=officer, now=now, public_url=scenes.URL
        )
        if message is not None:
            break
        member.state = MemberState.INVITED
    moved = session.exec(select(PanelMember).where(PanelMember.replaces_id == member.id)).one()
    assert moved.state is MemberState.INVITED
    assert session.get_one(Message, message).recipient.endswith("@example.invalid")


def test_supplementary_draw_keeps_the_first_and_fills_the_seat(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    lost = scenes.seated(session, made.review)[0]
    with pytest.raises(Refused, match="panel_complete"):
        _supplement(session, made.review, officer, now)
    lost.state = MemberState.DECLINED
    factories.save(lost)
    again = _supplement(session, made.review, officer, now)
    assert [draw.number for draw in session.exec(select(Draw).order_by(Draw.id))] == [1, 2]
    assert len(again.message_ids) == 1
    invited = [row for row in scenes.seated(session, made.review) if row.draw_id == again.draw.id]
    assert [row.profession for row in invited] == ["law"]
    assert json.loads(again.draw.pool_snapshot)["excluded"][lost.code] == ["declined"]
    view = get_review(session, made.review.id, actor=officer)
    assert [differing_parts(json.loads(draw_text(line.draw))) for line in view.draws] == [(), ()]


def _supplement(session, review, officer, now):
    return panels.draw_supplement(
        session, review_id=review.id, seed="ef" * 32, public_url=scenes.URL, actor=officer, now=now
    )


def test_member_of_an_imported_panel_is_left_alone(session, case, officer, now):
    review = scenes.opened(session, case, officer, now=now).review
    outside = factories.save(
        PanelMember(office_id=case.office_id, review_id=review.id, code="E1", profession="法律",
                    employer="某所", position=9, state=MemberState.DECLINED)
    )  # fmt: skip
    assert (
        panels.replace_member(
            session, member=outside, actor=officer, now=now, public_url=scenes.URL
        )
        is None
    )


def test_no_supplement_after_the_round(session, now):
    _case, review, _result, officer = scenes.graded(session, now=now)
    assert session.exec(select(ReviewRound)).one().state is RoundState.CLOSED
    with pytest.raises(Refused, match="round_closed"):
        _supplement(session, review, officer, now)

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import DrawState, LedgerKind, RecusalGround
from models import (
    AuditEntry,
    LedgerEntry,
    Message,
    PanelMember,
    Project,
    Recusal,
    Review,
    Unit,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, Role
from riskassess.services import panels, seats
from riskassess.services.draw_sources import SourceChoice
from tests import factories
from tests.support import reviews as scenes


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


def test_review_opens_with_an_announcement_and_invites_nobody(session, case, officer, now):
    made = scenes.announced(session, case, officer, now=now)
    assert scenes.panel(session, made.review) == []
    assert not session.exec(select(Message)).all()
    assert made.draw.state is DrawState.ANNOUNCED
    assert scenes.round_of(session, made.review).state is RoundState.OPEN
    assert case.state is AssessmentState.IN_REVIEW


def test_values_seat_the_panel_and_invite_it(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    members = scenes.panel(session, made.review)
    assert [row.state for row in members] == [MemberState.INVITED] * 5 + [MemberState.RESERVE] * 2
    assert len(made.message_ids) == 5
    assert len({row.token_digest for row in members[:5]}) == 5
    assert (made.review.panel_size, made.review.quorum) == (5, 4)
    actions = set(
        session.exec(select(AuditEntry.action).where(AuditEntry.chain == f"assessment:{case.id}"))
    )
    wanted = {"review:open", "draw:announce", "draw:enter_values", "draw:make", "ledger:add"}
    assert wanted | {"assessment:open_review", "member:invite"} <= actions


def test_recused_and_employed_experts_are_left_out(session, case, officer, now):
    experts = scenes.pool(case.office_id, prefix="Q")
    unit = session.get_one(Unit, session.get_one(Project, case.project_id).unit_id)
    experts[0].employer = f" {unit.name}（ ）"
    factories.save(experts[0])
    factories.save(
        Recusal(office_id=case.office_id, assessment_id=case.id, expert_id=experts[1].id,
                ground=RecusalGround.AUTHORSHIP, recorded_at=now)
    )  # fmt: skip
    made = scenes.opened(session, case, officer, now=now)
    excluded = json.loads(made.draw.pool_snapshot)["excluded"]
    assert excluded == {experts[0].code: ["same_unit"], experts[1].code: ["authorship"]}


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
        scenes.announced(session, case, officer, now=now, due_on=now.date())
    with pytest.raises(InvalidInput, match="due_too_far"):
        scenes.announced(session, case, officer, now=now, due_on=now.date().replace(year=2099))
    with pytest.raises(InvalidInput, match="due_before_draw"):
        panels.open_review(
            session, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, due_on=scenes.DUE,
            choice=SourceChoice("dice", now + timedelta(days=60)), desk=scenes.desk(officer, now),
        )  # fmt: skip
    with pytest.raises(Refused):
        scenes.opened(session, case, scenes.approver(case), now=now)
    with pytest.raises(NotFound):
        scenes.opened(session, case, factories.actor(Role.CASE_OFFICER), now=now)


def test_second_review_is_the_last_and_waits_for_the_first(session, now):
    case, review, _result, officer = scenes.graded(session, now=now)
    now += 2 * scenes.WAIT
    second = scenes.opened(session, case, officer, now=now)
    assert second.review.number == 2
    with pytest.raises(Refused, match="review_limit"):
        scenes.opened(session, case, officer, now=now)
    assert session.get_one(Review, review.id).number == 1


def test_reserve_who_keeps_the_rule_moves_up(session, case, officer, now):
    review = scenes.opened(session, case, officer, now=now).review
    for reserve in scenes.panel(session, review)[5:]:
        reserve.profession = scenes.seated(session, review)[0].profession
        factories.save(reserve)
    member = scenes.seated(session, review)[0]
    scenes.leave(session, member)
    message = seats.replace_member(
        session, member=member, actor=officer, now=now, public_url=scenes.URL
    )
    moved = session.exec(select(PanelMember).where(PanelMember.replaces_id == member.id)).one()
    assert moved.state is MemberState.INVITED
    assert session.get_one(Message, message).recipient.endswith("@example.invalid")
    line = session.get_one(LedgerEntry, moved.ledger_entry_id)
    assert (line.kind, line.member_id) == (LedgerKind.REPLACEMENT, moved.id)


def test_member_of_an_imported_panel_is_left_alone(session, case, officer, now):
    review = scenes.opened(session, case, officer, now=now).review
    outside = factories.seat(review, state=MemberState.DECLINED)
    values = {"actor": officer, "now": now, "public_url": scenes.URL}
    assert seats.replace_member(session, member=outside, **values) is None

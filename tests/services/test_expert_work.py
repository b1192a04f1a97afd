"""Judging and paying the work on a seat: once, with reasons, exact, told to the expert."""

import json
import re

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    EvaluationChange,
    EvaluationItem,
    Message,
    TaskEvaluation,
)
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.services.letters import Outbox
from riskassess.services.pool.evaluations import Judgement, correct_evaluation, evaluate_task
from riskassess.services.pool.years import YearChoice, confirm_year, list_totals
from tests import factories
from tests.support.closed_room import closed_room
from tests.support.review_room import make_room

URL = "https://wenping.example.invalid"
POINTS = {"preparation": 18, "quality": 27, "independence": 19, "attendance": 14, "opinion": 13}
FULL = {item.code: item.maximum for item in builtin_pool_manual("cn-pool").evaluation.items}


@pytest.fixture
def room(session, now):
    return closed_room(session, now)


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)


@pytest.fixture
def keeper(room):
    return factories.actor(Role.POOL_KEEPER, office_id=room.assessment.office_id)


def judge(session, room, actor, now, *, points=None, note="", outbox=None):
    return evaluate_task(
        session, member_id=room.chairs[0].member.id, judgement=Judgement(points or POINTS, note),
        actor=actor, now=now, outbox=outbox or Outbox(URL),
    )  # fmt: skip


def correct(session, room, actor, now, *, reason="看错一项", points=None):
    return correct_evaluation(
        session, member_id=room.chairs[0].member.id, judgement=Judgement(points or FULL),
        reason=reason, actor=actor, now=now, outbox=Outbox(URL),
    )  # fmt: skip


def test_judgement_keeps_points_by_item_and_tells_the_expert_without_figures(
    session, room, officer, now
):
    outbox = Outbox(URL)
    row = judge(session, room, officer, now, note=" 意见完整。 ", outbox=outbox)
    items = session.exec(select(EvaluationItem).order_by(EvaluationItem.id)).all()
    assert {item.code: item.points for item in items} == POINTS
    assert (row.total, row.note) == (sum(POINTS.values()), "意见完整。")
    message = session.get_one(Message, outbox.message_ids[0])
    assert (message.topic, message.expert_id) == ("evaluation", row.expert_id)
    assert f"{URL}/expert/record" in message.body
    assert not re.search(r"(?<!\d)91(?!\d)", message.body)  # names hold numbers too


def test_audit_names_the_act_and_no_points(session, room, officer, now):
    judge(session, room, officer, now)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "evaluation:record")).one()
    assert entry.chain == f"office:{room.assessment.office_id}"
    assert json.loads(entry.after) == {"member": room.chairs[0].member.id}


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR, Role.EXPERT])
def test_only_officer_and_keeper_judge(session, room, now, role):
    actor = factories.actor(role, office_id=room.assessment.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        judge(session, room, actor, now)


def test_another_office_has_no_such_seat(session, room, now):
    with pytest.raises(NotFound):
        judge(session, room, factories.actor(Role.CASE_OFFICER), now)


def test_nothing_is_judged_before_the_round_is_closed(session, now):
    room = make_room(session, experts=1, state=MemberState.SUBMITTED)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    with pytest.raises(Refused, match="round_still_open"):
        judge(session, room, officer, now)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (MemberState.SUBMITTED, True),
        (MemberState.READY, True),
        (MemberState.ACCEPTED, True),
        (MemberState.INVITED, False),
        (MemberState.RESERVE, False),
        (MemberState.DECLINED, False),
        (MemberState.RECUSED, False),
    ],
)
def test_who_came_or_missed_is_judged_and_nobody_else(session, now, state, may):
    room = closed_room(session, now, state=state)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    if may:
        assert judge(session, room, officer, now).id
    else:
        with pytest.raises(Refused, match="no_task"):
            judge(session, room, officer, now)


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"quality": 31}, "item_points_range", "quality"),
        ({"quality": -1}, "item_points_range", "quality"),
        ({"opinion": None}, "item_points_missing", "opinion"),
    ],
)
def test_points_stand_on_the_manuals_limits(session, room, officer, now, change, code, where):
    with pytest.raises(InvalidInput) as refused:
        judge(session, room, officer, now, points={**POINTS, **change})
    assert (refused.value.code, refused.value.where) == (code, where)
    assert session.exec(select(TaskEvaluation)).all() == []
    assert judge(session, room, officer, now, points=FULL).total == 100


def test_note_with_a_number_of_a_card_is_refused(session, room, officer, now):
    with pytest.raises(InvalidInput, match="personal_number_id_card"):
        judge(session, room, officer, now, note="身份证 11010519491231002X")


def test_seat_is_judged_once_and_corrected_with_a_reason(session, room, officer, keeper, now):
    judge(session, room, officer, now, note="第一次")
    with pytest.raises(Refused, match="evaluation_exists"):
        judge(session, room, keeper, now)
    with pytest.raises(InvalidInput, match="correction_reason_missing"):
        correct(session, room, keeper, now, reason="  ")
    row = correct(session, room, keeper, now)
    assert (row.total, row.evaluated_by_id) == (100, keeper.account_id)
    change = session.exec(select(EvaluationChange)).one()
    old = json.loads(change.content)
    assert (old["items"], old["total"], old["note"]) == (POINTS, 91, "第一次")
    assert (old["evaluated_by"], change.reason) == (officer.account_id, "看错一项")
    assert len(session.exec(select(EvaluationItem)).all()) == len(POINTS)


def test_what_was_not_judged_cannot_be_corrected(session, room, officer, now):
    with pytest.raises(NotFound):
        correct(session, room, officer, now)


def confirm(session, room, actor, now, *, result="excellent", reason="", year=2026):
    return confirm_year(
        session, expert_id=room.chairs[0].actor.expert_id,
        choice=YearChoice(year, result, reason), actor=actor, now=now, outbox=Outbox(URL),
    )  # fmt: skip


def test_year_is_the_mean_of_its_tasks(session, room, officer, keeper, now):
    judge(session, room, officer, now)
    row = confirm(session, room, keeper, now)
    assert (row.tasks, row.mean, row.result, row.note) == (1, 9100, "excellent", "")


def test_task_belongs_to_the_year_in_which_its_round_was_closed_in_shanghai(session, now):
    new_year = now.replace(month=1, day=1, hour=0, minute=0)  # 8 o'clock in Shanghai
    last_second = new_year.replace(year=2025, month=12, day=31, hour=15, minute=59)
    for closed_at, year in ((new_year, 2026), (last_second, 2025)):
        room = closed_room(session, closed_at)
        officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
        judge(session, room, officer, now)
        expert_id = room.chairs[0].actor.expert_id
        assert [list_totals(session, expert_id, each) for each in (2025, 2026)] == (
            [[91], []] if year == 2025 else [[], [91]]
        )


def test_year_that_departs_or_is_confirmed_again_needs_a_reason(
    session, room, officer, keeper, now
):
    judge(session, room, officer, now)
    with pytest.raises(InvalidInput, match="year_reason_missing"):
        confirm(session, room, keeper, now, result="qualified")
    confirm(session, room, keeper, now, result="qualified", reason="一次逾期")
    with pytest.raises(InvalidInput, match="year_reason_missing"):
        confirm(session, room, keeper, now, result="excellent")
    row = confirm(session, room, keeper, now, result="excellent", reason="核实后恢复")
    change = session.exec(select(EvaluationChange)).one()
    assert json.loads(change.content)["result"] == "qualified"
    assert (row.result, change.reason) == ("excellent", "核实后恢复")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"year": 2027}, "year_in_future"),
        ({"year": 2025}, "year_without_tasks"),
        ({"result": "splendid"}, "year_result_unknown"),
    ],
)
def test_year_refuses_what_cannot_be(session, room, officer, keeper, now, values, code):
    judge(session, room, officer, now)
    with pytest.raises(InvalidInput, match=code):
        confirm(session, room, keeper, now, **values)


def test_only_the_keeper_confirms_a_year(session, room, officer, now):
    judge(session, room, officer, now)
    with pytest.raises(Refused, match="not_your_role"):
        confirm(session, room, officer, now)

"""Judging and paying the work on a seat: once, with reasons, exact, told to the expert."""

import json

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    EvaluationChange,
    EvaluationItem,
    Fee,
    Message,
    Review,
    ReviewRound,
    TaskEvaluation,
)
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role, RoundState
from riskassess.queries.pool.fees import FeeChoice, list_fees
from riskassess.queries.pool.work_records import work_records
from riskassess.services.letters import Outbox
from riskassess.services.pool.evaluations import Judgement, correct_evaluation, evaluate_task
from riskassess.services.pool.fees import Attended, Payment, note_payment, settle_fee
from riskassess.services.pool.work_comments import WorkRecord, comment_on_work
from riskassess.services.pool.years import YearChoice, confirm_year, list_totals
from tests import factories
from tests.support.review_room import make_room

URL = "https://wenping.example.invalid"
POINTS = {"preparation": 18, "quality": 27, "independence": 19, "attendance": 14, "opinion": 13}
FULL = {item.code: item.maximum for item in builtin_pool_manual("cn-pool").evaluation.items}


def closed_room(session, closed_at, *, experts=1, state=MemberState.SUBMITTED):
    room = make_room(session, experts=experts, state=state)
    close(session, room, closed_at)
    return room


def close(session, room, closed_at):
    round_ = session.get_one(ReviewRound, room.round.id)
    round_.state, round_.closed_at = RoundState.CLOSED, closed_at
    review = session.get_one(Review, room.review.id)
    review.closed_at = closed_at
    room.assessment.state = AssessmentState.FILED
    for row in (round_, review, room.assessment):
        factories.save(row)


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
    assert f"{URL}/expert/profile/work" in message.body
    assert "91" not in message.body


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


def test_nothing_is_judged_or_paid_before_the_round_is_closed(session, now):
    room = make_room(session, experts=1, state=MemberState.SUBMITTED)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    with pytest.raises(Refused, match="round_still_open"):
        judge(session, room, officer, now)
    with pytest.raises(Refused, match="round_still_open"):
        settle(session, room, officer, now)


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


def settle(session, room, actor, now, *, level="senior", duration="day", attendance="room"):
    return settle_fee(
        session, member_id=room.chairs[0].member.id,
        attended=Attended(duration, attendance, level), actor=actor, now=now, outbox=Outbox(URL),
    )  # fmt: skip


@pytest.mark.parametrize("line", builtin_pool_manual("cn-pool").fees.table, ids=str)
def test_every_line_of_the_manuals_table_is_exact_to_the_fen(session, room, officer, now, line):
    given = {"level": line.title_level, "duration": line.duration}
    assert settle(session, room, officer, now, **given).amount == line.yuan * 100
    assert (
        settle(session, room, officer, now, **given, attendance="remote").amount == line.yuan * 50
    )
    assert len(session.exec(select(Fee)).all()) == 1


def test_title_level_is_asked_and_never_guessed(session, room, officer, now):
    with pytest.raises(InvalidInput, match="fee_title_missing"):
        settle(session, room, officer, now, level="")
    for wrong in ({"level": "x"}, {"duration": "x"}, {"attendance": "x"}):
        with pytest.raises(InvalidInput, match="fee_unknown"):
            settle(session, room, officer, now, **wrong)
    assert session.exec(select(Fee)).all() == []


def pay(session, actor, now, ids, *, voucher="记-031", paid_on=None):
    payment = Payment(paid_on or now.date(), voucher)
    return note_payment(
        session, fee_ids=ids, payment=payment, actor=actor, now=now, outbox=Outbox(URL)
    )


def test_paid_fee_is_final(session, room, officer, now):
    row = settle(session, room, officer, now)
    assert pay(session, officer, now, [row.id]) == 1
    with pytest.raises(Refused, match="fee_paid"):
        settle(session, room, officer, now, duration="half_day")
    with pytest.raises(Refused, match="fee_paid"):
        pay(session, officer, now, [row.id])
    actions = session.exec(select(AuditEntry.action)).all()
    assert (actions.count("fee:settle"), actions.count("fee:pay")) == (1, 1)


def test_payment_is_all_or_nothing_and_of_the_own_office(session, room, officer, now):
    row = settle(session, room, officer, now)
    for wrong, error in (
        ({"ids": []}, InvalidInput),
        ({"ids": [row.id, 99_999]}, NotFound),
        ({"ids": [row.id], "voucher": " "}, InvalidInput),
        ({"ids": [row.id], "voucher": "6222 0210 0111 6245 702"}, InvalidInput),
        ({"ids": [row.id], "paid_on": now.date().replace(year=2027)}, InvalidInput),
    ):
        with pytest.raises(error):
            pay(session, officer, now, **wrong)
    with pytest.raises(NotFound):
        pay(session, factories.actor(Role.POOL_KEEPER), now, [row.id])
    session.refresh(row)
    assert row.paid_on is None


def test_payable_list_by_period_and_review_sums_exactly(session, now):
    room = closed_room(session, now, experts=2)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    first = settle(session, room, officer, now, level="chief", attendance="remote")
    room.chairs.reverse()
    second = settle(session, room, officer, now, level="none", duration="half_day")
    found = list_fees(session, officer, FeeChoice(paid=False))
    assert (found.total, len(found.rows)) == (first.amount + second.amount, 2)
    assert found.total == 90_000 + 45_000
    today = now.date()
    for choice, count in (
        (FeeChoice(from_on=today, until_on=today), 2),
        (FeeChoice(until_on=today.replace(day=1)), 0),
        (FeeChoice(from_on=today.replace(day=3)), 0),
        (FeeChoice(review_id=room.review.id), 2),
        (FeeChoice(review_id=room.review.id + 1), 0),
        (FeeChoice(paid=True), 0),
    ):
        assert len(list_fees(session, officer, choice).rows) == count, choice
    assert not list_fees(session, factories.actor(Role.CASE_OFFICER), FeeChoice()).rows


def say(session, kind, row, actor, now, text="当时网络中断，已说明。"):
    comment_on_work(session, kind=kind, record_id=row.id, text=text, actor=actor, now=now)


def test_expert_comments_on_the_own_records_and_nothing_is_lost(
    session, room, officer, keeper, now
):
    expert = room.chairs[0].actor
    rows = {
        WorkRecord.EVALUATION: judge(session, room, officer, now),
        WorkRecord.YEAR: confirm(session, room, keeper, now),
        WorkRecord.FEE: settle(session, room, officer, now),
    }
    for kind, row in rows.items():
        say(session, kind, row, expert, now)
        say(session, kind, row, expert, now, "再补充一点。")
        session.refresh(row)
        assert row.comment.startswith("当时网络中断")
        assert row.comment.endswith("再补充一点。")
        assert row.commented_at == now
    records = work_records(session, expert.expert_id)
    assert all(
        "再补充" in row.comment
        for row in (records.tasks[0].evaluation, records.years[0].row, records.fees[0].fee)
    )


def test_nobody_comments_on_somebody_elses_record(session, room, officer, now):
    row = judge(session, room, officer, now)
    other = factories.expert(office_id=room.assessment.office_id)
    stranger = factories.actor(Role.EXPERT, office_id=room.assessment.office_id, expert_id=other.id)
    for actor in (stranger, officer):
        with pytest.raises(NotFound):
            say(session, WorkRecord.EVALUATION, row, actor, now)
    with pytest.raises(InvalidInput, match="comment_missing"):
        say(session, WorkRecord.EVALUATION, row, room.chairs[0].actor, now, " ")
    with pytest.raises(InvalidInput, match="personal_number_bank_card"):
        say(session, WorkRecord.EVALUATION, row, room.chairs[0].actor, now, "6222021001116245702")


def test_expert_without_an_address_is_judged_all_the_same(session, room, officer, now):
    from models import Expert

    expert = session.get_one(Expert, room.chairs[0].actor.expert_id)
    expert.email = ""
    factories.save(expert)
    assert judge(session, room, officer, now).total == 91
    assert session.exec(select(Message)).all() == []

"""Fees by the manual's table, exact and final once paid; what the expert says about the records."""

import pytest
from sqlmodel import select

from models import AuditEntry, Expert, Fee, Message
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.pool.fees import FeeChoice, list_fees
from riskassess.queries.pool.work_records import work_records
from riskassess.services.letters import Outbox
from riskassess.services.pool.evaluations import Judgement, evaluate_task
from riskassess.services.pool.fees import Attended, Payment, note_payment, settle_fee
from riskassess.services.pool.work_comments import WorkRecord, comment_on_work
from riskassess.services.pool.years import YearChoice, confirm_year
from tests import factories
from tests.support.closed_room import closed_room
from tests.support.review_room import make_room

URL = "https://wenping.example.invalid"
POINTS = {"preparation": 18, "quality": 27, "independence": 19, "attendance": 14, "opinion": 13}


@pytest.fixture
def room(session, now):
    return closed_room(session, now)


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)


@pytest.fixture
def keeper(room):
    return factories.actor(Role.POOL_KEEPER, office_id=room.assessment.office_id)


def judge(session, room, actor, now):
    return evaluate_task(
        session, member_id=room.chairs[0].member.id, judgement=Judgement(POINTS), actor=actor,
        now=now, outbox=Outbox(URL),
    )  # fmt: skip


def confirm(session, room, actor, now):
    return confirm_year(
        session, expert_id=room.chairs[0].actor.expert_id, choice=YearChoice(2026, "excellent"),
        actor=actor, now=now, outbox=Outbox(URL),
    )  # fmt: skip


def test_nothing_is_paid_before_the_round_is_closed(session, now):
    room = make_room(session, experts=1, state=MemberState.SUBMITTED)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    with pytest.raises(Refused, match="round_still_open"):
        settle(session, room, officer, now)


def test_who_missed_is_not_paid(session, now):
    room = closed_room(session, now, state=MemberState.READY)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    with pytest.raises(Refused, match="nothing_handed_in"):
        settle(session, room, officer, now)


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
    with pytest.raises(Refused, match="fee_is_paid"):
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
    expert = session.get_one(Expert, room.chairs[0].actor.expert_id)
    expert.email = ""
    factories.save(expert)
    assert judge(session, room, officer, now).total == 91
    assert session.exec(select(Message)).all() == []

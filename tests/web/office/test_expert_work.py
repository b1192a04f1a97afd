"""Judging, paying and messages in the office: forms, refusals, lists, and who may not look."""

from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from expert_pool.vocabulary import Channel
from models import (
    Expert,
    Fee,
    Message,
    Review,
    ReviewRound,
    TaskEvaluation,
    YearEvaluation,
)
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, MessageState, Role
from tests import factories
from tests.support.office import asked, final
from tests.support.review_room import make_room

POINTS = {"preparation": 18, "quality": 27, "independence": 19, "attendance": 14, "opinion": 13}
TAKEN_PART = {"title_level": "senior", "duration": "day", "attendance": "room"}


@pytest.fixture
def closed(session, now):
    """Return a room whose round is closed: one sheet is in, one seat was missed."""
    room = make_room(session, experts=2, state=MemberState.SUBMITTED)
    room.chairs[1].member.state = MemberState.READY
    round_ = session.get_one(ReviewRound, room.round.id)
    round_.state, round_.closed_at = RoundState.CLOSED, now
    review = session.get_one(Review, room.review.id)
    review.closed_at = now
    room.assessment.state = AssessmentState.FILED
    for row in (room.chairs[1].member, round_, review, room.assessment):
        factories.save(row)
    return room


@pytest.fixture
def desk(session, client, sign_in, closed):
    """Return a function that signs somebody of the office in."""

    def use(*roles):
        account = factories.account(*roles, office_id=closed.assessment.office_id)
        return sign_in(client, account)

    return use


def seat(closed, number=0):
    return f"/office/experts/seats/{closed.chairs[number].member.id}"


def judge(client, closed, number=0, **changes):
    return client.post(f"{seat(closed, number)}/evaluation", data={**POINTS, **changes})


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.POOL_KEEPER])
def test_work_is_judged_by_the_manuals_items(session, desk, closed, role, rung):
    client = desk(role)
    page = client.get(f"{seat(closed)}/evaluation").text
    assert "专业质量" in page
    assert "判断是否有据" in page
    assert judge(client, closed, note="意见完整。").status_code == 303
    row = session.exec(select(TaskEvaluation)).one()
    assert (row.total, row.note) == (91, "意见完整。")
    assert rung == [("message", session.exec(select(Message)).one().id)]
    assert "合计 91 分" in client.get(f"{seat(closed)}/evaluation").text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"quality": "31"}, "0 到 30"),
        ({"quality": ""}, "请填写分数"),
        ({"note": "身份证 11010519491231002X"}, "身份证号码"),
    ],
)
def test_wrong_points_are_told_at_the_field_and_nothing_is_lost(desk, closed, changes, told):
    answer = judge(desk(Role.CASE_OFFICER), closed, **changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="18"' in answer.text


def test_second_judgement_is_refused_and_a_correction_asks_for_a_reason(session, desk, closed):
    client = desk(Role.POOL_KEEPER)
    judge(client, closed)
    assert "已经评价过" in judge(client, closed).text
    url = f"{seat(closed)}/evaluation/correction"
    assert client.post(url, data={**POINTS, "quality": 20}).status_code == 422
    again = {**POINTS, "quality": 20, "reason": "计分时看错了一项"}
    assert client.post(url, data=again).status_code == 303
    page = client.get(f"{seat(closed)}/evaluation").text
    assert "计分时看错了一项" in page
    assert "专业质量 27" in page
    assert "合计 84 分" in page


def test_open_round_is_not_judged(session, client, sign_in):
    room = make_room(session, experts=1, state=MemberState.SUBMITTED)
    sign_in(client, factories.account(Role.CASE_OFFICER, office_id=room.assessment.office_id))
    assert "还没有结束" in client.get(f"/office/reviews/{room.review.id}/work").text
    url = f"/office/experts/seats/{room.chairs[0].member.id}"
    assert 'name="quality"' not in client.get(f"{url}/evaluation").text
    assert client.post(f"{url}/evaluation", data=POINTS).status_code == 422
    assert session.exec(select(TaskEvaluation)).all() == []


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ARCHIVIST])
def test_nobody_else_of_the_office_sees_evaluations_or_fees(desk, closed, role):
    client = desk(role)
    expert = closed.chairs[0].actor.expert_id
    for url in (
        f"{seat(closed)}/evaluation",
        f"{seat(closed)}/fee",
        "/office/experts/evaluations",
        "/office/experts/fees",
        "/office/experts/fees.xlsx",
        f"/office/experts/{expert}/work",
        f"/office/reviews/{closed.review.id}/work",
    ):
        assert client.get(url).status_code == 404, url


def test_review_lists_seats_with_what_is_left_to_do(desk, closed):
    client = desk(Role.CASE_OFFICER)
    page = client.get(f"/office/reviews/{closed.review.id}/work").text
    assert page.count(">评价<span") == 2
    assert page.count(">核定<span") == 1
    assert "未提交" in page
    assert "待评 2 位" in client.get("/office/experts/evaluations").text
    judge(client, closed)
    judge(client, closed, 1)
    assert "已评完" in client.get("/office/experts/evaluations").text


def test_fee_asks_for_a_title_level_that_the_pool_lacks(session, desk, closed):
    client, url = desk(Role.CASE_OFFICER), f"{seat(closed)}/fee"
    assert "系统不推测" in client.get(url).text
    without = {"duration": "day", "attendance": "room", "title_level": ""}
    assert client.post(url, data=without).status_code == 422
    assert client.post(url, data=TAKEN_PART).status_code == 303
    row = session.exec(select(Fee)).one()
    assert (row.amount, row.reckoning) == (
        150_000,
        "副高级，一天 1500 元 × 到会 100% = 1,500.00 元",
    )


def test_fee_takes_the_level_of_the_pool(session, desk, closed):
    expert = session.get_one(Expert, closed.chairs[0].actor.expert_id)
    expert.title_level = "chief"
    factories.save(expert)
    client, url = desk(Role.CASE_OFFICER), f"{seat(closed)}/fee"
    assert 'name="title_level"' not in client.get(url).text
    client.post(url, data={**TAKEN_PART, "title_level": "none", "attendance": "remote"})
    assert session.exec(select(Fee)).one().amount == 90_000


def test_who_missed_gets_no_fee(session, desk, closed):
    client, url = desk(Role.CASE_OFFICER), f"{seat(closed, 1)}/fee"
    assert "不发劳务费" in client.get(url).text
    assert client.post(url, data=TAKEN_PART).status_code == 422
    assert session.exec(select(Fee)).all() == []


def test_payable_list_sums_exports_and_is_noted_as_paid(session, desk, closed, now):
    client = desk(Role.POOL_KEEPER)
    factories.save(closed.chairs[1].member)
    client.post(f"{seat(closed)}/fee", data={**TAKEN_PART, "duration": "half_day"})
    fee = session.exec(select(Fee)).one()
    assert "900.00" in client.get("/office/experts/fees").text
    sheet = openpyxl.load_workbook(
        BytesIO(client.get("/office/experts/fees.xlsx").data), data_only=True
    ).active
    assert sheet.cell(sheet.max_row, 8).value == 900
    assert sheet["A2"].value == "核定日期：全部；生成于 2026-03-02"
    pay = {"fee": str(fee.id), "paid_on": "2026-03-02", "voucher": "记-2026-031"}
    bad = client.post(
        "/office/experts/fees/payment", data={**pay, "voucher": "6222021001116245702"}
    )
    assert bad.status_code == 422
    assert "银行卡号" in bad.text
    assert "checked" in bad.text
    text, _carried = asked(client, "/office/experts/fees/payment", pay)
    assert "900.00" in text
    assert session.get_one(Fee, fee.id).paid_on is None
    assert final(client, "/office/experts/fees/payment", pay, follow=False).status_code == 303
    session.refresh(fee)
    assert (str(fee.paid_on), fee.voucher) == ("2026-03-02", "记-2026-031")
    plain = client.get(f"{seat(closed)}/fee").text
    assert "这笔劳务费已登记支付" in plain
    assert "只选未支付" not in plain
    assert "没有未支付" in client.get("/office/experts/fees").text
    assert "记-2026-031" in client.get("/office/experts/fees?paid=paid").text
    assert "不能再改" in client.post("/office/experts/fees/payment", data=pay).text


def test_filters_of_the_list_take_nonsense(desk, closed):
    client = desk(Role.POOL_KEEPER)
    for query in (
        "paid=x",
        "from=2026-13-99",
        "from=9999-12-31&until=0001-01-01",
        "review=99999999999999999999",
        "endpoint=x&_external=1",
        "paid=all&review=1",
    ):
        assert client.get(f"/office/experts/fees?{query}").status_code == 200, query
        assert client.get(f"/office/experts/fees.xlsx?{query}").status_code == 200, query


def test_year_is_confirmed_by_the_keeper_or_departed_from_with_a_reason(session, desk, closed):
    officer = desk(Role.CASE_OFFICER)
    judge(officer, closed)
    url = f"/office/experts/{closed.chairs[0].actor.expert_id}"
    assert "由专家库管理员确认" in officer.get(f"{url}/work").text
    officer.post("/sign-out")
    client = desk(Role.POOL_KEEPER)
    assert "平均 91.00 分" in client.get(f"{url}/work").text
    departing = {"year": 2026, "result": "qualified", "reason": ""}
    assert client.post(f"{url}/years", data=departing).status_code == 422
    assert client.post(f"{url}/years", data={**departing, "reason": "两次逾期"}).status_code == 303
    row = session.exec(select(YearEvaluation)).one()
    assert (row.tasks, row.mean, row.result, row.note) == (1, 9100, "qualified", "两次逾期")
    assert "两次逾期" in client.get(f"{url}/work?year=2026").text


def message(closed, **values):
    given = {
        "office_id": closed.assessment.office_id, "recipient": "a@b.invalid", "subject": "评审邀请",
        "body": "https://wenping.example.invalid/invitations/geheim", "created_at": factories.NOW,
        "recipient_name": "张三", "topic": "invitation", "subject_id": closed.chairs[0].member.id,
    }  # fmt: skip
    return factories.save(Message(**{**given, **values}))


def test_messages_show_what_became_of_each_and_no_link(desk, closed, now):
    message(closed, state=MessageState.SENT, sent_at=now, delivered_at=now, channel=Channel.SMS)
    message(closed, state=MessageState.FAILED, error="HTTP 422 stop list", attempts=8)
    message(closed, state=MessageState.FAILED, error="superseded", attempts=8)
    message(closed, state=MessageState.KEPT, recipient="", body="")  # as erasure leaves it
    client = desk(Role.CASE_OFFICER)
    for url in ("/office/experts/messages", f"/office/reviews/{closed.review.id}/messages"):
        page = client.get(url).text
        for told in ("已送达", "HTTP 422 stop list", "不再自动重发", "没有发出", "短信"):
            assert told in page, (url, told)
        assert "geheim" not in page
        assert page.count("重发<span") == 1
    assert "已送达" not in client.get("/office/experts/messages?channel=mail").text
    assert "没有符合条件" in client.get("/office/experts/messages?state=queued").text


def test_only_the_case_officer_sees_who_was_invited(session, client, sign_in):
    room = make_room(session, experts=1)
    office_id = room.assessment.office_id
    message(room)
    keeper = factories.account(Role.POOL_KEEPER, office_id=office_id)
    sign_in(client, keeper)
    for url in ("/office/experts/messages", f"/office/reviews/{room.review.id}/messages"):
        assert "张三" not in client.get(url).text, url
    hidden = message(room, state=MessageState.FAILED)
    assert client.post(f"/office/messages/{hidden.id}/retry").status_code == 404


def test_failed_message_is_sent_again_by_hand(session, desk, closed, rung):
    failed = message(closed, state=MessageState.FAILED, error="away", attempts=8)
    client = desk(Role.CASE_OFFICER)
    answer = client.post(f"/office/messages/{failed.id}/retry", data={"review": closed.review.id})
    assert answer.location.endswith(f"/reviews/{closed.review.id}/messages")
    session.refresh(failed)
    assert (failed.state, failed.attempts, failed.error) == (MessageState.QUEUED, 0, "")
    assert rung == [("message", failed.id)]
    assert (
        "没有失败" in client.post(f"/office/messages/{failed.id}/retry", follow_redirects=True).text
    )

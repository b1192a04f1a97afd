"""Feedback, discussion and live meeting on the pages: who sees what, and what stays hidden."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import DiscussionPost, LiveStep, row_id
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.services.test_feedback import open_next
from tests.support.consultation_room import save, save_factor, scoring_room, told_room


@pytest.fixture
def room(session):
    return told_room(session)


@pytest.fixture
def meeting(session):
    return scoring_room(session, experts=3, way="live")


def address(room, chair, rest):
    return f"/expert/reviews/{room.chairs[chair].member.id}/{rest}"


def talk(room, chair=0):
    return address(room, chair, f"feedback/1/factors/{room.factors[0].id}")


def test_the_feedback_shows_figures_own_mark_reasons_and_the_rule(expert, room):
    page = expert.get(address(room, 0, "feedback")).text
    for told in (
        "第 1 轮反馈", "仍有分歧", "30% 至 70%", "10% 至 90%", "低于中间一半", "我写的理由",
        "公示期已满", "手册规定至少 2 轮", "肯德尔", "没有上一轮可比",
    ):  # fmt: skip
        assert told in page, told
    codes = {chair.member.code for chair in room.chairs}
    employers = {chair.member.employer for chair in room.chairs}
    assert not [word for word in codes | employers if re.search(rf">{word}<|{word}：", page)]
    assert "<script>" not in page


def test_a_consultations_sheet_asks_for_grades_and_no_conclusion(room, sign_in, session):
    open_next(session, room)
    page = sign_in(room.chairs[0].account).get(address(room, 0, "sheet/opinions")).text
    assert "建议的初始等级" in page
    assert "评审结论" not in page
    book = sign_in(room.chairs[0].account).post(address(room, 0, "offline/sheet"))
    assert "意见和等级" in load_workbook(BytesIO(book.data)).sheetnames
    refused = save(session, room, 0, [("sheet", "conclusion", "pass")])
    assert [error.code for error in refused.rejected.values()] == ["place_unknown"]


def test_who_handed_in_nothing_gets_no_feedback_and_no_talk(room, sign_in, session):
    open_next(session, room)  # else the whole room would be closed to the fourth
    client = sign_in(room.chairs[3].account)
    for path in ("feedback", "feedback/1", f"feedback/1/factors/{room.factors[0].id}"):
        assert client.get(address(room, 3, path)).status_code == 404
    page = client.get(address(room, 3, f"sheet/{room.factors[0].id}")).text
    assert "上一轮反馈" not in page


def test_the_next_sheet_leads_back_to_the_feedback_of_the_factor(expert, room, session):
    open_next(session, room)
    page = expert.get(address(room, 0, f"sheet/{room.factors[0].id}")).text
    assert f'href="{address(room, 0, "feedback/1")}#factor-B03"' in page
    assert f'href="{address(room, 0, "feedback/1")}"' in expert.get(address(room, 0, "")[:-1]).text


def test_the_list_of_things_to_do_names_the_feedback(expert, room):
    page = expert.get("/expert/").text
    assert "查看上一轮的匿名反馈" in page
    assert f'href="{address(room, 0, "feedback")}"' in page


def test_a_post_is_read_under_its_name_and_sent_twice_stands_once(expert, room, session):
    page = expert.get(talk(room)).text
    op = re.search(r'name="op"[^>]*value="([0-9a-f]{32})"', page)[1]
    for _time in range(2):
        assert expert.post(talk(room), data={"op": op, "text": "补偿标准应统一"}).status_code == 303
    assert len(session.exec(select(DiscussionPost)).all()) == 1
    page = expert.get(talk(room)).text
    assert f'data-op="{op}"' in page
    assert re.search(r"专家.（我）", page)


def test_a_refused_post_keeps_its_text_and_operation(expert, room):
    answer = expert.post(talk(room), data={"op": "abc", "text": "长" * 2001})
    assert answer.status_code == 422
    assert "请不要超过 2000 字" in answer.text
    assert "长" * 2001 in answer.text
    assert 'value="abc"' in answer.text


def test_the_office_hides_a_post_and_sees_round_names_only(room, sign_in, session):
    client = sign_in(room.chairs[0].account)
    client.post(talk(room), data={"op": "abc", "text": "某某家的事"})
    office_id = room.review.office_id
    officer = factories.account(Role.CASE_OFFICER, office_id=office_id)
    keeper = factories.account(Role.POOL_KEEPER, office_id=office_id)
    post = session.exec(select(DiscussionPost)).one()
    base = f"/office/reviews/{room.review.id}/discussion"
    assert sign_in(keeper).get(base).status_code == 404
    client = sign_in(officer)
    page = client.get(base).text
    assert re.search(r"专家[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥] ·", page)
    assert room.chairs[0].account.display_name not in page
    hide = f"{base}/posts/{post.id}/hiding"
    assert client.post(hide, data={"reason": ""}).status_code == 422
    assert client.post(hide, data={"reason": "涉及个人隐私"}).status_code == 303
    read = sign_in(room.chairs[1].account).get(talk(room, 1)).text
    assert "涉及个人隐私" in read
    assert "某某家的事" not in read


def lead(client, room):
    return client.post(f"/office/reviews/{room.review.id}/live/next", data={})


def officer_of(room):
    return factories.account(Role.CASE_OFFICER, office_id=room.review.office_id)


def test_polling_tells_counts_alike_whatever_is_marked(meeting, sign_in, session):
    lead(sign_in(officer_of(meeting)), meeting)
    step = session.exec(select(LiveStep)).one()
    save_factor(session, meeting, 0, step.factor_id, "90", "机密理由")
    client = sign_in(meeting.chairs[1].account)
    state = client.get(address(meeting, 1, "live/state"))
    assert state.json == {"version": "1-0-open", "ready": 0, "present": 3}
    again = client.get(
        address(meeting, 1, "live/state"), headers={"If-None-Match": state.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert "参加现场会诊" in client.get("/expert/").text
    page = client.get(address(meeting, 1, "live")).text
    assert "机密理由" not in page
    assert "已填好 0 / 3 位" in page
    assert 'id="results"' not in page
    sign_in(meeting.chairs[0].account).post(address(meeting, 0, f"live/steps/{step.id}"),
                                            data={"go": "ready"})  # fmt: skip
    told = sign_in(meeting.chairs[1].account).get(address(meeting, 1, "live/state"))
    assert told.json["ready"] == 1
    assert len(told.data) == len(state.data)


def test_the_meeting_works_without_script(meeting, sign_in, session):
    lead(sign_in(officer_of(meeting)), meeting)
    step = session.exec(select(LiveStep)).one()
    fields = {
        f"{step.factor_id}.{moment}_{part}": "7" if part == "weight" else "40"
        for moment in ("before", "after")
        for part in ("weight", "probability", "impact")
    }
    for chair in range(3):
        client = sign_in(meeting.chairs[chair].account)
        url = address(meeting, chair, f"live/steps/{step.id}")
        wrong = client.post(url, data={**fields, f"{step.factor_id}.before_impact": "400"})
        assert wrong.status_code == 422
        assert client.post(url, data={**fields, "go": "ready"}).status_code == 303
    page = client.get(address(meeting, 2, "live")).text
    assert 'id="results"' in page
    locked = [
        client.get(address(meeting, 2, place)).text.count("data-locked")
        for place in (f"sheet/{step.factor_id}", "sheet-table")
    ]
    assert locked == [6, 6]  # what was shown can be read and not changed
    assert "这个因素本轮不再改动" in page
    office = sign_in(officer_of(meeting)).get(f"/office/reviews/{meeting.review.id}/live").text
    assert 'id="results"' in office
    assert "我的评分" not in office


def test_only_a_live_round_has_a_meeting(expert, room, sign_in):
    assert expert.get(address(room, 0, "live")).status_code == 404
    officer = sign_in(officer_of(room))
    assert officer.get(f"/office/reviews/{room.review.id}/live").status_code == 404


def test_the_chair_is_told_why_not(meeting, sign_in, session):
    client = sign_in(officer_of(meeting))
    lead(client, meeting)
    answer = client.post(
        f"/office/reviews/{meeting.review.id}/live/showing", data={"reason": "都在等"},
        follow_redirects=True,
    )  # fmt: skip
    assert "只有 0 位专家填好" in answer.text
    assert session.exec(select(LiveStep)).one().shown_at is None
    assert row_id(meeting.round)


def test_the_leader_leads_from_the_own_page_and_nobody_else(meeting, sign_in, session):
    leader = meeting.chairs[0]
    leader.member.is_leader = True
    factories.save(leader.member)
    other = sign_in(meeting.chairs[1].account)
    assert other.post(address(meeting, 1, "live/next")).status_code == 404
    assert 'id="chair"' not in other.get(address(meeting, 1, "live")).text
    client = sign_in(leader.account)
    assert 'id="chair"' in client.get(address(meeting, 0, "live")).text
    assert client.post(address(meeting, 0, "live/next")).status_code == 303
    assert session.exec(select(LiveStep)).one().position == 1
    answer = client.post(address(meeting, 0, "live/showing"), data={"reason": ""})
    assert "写明理由" in client.get(answer.location).text
    assert lead(sign_in(officer_of(meeting)), meeting).status_code == 404

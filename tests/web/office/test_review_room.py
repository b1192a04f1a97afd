"""The office's pages of one review: what waits, days, meeting and sign-in, attention."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from models import DueChange, Message, PanelMember, Review, RoundKey
from riskassess.domain.room_vocabulary import KeyHolder, RoundState
from riskassess.domain.vocabulary import MemberState, ReviewState, Role
from tests import factories
from tests.support import reviews as scenes
from tests.support.consultations import consultation_room, issues_closed, officer_of, scored
from tests.support.office import final, page, sign_in
from tests.support.review_room import make_room


@pytest.fixture
def drawn(session, now):
    return scenes.drawn_case(session, now=now)


def test_the_page_says_first_what_waits_and_for_whom(client, session, drawn):
    case, opened, officer = drawn
    first, second = scenes.seated(session, opened.review)[:2]
    first.state, first.opened_at = MemberState.READY, factories.NOW
    second.state = MemberState.ACCEPTED
    for row in (first, second):
        factories.save(row)
    text = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/review")
    assert "3 位专家答复邀请" in text
    assert "1 位专家声明回避与保密" in text
    assert "1 位专家提交" in text
    assert "已打开材料" in text
    assert text.index('id="now"') < text.index('id="panel"') < text.index('id="draws"')


def test_putting_off_is_later_reasoned_told_and_shown(client, session, drawn, rung, now):
    case, opened, officer = drawn
    sign_in(client, session, officer)
    path = f"/office/reviews/{opened.review.id}/extension"
    refused = client.post(path, data={"due_on": "2026-03-10", "reason": "提前"})
    assert (refused.status_code, "不能早于本轮原定的" in refused.text) == (422, True)
    far = client.post(path, data={"due_on": "2099-01-01", "reason": "补充勘察"})
    assert (far.status_code, "截止日期最迟为" in far.text) == (422, True)
    assert client.post(path, data={"due_on": "2026-03-27", "reason": " "}).status_code == 422
    before = len(rung)
    given = {"due_on": "2026-03-27", "reason": "补充勘察"}
    assert "改为 2026年3月27日。" in client.post(path, data=given).text
    assert session.exec(select(DueChange)).all() == []
    answer = final(client, path, given)
    assert "已延期 1 次，最近一次的原因：补充勘察" in answer.text
    session.expire_all()
    assert session.exec(select(DueChange)).one().due_after == opened.review.due_on
    assert len(rung) - before == 5
    sign_in(client, session, scenes.approver(case))
    assert "补充勘察" in page(client, path)
    assert client.post(path, data={"due_on": "2026-04-27", "reason": "再延"}).status_code == 404


def test_a_meeting_is_planned_with_its_lead_and_members_are_signed_in(
    client, session, drawn, app, now
):
    case, opened, officer = drawn
    member = scenes.seated(session, opened.review)[0]
    member.state = MemberState.READY
    factories.save(member)
    sign_in(client, session, officer)
    path = f"/office/reviews/{opened.review.id}/panel-meeting"
    assert "应在会前 7 天送达" in page(client, path)
    given = {"meeting_at": "2026-03-05T09:00", "place": "三楼会议室"}
    text = client.post(path, data=given, follow_redirects=True).text
    assert "专家库手册要求材料在会前 7 天送达" in text
    told = f"/office/reviews/{opened.review.id}"
    early = client.post(f"{told}/members/{member.id}/sign-in", follow_redirects=True)
    assert "会议当天才能签到" in early.text
    client.post(f"{told}/materials")
    session.expire_all()
    review = session.get(Review, opened.review.id)
    assert review.materials_at == now
    assert {row.topic for row in session.exec(select(Message))} == {"invitation", "meeting"}
    app.extensions["clock"] = lambda: now + timedelta(days=3)
    sign_in(client, session, officer)
    done = client.post(f"{told}/members/{member.id}/sign-in", follow_redirects=True)
    assert ("已登记签到" in done.text, "到场" in done.text) == (True, True)
    again = client.post(f"{told}/members/{member.id}/sign-in", follow_redirects=True)
    assert "已经签到，不必再签" in again.text
    client.post(f"{told}/members/{member.id}/sign-in/striking")
    session.expire_all()
    assert session.get(PanelMember, member.id).signed_in_at is None
    assert "测试专家" not in page(sign_in(client, session, scenes.approver(case)), path)


def test_attention_is_shown_after_the_close_and_to_readers_of_sheets(client, session, now):
    case, review, _result, officer = scenes.graded(session, now=now)
    path = f"/office/reviews/{review.id}/attention"
    text = page(sign_in(client, session, officer), path)
    assert "仅供关注，不剔除" in text
    assert "至少 5 份才作比较" in text
    assert path in page(client, f"/office/assessments/{case.id}/review")
    keeper = factories.actor(Role.POOL_KEEPER, office_id=case.office_id)
    page(sign_in(client, session, keeper), path, 404)


def test_no_attention_while_a_round_is_open(client, session, drawn):
    _case, opened, officer = drawn
    sign_in(client, session, officer)
    page(client, f"/office/reviews/{opened.review.id}/attention", 404)


def test_attention_shows_who_leans_and_what_lies_far_out(client, session, now):
    room = consultation_room(session, experts=6)
    session.delete(issues_closed(session, room, now))
    scored(session, room, (5000, 5000, 5100, 5200, 5100, 9500), now)
    room.review.state = ReviewState.CLOSED
    factories.save(room.review)
    text = page(
        sign_in(client, session, officer_of(room)), f"/office/reviews/{room.review.id}/attention"
    )
    assert "<svg" in text
    assert "整体偏高" in text
    assert "整体偏低" not in text
    assert "95.0%" in text


def test_the_page_of_a_locked_round_names_who_holds_the_key(client, session, drawn):
    case, opened, officer = drawn
    round_ = scenes.round_of(session, opened.review)
    round_.state = RoundState.LOCKED
    factories.save(round_)
    first, second = officer, scenes.approver(case)
    factories.save(
        RoundKey(
            office_id=case.office_id, round_id=round_.id, holder=KeyHolder.OFFICERS,
            public_key="00", made_at=factories.NOW,
            wrapped=json.dumps({
                "boxes": {f"{first.account_id}>{second.account_id}": "",
                          f"{second.account_id}>{first.account_id}": ""},
                "officers": {str(first.account_id): "01", str(second.account_id): "02"},
            }),
            parts=json.dumps({str(first.account_id): {}}),
        )
    )  # fmt: skip
    text = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/review")
    assert "本轮已截止，等两位持钥人开启" in text
    assert second.name in text
    assert f"/office/assessments/{case.id}/opening" in text
    assert "结束本轮并计算" not in text


def test_an_expert_opens_the_room_and_signs_in_online(client, session, app, now):
    room = make_room(session)
    room.review.meeting_at, room.review.meeting_place = now + timedelta(hours=3), "线上"
    factories.save(room.review)
    chair = room.chairs[0]
    sign_in(client, session, chair.actor)
    base = f"/expert/reviews/{chair.member.id}"
    shown = factories.document(room.assessment, "D12", text="第一条")
    for place, seen in (("", None), ("/sheet", None), (f"/documents/{shown.id}", now)):
        assert client.get(f"{base}{place}").status_code == 200
        session.expire_all()
        assert session.get(PanelMember, chair.member.id).opened_at == seen
    path = f"/expert/reviews/{chair.member.id}/attendance"
    assert "线上签到" in page(client, path)
    assert "已签到" in client.post(path, follow_redirects=True).text
    other = room.chairs[1].member.id
    page(client, f"/expert/reviews/{other}/attendance", 404)
    assert client.post(f"/expert/reviews/{other}/attendance").status_code == 404

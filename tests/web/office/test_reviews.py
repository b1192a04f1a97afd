import pytest
from sqlmodel import select

from models import Draw, Review
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.proof.records import read_record
from tests import factories
from tests.support import reviews as scenes
from tests.support.office import final, page, sign_in


@pytest.fixture
def ready(session):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    return case, scenes.officer(case)


@pytest.fixture
def opened(session, ready, now):
    case, officer = ready
    return case, scenes.opened(session, case, officer, now=now).review, officer


OPENING = {
    "kind": "project_review",
    "due_on": "2026-03-20",
    "offer": "dice",
    "expected_at": "2026-03-02T12:30",
}


def test_officer_opens_a_review_and_nobody_is_invited_before_the_values(
    client, session, ready, rung, app
):
    case, officer = ready
    sign_in(client, session, officer)
    assert "2026-03-16" in page(client, f"/office/assessments/{case.id}/review/new")
    answer = final(client, f"/office/assessments/{case.id}/reviews", OPENING)
    assert "抽取已公告" in answer.text
    assert (rung, "还没有到公告的时间" in answer.text) == ([], True)
    assert session.exec(select(Review)).one().due_on.isoformat() == "2026-03-20"
    draw = session.exec(select(Draw)).one()
    app.extensions["clock"] = lambda: draw.expected_at
    first = {"dice_officer-values": "3512644153", "dice_officer-note": "录像 001"}
    told = final(client, f"/office/draws/{draw.id}/values/dice_officer", first).text
    assert "等待其他来源" in told
    assert "3512644153" not in told
    sign_in(client, session, factories.actor(Role.POOL_KEEPER, office_id=case.office_id))
    assert "3512644153" not in page(client, f"/office/draws/{draw.id}")
    second = {"dice_keeper-values": "2266413512", "dice_keeper-note": "录像 002"}
    answer = final(client, f"/office/draws/{draw.id}/values/dice_keeper", second)
    assert "已抽取专家并发出 5 份邀请" in answer.text
    assert "3512644153" in answer.text
    assert [kind for kind, _row in rung] == ["message"] * 5


def test_refused_review_keeps_the_input(client, session, ready):
    case, officer = ready
    sign_in(client, session, officer)
    answer = client.post(
        f"/office/assessments/{case.id}/reviews",
        data={**OPENING, "kind": "expert_consultation", "due_on": "2026-03-01"},
    )
    assert answer.status_code == 422
    assert "完成日期须在今天之后" in answer.text
    assert 'value="2026-03-01"' in answer.text


def test_pool_that_cannot_fill_a_seat_is_told_on_the_form(client, session):
    case = scenes.ready_case()
    sign_in(client, session, scenes.officer(case))
    answer = client.post(
        f"/office/assessments/{case.id}/reviews",
        data=OPENING,
    )
    assert answer.status_code == 422
    assert "“法律”席位需要 1 人" in answer.text


def test_no_figure_of_an_open_round_is_in_any_page(client, session, opened):
    case, review, officer = opened
    for number, member in enumerate(scenes.seated(session, review)):
        sheet = scenes.submit(session, review, member, shift=11 + number)
    paths = [
        f"/office/assessments/{case.id}",
        f"/office/assessments/{case.id}/review",
        f"/office/assessments/{case.id}/result",
        "/office/",
        "/office/assessments",
        f"/office/reviews/{review.id}/draws/1",
    ]
    for actor in (officer, scenes.approver(case)):
        sign_in(client, session, actor)
        for path in paths:
            text = page(client, path)
            for secret in ("61.1", "0.611", "73%", "0.73", "补充过渡安置", "综合风险指数"):
                assert secret not in text, (path, secret)
        page(client, f"/office/sheets/{sheet.id}", 404)


def test_review_page_counts_and_refuses_below_the_quorum(client, session, opened):
    case, review, officer = opened
    for member in scenes.seated(session, review)[:3]:
        scenes.submit(session, review, member)
    sign_in(client, session, officer)
    text = page(client, f"/office/assessments/{case.id}/review")
    assert "已提交 3 份，至少要 4 份" in text
    assert "结束本轮并计算" not in text
    answer = client.post(f"/office/reviews/{review.id}/closing", follow_redirects=True)
    assert "已提交的评分表还不够" in answer.text
    assert scenes.round_of(session, review).state is RoundState.OPEN


def test_names_stay_with_the_case_officer_while_the_round_is_open(client, session, opened):
    case, _review, officer = opened
    path = f"/office/assessments/{case.id}/review"
    assert "测试专家" in page(sign_in(client, session, officer), path)
    assert "测试专家" not in page(sign_in(client, session, scenes.approver(case)), path)


def test_officer_closes_the_round_and_sees_the_result(client, session, opened):
    case, review, officer = opened
    for member in scenes.seated(session, review)[:4]:
        scenes.submit(session, review, member)
    sign_in(client, session, officer)
    answer = client.post(f"/office/reviews/{review.id}/closing", follow_redirects=True)
    assert "本轮已结束，结果已算出" in answer.text
    assert "缺席（未提交评分表）" in answer.text
    assert "因素矩阵" in answer.text


def test_reminder_and_supplement(client, session, opened, rung):
    case, review, officer = opened
    member = scenes.seated(session, review)[0]
    sign_in(client, session, officer)
    client.post(f"/office/reviews/{review.id}/members/{member.id}/reminder")
    assert len(rung) == 1
    announcing = {"offer": "dice", "expected_at": "2026-03-03T12:30"}
    path = f"/office/reviews/{review.id}/draws"
    answer = client.post(path, data=announcing)
    assert answer.status_code == 422
    assert "专家组没有空缺" in answer.text
    for row in scenes.panel(session, review):
        if row.state is MemberState.RESERVE or row.id == member.id:
            scenes.leave(session, row)
    assert "专家组缺 1 人" in page(client, f"/office/assessments/{case.id}/review")
    answer = final(client, path, announcing)
    assert "补充抽取" in answer.text
    assert "第 2 次抽取" in page(client, f"/office/assessments/{case.id}/review")


def test_what_is_published_of_a_sealed_draw_names_nobody(client, session, opened):
    _case, review, officer = opened
    sign_in(client, session, officer)
    answer = client.get(f"/office/reviews/{review.id}/draws/1")
    assert read_record(answer.data)["announcement"]["draw"] == 1
    assert not [row.code for row in scenes.panel(session, review) if row.code in answer.text]
    assert client.get(f"/office/reviews/{review.id}/draws/7").status_code == 404

"""The expert reads everything recorded of the own work and says something about it."""

import pytest
from sqlmodel import select

from models import Fee, Message, Review, ReviewRound, TaskEvaluation
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.letters import Outbox
from riskassess.services.pool.evaluations import Judgement, correct_evaluation, evaluate_task
from riskassess.services.pool.fees import Attended, settle_fee
from riskassess.services.pool.years import YearChoice, confirm_year
from tests import factories

URL = "https://wenping.example.invalid"


@pytest.fixture
def worked(session, room, now):
    """Return the room with the first expert's work judged, corrected, confirmed and paid."""
    round_ = session.get_one(ReviewRound, room.round.id)
    round_.state, round_.closed_at = RoundState.CLOSED, now
    review = session.get_one(Review, room.review.id)
    review.closed_at = now
    room.assessment.state = AssessmentState.FILED
    member = room.chairs[0].member
    member.state = "submitted"
    for row in (round_, review, room.assessment, member):
        factories.save(row)
    office_id = room.assessment.office_id
    keeper = factories.actor(Role.POOL_KEEPER, office_id=office_id)
    items = pool_manual_of(session, office_id).evaluation.items
    given = {"member_id": member.id, "actor": keeper, "now": now, "outbox": Outbox(URL)}
    evaluate_task(
        session, judgement=Judgement({item.code: 10 for item in items}, "第一次的说明"), **given
    )
    best = Judgement({item.code: item.maximum for item in items}, "意见完整。")
    correct_evaluation(session, judgement=best, reason="看错了一张表", **given)
    settle_fee(session, attended=Attended("day", "room", "chief"), **given)
    given = {"actor": keeper, "now": now, "outbox": Outbox(URL)}
    confirm_year(session, expert_id=member.expert_id, choice=YearChoice(2026, "excellent"), **given)
    return room


def test_page_shows_every_record_with_its_history(worked, expert):
    page = expert.get("/expert/record").text
    for told in (
        "合计 100 分",
        "专业质量",
        "意见完整。",
        "看错了一张表",
        "合计 50 分",
        "第一次的说明",
        "2026 · 优秀",
        "1,800.00 元",
        "正高级，一天 1800 元",
        "未支付",
        "您的工作记录有更新",
    ):
        assert told in page, told


@pytest.mark.parametrize(("kind", "table"), [("evaluations", TaskEvaluation), ("fees", Fee)])
def test_comment_stands_beside_the_record_for_both_sides(
    session, worked, expert, sign_in, kind, table
):
    row = session.exec(select(table)).one()
    answer = expert.post(
        f"/expert/profile/work/{kind}/{row.id}/comment", data={"text": "当时网络中断。"}
    )
    assert (answer.status_code, answer.location) == (
        303, f"/expert/record#{kind}-{row.id}"
    )  # fmt: skip
    assert "当时网络中断。" in expert.get("/expert/record").text
    officer = factories.account(Role.CASE_OFFICER, office_id=worked.assessment.office_id)
    expert.post("/sign-out")
    client = sign_in(officer)
    page = client.get(f"/office/experts/{worked.chairs[0].member.expert_id}/work").text
    assert "专家的意见" in page
    assert "当时网络中断。" in page


def test_empty_comment_and_forbidden_numbers_are_told(session, worked, expert):
    row = session.exec(select(TaskEvaluation)).one()
    url = f"/expert/profile/work/evaluations/{row.id}/comment"
    for text, told in (("  ", "没有填写"), ("卡号 6222021001116245702", "银行卡号")):
        assert told in expert.post(url, data={"text": text}, follow_redirects=True).text


def test_another_expert_sees_nothing_of_it(session, worked, sign_in):
    client = sign_in(worked.chairs[1].account)
    page = client.get("/expert/record").text
    assert "还没有评价" in page
    assert "意见完整" not in page
    for kind, table in (("evaluations", TaskEvaluation), ("fees", Fee)):
        row = session.exec(select(table)).one()
        url = f"/expert/profile/work/{kind}/{row.id}/comment"
        assert client.post(url, data={"text": "x"}).status_code == 404


def test_own_messages_show_no_text(session, worked, expert, now):
    member = worked.chairs[0].member
    factories.save(
        Message(
            office_id=member.office_id, recipient="a@b.invalid", subject="评审邀请：某项目",
            body=f"{URL}/invitations/geheim", created_at=now, expert_id=member.expert_id,
            topic="invitation", subject_id=member.id,
        )
    )  # fmt: skip
    page = expert.get("/expert/record").text
    assert "评审邀请：某项目" in page
    assert "geheim" not in page


def test_one_page_holds_all_and_the_earlier_address_leads_to_it(worked, expert):
    answer = expert.get("/expert/profile/work")
    assert (answer.status_code, answer.location) == (301, "/expert/record")
    page = expert.get("/expert/record").text
    for told in (
        "办理记录",
        "评审任务",
        "工作评价",
        "年度评价",
        "劳务费",
        "谁查阅过",
        "发给您的消息",
    ):
        assert page.count(f"<h2>{told}") == 1, told
    assert page.count("合计 100 分") == 1
    nav = expert.get("/expert/").text
    places = [
        nav.index(f'href="/expert/{each}"')
        for each in ("reviews", "profile", "record", "exclusions")
    ]
    assert places == sorted(places)

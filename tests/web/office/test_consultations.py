"""The office's page of a consultation: raised risks, what a round came to, the way on."""

import pytest
from sqlmodel import select

from models import Expert, Factor, ReviewRound
from riskassess.domain.vocabulary import MemberState, ReviewKind, Role
from tests import factories
from tests.support.consultations import (
    RISK,
    consultation_room,
    issues_closed,
    officer_of,
    scored,
)
from tests.support.office import final, page, sign_in


@pytest.fixture
def room(session):
    return consultation_room(session)


@pytest.fixture
def path(room):
    return f"/office/reviews/{room.review.id}"


def test_raised_risks_are_decided_one_by_one(client, session, room, path, now):
    officer = officer_of(room)
    sign_in(client, session, officer)
    assert RISK not in page(client, f"{path}/consultation")
    risk = issues_closed(session, room, now)
    text = page(client, f"{path}/consultation")
    assert (RISK in text, "还有 1 条没有处理" in text, "发起第 1 轮" in text) == (True, True, False)
    review = page(client, f"/office/assessments/{room.assessment.id}/review")
    assert "专家提出的风险，1 条待处理" in review
    assert 'class="btn btn-primary" href="/office/assessments' not in review  # no result yet
    key = f"risk{risk.id}"
    refused = client.post(f"{path}/risks/{risk.id}", data={f"{key}-state": "declined"})
    assert (refused.status_code, "没有填写理由" in refused.text) == (422, True)
    done = client.post(
        f"{path}/risks/{risk.id}", data={f"{key}-state": "added"}, follow_redirects=True
    )
    assert ("已列入" in done.text, "发起第 1 轮评分" in done.text) == (True, True)
    assert session.exec(select(Factor).where(Factor.name == RISK)).one().is_own
    page(sign_in(client, session, officer_of(room, Role.POOL_KEEPER)), f"{path}/consultation", 404)


def test_the_next_round_begins_and_the_panel_hears_of_it(client, session, room, path, now, rung):
    session.delete(issues_closed(session, room, now))
    session.commit()
    sign_in(client, session, officer_of(room))
    refused = client.post(f"{path}/rounds", data={"next-way": "live", "next-due_on": "2026-03-01"})
    assert (refused.status_code, "日期须在今天之后" in refused.text) == (422, True)
    given = {"next-way": "live", "next-due_on": "2026-03-20"}
    text = client.post(f"{path}/rounds", data=given, follow_redirects=True).text
    assert ("第 1 轮评分 · " in text, "3 位专家提交" in text) == (True, True)
    assert len(rung) == 3
    assert client.post(f"{path}/rounds", data=given).status_code == 422  # it is open already
    session.expire_all()
    assert len(session.exec(select(ReviewRound)).all()) == 2
    assert {chair.member.state for chair in room.chairs} == {MemberState.READY}


def test_a_round_is_told_in_figures_and_words_and_ends_with_a_reason(
    client, session, room, path, now
):
    session.delete(issues_closed(session, room, now))
    scored(session, room, (2000, 5000, 8000), now)
    sign_in(client, session, officer_of(room))
    text = page(client, f"{path}/consultation")
    figures = ("50.0%", "35.0% – 65.0%", "不超过 0.25")
    for said in (*figures, "至少评 2 轮", "仍有分歧", "没有上一轮可比"):
        assert said in text, said
    page(client, f"{path}/attention", 404)  # the consultation goes on
    refused = client.post(f"{path}/ending", data={"confirmed": "yes"})
    assert (refused.status_code, "没有填写理由" in refused.text) == (422, True)
    done = final(client, f"{path}/ending", {"end-reason": "意见已清楚"})
    assert "会诊已结束，结果已算出" in done.text
    assert "专家组结论：" not in done.text  # a consultation has none
    assert ">再次评审</a>" not in done.text  # no project review was held yet
    assert "份数少时差异多为偶然" in page(client, f"{path}/attention")


def test_the_rule_lets_a_steady_panel_end(client, session, room, path, now):
    session.delete(issues_closed(session, room, now))
    scored(session, room, (4800, 5000, 5200), now)
    scored(session, room, (4900, 5000, 5100), now)
    sign_in(client, session, officer_of(room))
    text = page(client, f"{path}/consultation")
    assert "可以结束会诊" in text
    assert 'name="end-reason"' not in text
    assert "会诊已结束" in final(client, f"{path}/ending", {}).text


def test_a_project_review_has_no_such_page(client, session, room, path):
    room.review.kind = ReviewKind.PROJECT_REVIEW
    factories.save(room.review)
    sign_in(client, session, officer_of(room))
    page(client, f"{path}/consultation", 404)


def test_between_two_rounds_nobody_else_learns_who_sits(client, session, room, path, now):
    issues_closed(session, room, now)
    keeper = officer_of(room, Role.POOL_KEEPER)
    sign_in(client, session, keeper)
    assert "本轮评分还没有结束" in page(client, f"{path}/work")
    seat = room.chairs[0].member
    page(client, f"/office/experts/seats/{seat.id}/evaluation", 404)
    text = page(client, f"/office/assessments/{room.assessment.id}/review")
    assert "名单公开之前" in text
    for chair in room.chairs:
        assert session.get(Expert, chair.member.expert_id).name not in text

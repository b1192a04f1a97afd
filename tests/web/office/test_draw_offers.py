"""The forms that announce: what a draw needs, what each offer brings, seats left vacant."""

import re

import pytest
from sqlmodel import select

from models import Draw, Review
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support import reviews as scenes
from tests.support.office import asked, final, page, sign_in

OPENING = {
    "kind": "project_review", "due_on": "2026-03-20", "expected_at": "2026-03-02T12:30",
}  # fmt: skip


@pytest.fixture
def case():
    return scenes.ready_case()


@pytest.fixture
def officer(client, session, case):
    made = scenes.officer(case)
    sign_in(client, session, made)
    return made


def test_an_offer_that_brings_too_little_is_named_and_refused(client, session, case, officer):
    scenes.pool(case.office_id, each=10)
    form = page(client, f"/office/assessments/{case.id}/review/new")
    assert "至少需要 33 比特" in form
    assert "双色球开奖号码 · 22 比特，不够" in form
    assert "两人现场掷骰（无网络时） · 50 比特" in form
    path = f"/office/assessments/{case.id}/reviews"
    refused = client.post(path, data={**OPENING, "offer": "lottery"})
    assert (refused.status_code, "只有 22 比特" in refused.text) == (422, True)
    assert "至少需要 33 比特" in refused.text
    assert not session.exec(select(Review)).all()
    given = {**OPENING, "offer": "two_lotteries"}
    question, carried = asked(client, path, given)
    # Monday noon: 大乐透 tonight, 双色球 tomorrow
    assert "双色球开奖号码 2026-03-03 21:15；大乐透开奖号码 2026-03-02 21:25" in question
    done = client.post(path, data={**carried, "confirmed": "yes"}, follow_redirects=True)
    assert "需要 33 比特，来源提供 44 比特" in done.text
    draw = session.exec(select(Draw)).one()
    assert "至少需要 33 比特随机信息，来源提供 44 比特" in client.get(f"/draws/{draw.code}").text


@pytest.mark.parametrize(
    ("roles", "ways"),
    [((), ["请专家库管理员补充", "/office/experts/health"]),
     ((Role.POOL_KEEPER,), ["/office/experts/applications", "/office/experts/import"])],
)  # fmt: skip
def test_an_empty_pool_says_what_is_missing_and_how_to_mend_it(client, session, case, roles, ways):
    sign_in(client, session, scenes.officer(case, *roles))
    form = page(client, f"/office/assessments/{case.id}/review/new")
    assert "专家库现在抽不出完整的专家组" in form
    lines = re.sub(r"\s*<[^>]*>\s*", " ", form.split('id="pool-lack"')[1].split("</section>")[0])
    assert "法律 法律 1 人 0 人 ▲ 缺 1 人" in re.sub(r"\s+", " ", lines)
    assert "7 人 0 人 ▲ 缺 7 人" in re.sub(r"\s+", " ", lines)
    assert all(way in form for way in ways)


def test_a_pool_that_suffices_is_not_warned_about(client, session, case, officer):
    scenes.pool(case.office_id)
    assert "pool-lack" not in page(client, f"/office/assessments/{case.id}/review/new")


def test_a_seat_without_candidates_is_left_by_ticking_with_a_note(client, session, case, officer):
    for expert in scenes.pool(case.office_id):
        if expert.profession == "law":
            expert.profession = "water"
            factories.save(expert)
    form = page(client, f"/office/assessments/{case.id}/review/new")
    assert "有席位在库内没有人选" in form
    path, asked = f"/office/assessments/{case.id}/reviews", {**OPENING, "offer": "dice"}
    assert "缺的席位另行申请直接指定" in client.post(path, data=asked).text
    bare = client.post(path, data={**asked, "leaves_vacant": "y"})
    assert (bare.status_code, "没有写明情况" in bare.text) == (422, True)
    told = {**asked, "leaves_vacant": "y", "vacancy": "全库没有法律专家"}
    done = final(client, path, told)
    assert "法律席位 1 个在库内没有合适的专家" in done.text
    draw = session.exec(select(Draw)).one()
    assert "批准后直接指定" in client.get(f"/draws/{draw.code}").text
    ledger = page(client, f"/office/assessments/{case.id}/ledger")
    assert "库内符合条件的专家不足" in ledger
    scenes.thrown(session, draw, officer, now=factories.NOW)
    review = page(client, f"/office/assessments/{case.id}/review")
    assert "法律席位在库内没有合适的专家，没有参加抽取" in review
    supplement = page(client, f"/office/reviews/{draw.review_id}/draws/new")
    assert "没有可以抽取的席位" in supplement
    assert "掷骰的时间" not in supplement  # nothing to announce: the way on is the appointment
    appointing = page(client, f"/office/reviews/{draw.review_id}/appointments/new")
    assert '<option selected value="pool_exhausted">' in appointing
    assert "法律席位在库内没有合适的专家" in appointing

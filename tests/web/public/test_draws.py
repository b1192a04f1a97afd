"""The public page of a draw: codes at most, nobody before the moment, everything after it."""

import pytest

from expert_pool.record_check import check_content
from riskassess.domain.room_vocabulary import RoundState
from riskassess.proof.records import read_record
from riskassess.services import draw_requests, draws
from tests import factories
from tests.support import reviews as scenes


@pytest.fixture
def case(session):
    made = scenes.ready_case()
    scenes.pool(made.office_id)
    return made


@pytest.fixture
def officer(case):
    return scenes.officer(case)


def codes_of(draw):
    return [row[0] for row in read_record(draw.pool_snapshot.encode())["experts"]]


def close(session, review):
    round_ = scenes.round_of(session, review)
    round_.state = RoundState.CLOSED
    factories.save(round_)


def test_an_announced_draw_is_public_and_names_nobody(client, session, case, officer, now):
    made = scenes.announced(session, case, officer, now=now)
    path = f"/draws/{made.draw.code}"
    for page in (client.get(path), client.get(f"{path}/record")):
        assert page.status_code == 200
        assert made.draw.announcement_digest in page.text or "announcement" in page.text
        assert not [code for code in codes_of(made.draw) if code in page.text]
        assert "测试专家" not in page.text
    assert "现在谁也不知道" in client.get(path).text
    findings = check_content(client.get(f"{path}/record").data)
    assert not [finding for finding in findings if finding.ok is False]
    assert client.get(f"{path}/page").status_code == 404
    assert case.code in client.get("/draws").text


def test_a_first_throw_is_on_no_public_page(client, session, case, officer, now):
    made = scenes.announced(session, case, officer, now=now)
    scenes.throw(session, made.draw, officer, "dice_officer", "3512644153", now=now + scenes.WAIT)
    for path in ("", "/record"):
        assert "3512644153" not in client.get(f"/draws/{made.draw.code}{path}").text
    assert "等另一方录入后一并公开" in client.get(f"/draws/{made.draw.code}").text


def test_values_that_are_late_are_awaited(client, session, case, officer, now):
    made = scenes.announced(session, case, officer, now=now)
    made.draw.expected_at = now
    factories.save(made.draw)
    text = client.get(f"/draws/{made.draw.code}").text
    assert "应在 2026-03-02 10:30 产生，此后等待录入" in text
    assert "谁也不知道" not in text


def test_a_drawn_panel_stays_sealed_until_the_round_is_closed(client, session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    path = f"/draws/{made.draw.code}"
    for page in (client.get(path), client.get(f"{path}/record")):
        assert "3512644153" in page.text
        assert not [code for code in codes_of(made.draw) if code in page.text]
    assert client.get(f"{path}/page").status_code == 404
    sealed = check_content(client.get(f"{path}/record").data)
    assert sealed
    assert not [finding for finding in sealed if finding.ok is False]
    record = read_record(client.get(f"{path}/record").data)
    assert not set(record) & {"salt", "lists", "standing", "strata", "members", "reserves"}
    before = client.get(path).text
    drawn = read_record(made.draw.record.encode())
    for stratum in drawn["strata"]:
        assert stratum["key_string"] in before
        assert stratum["rounds"][0][1][:16] not in before
    close(session, made.review)
    page = client.get(path).text
    assert drawn["strata"][0]["rounds"][0][1][:16] in page
    members = scenes.panel(session, made.review)
    assert all(member.code in page for member in members)
    assert "测试研究院" not in page
    record = client.get(f"{path}/record")
    assert all(finding.ok for finding in check_content(record.data))
    offline = client.get(f"{path}/page")
    assert offline.status_code == 200
    assert "attachment" in offline.headers["Content-Disposition"]


def test_the_page_says_rule_seats_seal_and_how_a_place_is_found(
    client, session, case, officer, now
):
    made = scenes.opened(session, case, officer, now=now)
    before = client.get(f"/draws/{made.draw.code}").text
    assert "同一单位至多 1 人；同一类别不超过 60%" in before
    assert "法律：至少 1 人（专业：法律）" in before
    assert "密封到本轮评分结束" in before
    assert "余数加一就是剩余各行中的第几行" in before
    close(session, made.review)
    whole = read_record(made.draw.record.encode())["strata"][0]["rounds"][0][1]
    assert whole in client.get(f"/draws/{made.draw.code}").text


def test_a_cancelled_draw_gives_its_reason_and_leads_to_the_next(
    client, session, case, officer, now
):
    made = scenes.opened(session, case, officer, now=now)
    wish = draw_requests.Wish("value_wrong", "录像显示为 3，录入人张三")
    asked = draw_requests.request_redraw(
        session, draw_id=made.draw.id, wish=wish, desk=scenes.desk(officer, now)
    )
    draw_requests.decide_request(
        session, request_id=asked.id, approves=True, decision="", public_url=scenes.URL,
        desk=scenes.desk(scenes.approver(case), now),
    )  # fmt: skip
    text = client.get(f"/draws/{made.draw.code}").text
    assert "理由：数值录入有误" in text
    assert "代替它的抽取还没有公告" in text
    assert "张三" not in text
    again = draws.announce_draw(
        session, review_id=made.review.id, choice=scenes.dice(now + scenes.WAIT),
        desk=scenes.desk(officer, now),
    )  # fmt: skip
    assert f'href="/draws/{again.code}"' in client.get(f"/draws/{made.draw.code}").text
    assert f'href="/draws/{made.draw.code}"' in client.get(f"/draws/{again.code}").text
    listed = client.get(f"/draws/{again.code}/case").text
    assert f'href="/draws/{made.draw.code}"' in listed
    for words in ("抽取作废", "重新抽取公告", "数值录入有误", "1 次"):
        assert words in listed
    assert "张三" not in listed
    assert not [code for code in codes_of(made.draw) if code in listed]


def test_an_unknown_address_is_none(client):
    for path in (
        "/draws/nothing",
        "/draws/nothing/record",
        "/draws/nothing/page",
        "/draws/no/case",
    ):
        assert client.get(path).status_code == 404

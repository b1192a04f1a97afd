"""What a sheet under the room's rules asks beside its figures: lines, points, first estimates."""

import re
from itertools import count

import pytest
from sqlmodel import select

from models import Sheet
from riskassess.domain.room_vocabulary import RoundKind
from riskassess.domain.vocabulary import ReviewKind, Role
from tests import factories
from tests.support.first_estimates import all_figures, estimated_room, the_rest
from tests.support.sheets import close_round, said, submit_sheet

AT = "2026-03-02T02:29:59.120Z"
OPS = count()


@pytest.fixture
def room(session):
    return estimated_room(session)


@pytest.fixture
def issues(session, room):
    room.review.kind, room.round.kind = ReviewKind.EXPERT_CONSULTATION, RoundKind.ISSUES
    room.round.number = 0
    factories.save(room.review)
    factories.save(room.round)
    return room


def url(room, tail=""):
    return f"/expert/reviews/{room.chairs[0].member.id}{tail}"


def send(client, room, *ops, base=None):
    lines = [
        {"op": f"{next(OPS)}", "factor": place, "field": field, "value": value,
         "base": base, "at": AT}
        for place, field, value in ops
    ]  # fmt: skip
    reply = client.post(url(room, "/changes"), json={"ops": lines})
    assert len(reply.json["saved"]) == len(ops)


def empty_line(page, prefix):
    """Return the place of the empty line that a browser without script fills."""
    return re.search(rf'data-factor="({prefix}[a-z0-9]+)" data-line[^>]*data-blank', page)[1]


def test_lines_are_added_mended_and_taken_away_without_script(expert, room, session):
    address = url(room, "/sheet/opinions")
    place = empty_line(expert.get(address).text, "must_fix:")
    data = {f"{place}.text": "补充过渡安置方案", f"{place}.pages": "12", f"{place}.heading": "",
            "go": "here"}  # fmt: skip
    reply = expert.post(address, data=data)
    assert (reply.status_code, reply.location) == (303, address)
    assert said(session).at(place) == {"text": "补充过渡安置方案", "pages": "12"}
    page = expert.get(address).text
    assert "补充过渡安置方案" in page
    assert empty_line(page, "must_fix:") != place
    base = {f"base.{place}.text": "补充过渡安置方案", f"base.{place}.pages": "12"}
    expert.post(address, data={**base, f"{place}.text": "补充安置方案", f"{place}.pages": "12"})
    assert said(session).get(place, "text") == "补充安置方案"
    base[f"base.{place}.text"] = "补充安置方案"
    reply = expert.post(
        address, data={**base, f"{place}.text": "补充安置方案", "remove": place,
                       f"{place}.pages": "12"}
    )  # fmt: skip
    assert reply.location == address
    assert place not in said(session)


def test_a_line_that_is_refused_keeps_what_was_written(expert, room):
    address = url(room, "/sheet/opinions")
    place = empty_line(expert.get(address).text, "must_fix:")
    data = {f"{place}.text": "补充方案", f"{place}.heading": "invented"}
    reply = expert.post(address, data=data)
    assert reply.status_code == 422
    assert reply.text.count("补充方案") == 1
    assert "没有这个选项" in reply.text


def test_a_begun_line_is_named_as_a_gap(expert, room):
    send(expert, room, ("must_fix:a1", "text", "写全的"), ("must_fix:a2", "pages", "3"))
    assert "必须修改的问题第 2 条没有写完" in expert.get(url(room, "/sheet")).text


def test_an_older_review_keeps_the_single_text(expert, room, session):
    assert 'name="opinions.must_fix"' not in expert.get(url(room, "/sheet/opinions")).text
    room.review.pool_manual_version_id = None
    factories.save(room.review)
    page = expert.get(url(room, "/sheet/opinions")).text
    assert 'name="opinions.must_fix"' in page
    assert "data-list" not in page
    assert expert.get(url(room, "/sheet/quality")).status_code == 404


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((8, 17, 10, 15, 20, 10), "合计 80 分：通过"),
        ((8, 17, 10, 15, 20, 9.99), "合计 79.99 分：修改后复审"),
        ((10, 25, 15, 9.99, 0, 0), "合计 59.99 分：不通过"),
        ((10, 25), "已给 2 / 6 项，小计 35 分"),
    ],
)
def test_points_of_the_report_come_to_a_conclusion(expert, room, points, words):
    codes = ("basis", "survey", "identification", "estimation", "measures", "form")
    given = zip(codes, points, strict=False)
    send(expert, room, *((f"quality:{code}", "points", str(value)) for code, value in given))
    page = expert.get(url(room, "/sheet/quality")).text
    assert words in page
    assert "遗漏利益相关群体" in page


def test_points_above_the_maximum_are_refused_beside_the_field(expert, room):
    data = {"quality:basis.points": "10.5", "quality:survey.points": "20"}
    reply = expert.post(url(room, "/sheet/quality"), data=data)
    assert reply.status_code == 422
    assert reply.text.count("data-note") == 1
    assert 'value="10.5"' in reply.text
    assert "得分“10.5”不在 0 至 10 之间" in reply.text
    assert "扣" not in reply.text.split("data-note")[1].split("</div>")[0]


def test_the_sponsor_is_shown_only_after_the_first_estimates(expert, room, session):
    page = "".join(expert.get(url(room, tail)).text for tail in ("", "/sheet", "/sheet/opinions"))
    assert "项目方自评</b>" not in page
    assert "先作首次估计" in page
    first = url(room, "/first-estimates")
    assert "还没有评分" in expert.get(first).text
    send(expert, room, *all_figures(session, room))
    assert expert.get(first).text.count("<button") > 0
    assert expert.post(first).status_code == 303
    page = expert.get(url(room, f"/sheet/{room.factors[0].id}")).text
    assert "<b>项目方自评</b> 发生概率 60%" in page
    assert "先作首次估计" not in page
    assert expert.get(first).location == url(room, "/sheet")


def test_the_shift_is_shown_to_expert_and_office_after_the_round(
    expert, room, session, sign_in, now
):
    send(expert, room, *all_figures(session, room), *the_rest(session, room))
    expert.post(url(room, "/first-estimates"))
    place = str(room.factors[0].id)
    send(expert, room, (place, "after_impact", "45.5"), base="3")
    send(expert, room, (place, "before_weight", "9"), base="7")
    seat = room.chairs[0]
    submit_sheet(session, member_id=seat.member.id, actor=seat.actor, now=now)
    assert "首次估计与提交稿" not in expert.get(url(room, "/sheet")).text
    close_round(session, room, now)
    session.commit()
    officer = factories.account(Role.CASE_OFFICER, office_id=room.review.office_id)
    sheet = session.exec(select(Sheet)).one()
    for page in (
        expert.get(url(room, "/sheet")).text,
        sign_in(officer).get(f"/office/sheets/{sheet.id}").text,
    ):
        assert "首次估计与提交稿" in page
        assert "＋42.5" in page
        assert "其中 2 个在提交时有变动" in page


def test_the_issue_round_takes_risks_and_nothing_else(expert, issues, session):
    page = expert.get(url(issues)).text
    assert "列题轮" in page
    assert issues.factors[0].name in page
    address = url(issues, "/sheet/issues")
    place = empty_line(expert.get(address).text, "risk:")
    data = {f"{place}.{name}": value for name, value in
            (("name", "补偿标准前后不一"), ("category", "B"), ("stage", "C"))}  # fmt: skip
    expert.post(address, data={**data, "go": "here"})
    assert said(session).get(place, "name") == "补偿标准前后不一"
    assert "列出的风险第 1 条没有写完" in expert.get(url(issues, "/submission")).text
    assert "已列 1 条，写全 0 条" in expert.get(address).text
    assert expert.get(url(issues, "/sheet/opinions")).status_code == 404
    assert "补偿标准前后不一" in expert.get(url(issues, "/sheet")).text


def test_no_risk_at_all_may_be_submitted_after_a_clear_question(expert, issues, session):
    page = expert.get(url(issues, "/submission")).text
    assert "您没有列出新的风险" in page
    assert expert.post(url(issues, "/submission")).location == url(issues, "/sheet")
    assert session.exec(select(Sheet)).one().submitted_at

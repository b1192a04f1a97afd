"""Papers of a review say what is stored, to whom may read it, and nothing sooner."""

import json

import pytest

from models import row_id
from riskassess.domain.errors import NotFound
from riskassess.domain.room.papers import PAPERS, find_paper, why_not_yet
from riskassess.domain.vocabulary import Role
from riskassess.print.review_papers import (
    own_opinion_form,
    papers_of,
    review_paper,
    sponsors_paper,
)
from riskassess.queries.review_record import get_review_record
from riskassess.services.audit import record
from tests import factories
from tests.support.room_papers import (
    ANSWERS,
    DISSENT,
    MUST_FIX,
    consulted_room,
    judged_room,
    reopen,
)


@pytest.fixture
def judged(session):
    return judged_room(session)


def record_of(session, judged, **more):
    return get_review_record(session, row_id(judged.room.review), actor=judged.officer, **more)


def paper_of(session, judged, code, **more):
    return review_paper(record_of(session, judged, **more), find_paper(code))


def words(text):
    """Return a text without the breaks that lines and cells make."""
    return "".join(text.split())


def said(paper):
    return words(json.dumps(paper.plain(), ensure_ascii=False).replace("\\n", ""))


def test_own_form_holds_nothing_of_the_others(session, judged):
    member = judged.room.chairs[1].member
    own = own_opinion_form(record_of(session, judged), find_paper("opinion_forms"), member.id)
    text = said(own)
    assert "专家E2" in text
    assert words(MUST_FIX[1]) in text
    assert not any(other in text for other in ("专家E1", "专家E3", words(MUST_FIX[0])))


def test_minutes_tell_how_it_went(session, judged):
    text = said(paper_of(session, judged, "minutes"))
    for wanted in ("县政务中心三楼302会议室", "E1得3票；E1当选", "两位专家出差", "权重单位填错",
                   "专家同意", "报告质量平均81分", "通过2人", "修改后再审1人", "在组3人，签到2人",
                   "66.7%的专家提出", "没有表态，按手册视为同意",
                   "计为同意2人，保留意见1人"):  # fmt: skip
        assert wanted in text, wanted


def test_minutes_of_a_consultation_keep_the_names_of_the_rounds(session):
    judged = consulted_room(session)
    after = {"round": 2, "by": [], "reason": "会议时间已到"}
    record(session, actor=judged.officer, action="review:end", subject=judged.room.review,
           after=after, now=factories.NOW)  # fmt: skip
    text = said(paper_of(session, judged, "minutes"))
    for wanted in ("两批补偿方案相差三成", "补偿标准前后不一（已并入B03）", "72%—74%",
                   "依据是各项中位数与上一轮相比已经稳定", "评分第1轮之后：B03", "专家乙",
                   "标准应以公告日为准。", "会议时间已到",
                   "发言已被隐去，理由：涉及个人"):  # fmt: skip
        assert words(wanted) in text, wanted
    assert "该删的话" not in text


def test_nothing_of_an_open_round_is_printed(session, judged):
    reopen(judged.room)
    found = record_of(session, judged)
    facts = found.facts(reads_panel=True, reads_opinions=True)
    there = [rule.code for rule in PAPERS if not why_not_yet(rule, facts)]
    assert there == ["panel_list", "declarations", "invitations", "sign_in", "revision_note"]
    text = "".join(said(paper) for _name, paper in papers_of(found))
    assert found.rounds[0].sheets == []
    assert not any(words(secret) in text for secret in (DISSENT, "61%", "请说明走访"))


def test_votes_stay_secret_until_they_are_counted(session, judged):
    judged.opinion.state = "voting"
    factories.save(judged.opinion)
    found = record_of(session, judged)
    assert (found.final, found.opinions[0].votes, found.opinions[0].points) == (None, [], [])
    assert words(DISSENT) not in said(review_paper(found, find_paper("minutes")))


def test_sponsor_reads_dissent_but_not_whose(session, judged):
    text = said(sponsors_paper(record_of(session, judged), find_paper("group_opinion")))
    assert words(DISSENT) in text
    assert "已在第一条中写明" not in text
    assert "计为同意2人，保留意见1人" in text
    assert not any(code in text for code in ('"E1', '"E2', "E3：", "据：", "测试研究院"))


def test_names_stand_only_on_papers_addressed_to_persons(session, judged):
    found = record_of(session, judged, with_names=True)
    names = [words(seat.name) for seat in found.seats]
    for rule in PAPERS:
        text = said(review_paper(found, rule))
        assert all(name in text for name in names) is rule.tells_names, rule.code
    bare = "".join(said(paper) for _name, paper in papers_of(record_of(session, judged)))
    assert not any(name in bare for name in names)


def test_revision_note_answers_each_point(session, judged):
    text = said(paper_of(session, judged, "revision_note"))
    for fix, answer in zip(MUST_FIX, ANSWERS, strict=True):
        assert words(fix) in text
        assert words(answer) in text
    assert "采纳1条、部分采纳1条" in text
    assert "见报告第13页" in text
    assert "出自专家组意见第1稿，必须修改第2条" in text


def test_another_office_has_no_papers(session, judged):
    with pytest.raises(NotFound):
        get_review_record(
            session, row_id(judged.room.review), actor=factories.actor(Role.CASE_OFFICER)
        )

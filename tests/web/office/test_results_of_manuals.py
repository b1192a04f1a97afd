"""The result page of an imported assessment under every built-in manual."""

import json
import re

import pytest
from sqlmodel import select

from models import GradeResult
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import read_json
from riskassess.domain.vocabulary import Role
from riskassess.filters import figure, grade_label
from riskassess.services.exchange import import_assessment
from tests import factories
from tests.support.office import page, sign_in
from tests.unit.exhibits.examples import MANUALS, computed, text_of


@pytest.fixture
def shown(client, session, now):
    """Return a function that imports the example of a manual and reads a page of the case."""

    def show(manual, what="result"):
        officer = factories.actor(Role.CASE_OFFICER)
        done = import_assessment(
            session,
            plain=read_json(text_of(manual)),
            manual=builtin_manual(manual),
            office_id=officer.office_id,
            now=now,
        )
        path = f"/office/assessments/{done.assessment_id}/{what}".rstrip("/")
        return page(sign_in(client, session, officer), path)

    return show


def words(html):
    """Return the page's text without markup and runs of white space."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("manual", MANUALS)
def test_page_shows_what_compute_prints(shown, session, manual):
    html, rules = shown(manual), builtin_manual(manual)
    stored = session.exec(select(GradeResult)).one()
    assert stored.printed == computed(manual).printed
    before = json.loads(stored.printed)["before"]
    number = before["points"]["total"] if rules.asks_points else before["index"]
    assert f">{figure(number, 2 if rules.asks_points else 3)}<" in html
    assert f"等级为{grade_label(before['grade'])}，由" in html
    assert "与存档不符" not in html
    assert ("评估手册未经核对" in html) is not rules.verified
    assert all(note.zh in html for note in rules.notes)
    text = words(html)
    assert "不知道发出了多少份评分表" in text
    for row in before["explanation"]["criteria"]:
        assert row["source"] in html
        assert f"手册{row['paragraph']}段" in text


@pytest.mark.parametrize(
    ("manual", "parts"),
    [
        ("cn-default", ["后·风险", "专家打分平均法", "距高风险尚差 0.2178（大于 0.64）"]),
        ("cn-levels", ["5 很高", "等级系数", "权重×系数", "程度为重大，系数 1。"]),
        ("cn-index-b", ["等级系数", "各因素的权重 × 等级系数之和"]),
        ("cn-fuzzy", ["最大隶属度为一般，50.0%，对应低风险", "模糊评分", "隶属度表"]),
        ("cn-ahp", ["一致性比率 CR", "3.0385", "各专家的判断", "本手册不填权重打分"]),
        ("js-4013", ["8.46", "91.54 分", "35 ×（5.57% × 1（", "名次没有可比性"]),
        ("cn-default-matrix", ["查矩阵 TH", "概率档"]),
    ],
)
def test_what_only_some_manuals_have_is_shown(shown, manual, parts):
    html = shown(manual)
    for part in parts:
        assert part in html, part


def test_survey_of_the_case_page_has_shares_intervals_and_the_worst_case(shown):
    html = shown("cn-default", "")
    assert "95% 区间" in html
    assert "23.2%" in html
    assert "若未回收或无效的 55 份全部反对，反对率为 33.8%，按手册为中风险。" in html


def test_a_response_rate_is_told_where_sheets_were_sent(client, session, now):
    from tests.support import reviews as scenes

    case, review, _result, officer = scenes.graded(session, now=now)
    html = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/result")
    sent = len(scenes.seated(session, review))
    assert f"收回 {review.quorum} 份 / 发出 {sent} 份" in html

"""The page of the certainty: prose, pictures and tables for the office; nothing for others."""

import pytest

from riskassess.domain.vocabulary import Role
from riskassess.queries.certainty import find_certainty
from tests import factories
from tests.support import reviews as scenes
from tests.support.office import page, sign_in


@pytest.fixture
def graded(session, now):
    return scenes.graded(session, now=now)


def address(case):
    return f"/office/assessments/{case.id}/certainty"


def test_page_says_shows_and_proves(client, session, graded):
    case, _review, result, officer = graded
    stored = find_certainty(session, result.id)
    text = page(sign_in(client, session, officer), address(case))
    for words in (
        "重抽 10,000 次中",
        "2.5% 至 97.5% 分位",
        "最小的单项变动",
        "各等级的可能性",
        "什么会改变等级：措施前",
        "逐一去掉专家：措施后",
        "换一种汇总办法",
        "怎样算出",
        stored.seed,
    ):
        assert words in text, words
    assert text.count("<svg") >= 7
    assert "style=" not in text.split("<svg", 1)[1]


def test_result_leads_to_it(client, session, graded):
    case, _review, _result, officer = graded
    text = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/result")
    assert f'href="{address(case)}"' in text


def test_older_result_is_computed_on_request(client, session, graded):
    case, _review, result, officer = graded
    session.delete(find_certainty(session, result.id))
    session.commit()
    sign_in(client, session, officer)
    assert "现在计算" in page(client, address(case))
    answer = client.post(address(case), follow_redirects=True)
    assert "已计算并保存" in answer.text
    assert "重抽 10,000 次中" in answer.text


def test_case_without_a_result_says_so(client, session):
    case = scenes.ready_case()
    officer = scenes.officer(case)
    assert "还没有计算结果" in page(sign_in(client, session, officer), address(case))
    assert client.post(address(case)).status_code == 404


@pytest.mark.parametrize("role", [Role.POOL_KEEPER, Role.PROJECT_UNIT, Role.EXPERT])
def test_others_learn_nothing(client, session, graded, role):
    case, *_rest = graded
    actor = factories.actor(role, office_id=case.office_id)
    sign_in(client, session, actor)
    assert client.get(address(case)).status_code == 404
    assert client.post(address(case)).status_code == 404

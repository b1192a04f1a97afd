"""The page of the certainty: prose, pictures and tables for the office; nothing for others."""

import pytest

from riskassess.domain.vocabulary import Role
from riskassess.queries.certainty import find_certainty, find_work
from riskassess.services import jobs
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


def test_older_result_is_computed_on_request(client, session, graded, rung):
    case, _review, result, officer = graded
    session.delete(find_certainty(session, result.id))
    session.commit()
    sign_in(client, session, officer)
    assert "现在计算" in page(client, address(case))
    answer = client.post(address(case), follow_redirects=True)
    assert "正在计算（排队中）" in answer.text
    assert rung == [("job", find_work(session, result.id).job.id)]
    jobs.fail_job(session, job_id=rung[0][1], error="MemoryError", now=factories.NOW)
    assert "上次计算没有成功" in page(client, address(case))
    client.post(address(case))
    assert len(rung) == 2


def test_computing_the_result_again_rings_for_its_certainty(client, session, graded, rung):
    case, _review, _result, officer = graded
    sign_in(client, session, officer)
    client.post(f"/office/assessments/{case.id}/result")
    assert [kind for kind, _row in rung] == ["job"]
    assert "正在计算" in page(client, address(case))


def test_archivist_reads_but_cannot_ask(client, session, graded):
    case, _review, result, _officer = graded
    session.delete(find_certainty(session, result.id))
    session.commit()
    sign_in(client, session, factories.actor(Role.ARCHIVIST, office_id=case.office_id))
    assert "现在计算" not in page(client, address(case))
    assert client.post(address(case)).status_code in (403, 404)
    assert find_work(session, result.id).is_going_on is False


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

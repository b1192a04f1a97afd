"""Draws in the office: the sealed list by purpose, requests by two, the ledger of all."""

import pytest
from sqlmodel import select

from expert_pool.draw_record import differing_parts
from expert_pool.vocabulary import Disclosed, DrawState
from models import Disclosure, DrawRequest
from riskassess.domain.vocabulary import Role
from riskassess.proof.records import read_record
from tests import factories
from tests.support import reviews as scenes
from tests.support.office import asked, final, page, sign_in
from tests.support.old_draws import store_old_draw


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


@pytest.fixture
def made(session, case, officer, now):
    return scenes.opened(session, case, officer, now=now)


def test_the_list_asks_for_a_purpose_and_shows_who_looked(client, session, case, officer, made):
    path = f"/office/draws/{made.draw.id}"
    sign_in(client, session, officer)
    text = page(client, path)
    assert "还没有人查看过名单" in text
    assert "测试研究院" not in text
    refused = client.post(f"{path}/list", data={"list-purpose": ""})
    assert (refused.status_code, "请写明目的" in refused.text) == (422, True)
    assert not session.exec(select(Disclosure)).all()
    shown = client.post(f"{path}/list", data={"list-purpose": "核对回避"})
    assert "测试研究院" in shown.text
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "核对回避" in page(client, path)
    assert client.get(f"{path}/list").status_code == 303  # each look is asked for anew


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ARCHIVIST])
def test_other_roles_of_the_office_do_not_open_it(client, session, case, made, role):
    sign_in(client, session, factories.actor(role, office_id=case.office_id))
    assert "您的角色不能查看" in page(client, f"/office/draws/{made.draw.id}")
    answer = client.post(f"/office/draws/{made.draw.id}/list", data={"list-purpose": "看看"})
    assert "测试研究院" not in answer.text


def test_a_redraw_goes_through_two_pages_and_two_people(client, session, case, officer, made):
    path = f"/office/draws/{made.draw.id}"
    sign_in(client, session, officer)
    empty = client.post(f"{path}/redraw-requests", data={"redraw-note": "x"})
    assert (empty.status_code, "请选择理由" in empty.text) == (422, True)
    asking = {"redraw-reason": "value_wrong", "redraw-note": "录像显示为 3。"}
    told = client.post(f"{path}/redraw-requests", data=asking, follow_redirects=True)
    assert "等待另一位审批人处理" in told.text
    request = session.exec(select(DrawRequest)).one()
    decision = f"/office/draw-requests/{request.id}/decision"
    verdict = {f"request-{request.id}-verdict": "approve"}
    assert client.post(decision, data=verdict).status_code == 404
    assert made.draw.state is DrawState.DRAWN
    sign_in(client, session, scenes.approver(case))
    assert "录像显示为 3" in page(client, f"/office/assessments/{case.id}/review")
    text, carried = asked(client, decision, {**verdict, f"request-{request.id}-decision": "同意"})
    assert ("批准重新抽取？" in text, "同意" in text) == (True, True)
    back = client.post(decision, data={**carried, "confirmed": "back"})
    assert (back.status_code, "同意</textarea>" in back.text) == (200, True)
    done = final(client, decision, verdict)
    assert "台账已登记" in done.text
    session.refresh(made.draw)
    assert made.draw.state is DrawState.CANCELLED
    assert "这次抽取已作废" in client.get(f"/draws/{made.draw.code}").text
    ledger = page(client, f"/office/assessments/{case.id}/ledger")
    assert "数值录入有误" in ledger
    assert "抽取作废" in ledger


def test_a_direct_appointment_is_proposed_on_its_own_page(client, session, case, officer, made):
    sign_in(client, session, officer)
    path = f"/office/reviews/{made.review.id}"
    assert "专家组没有空缺" in page(client, f"{path}/appointments/new")
    scenes.leave(session, scenes.seated(session, made.review)[0])
    expert = factories.expert(office_id=case.office_id)
    asking = {"expert": "ZJ0000X", "seat": "rest", "reason": "too_special", "note": "特殊结构"}
    refused = client.post(f"{path}/appointment-requests", data=asking)
    assert refused.status_code == 422
    told = client.post(
        f"{path}/appointment-requests",
        data={**asking, "expert": expert.code},
        follow_redirects=True,
    )
    assert "申请直接指定" in told.text
    request = session.exec(select(DrawRequest)).one()
    facts = (expert.code, expert.name, "席位", "库内符合条件")
    sign_in(client, session, scenes.approver(case))
    shown = page(client, f"/office/assessments/{case.id}/review")
    assert [word for word in facts if word not in shown] == []
    verdict = {f"request-{request.id}-verdict": "approve"}
    text, _carried = asked(client, f"/office/draw-requests/{request.id}/decision", verdict)
    assert [word for word in facts if word not in text] == []
    rows = session.exec(select(Disclosure).where(Disclosure.purpose.like("审批%"))).all()
    assert [row.kind for row in rows] == [Disclosed.PANEL]  # once a day, however often
    sign_in(client, session, factories.actor(Role.POOL_KEEPER, office_id=case.office_id))
    for path in (f"assessments/{case.id}/review", f"draws/{made.draw.id}"):
        assert expert.code not in page(client, f"/office/{path}")


def test_the_auditor_reads_the_ledger_and_who_looked(client, session, case, officer, made):
    sign_in(client, session, officer)
    client.post(f"/office/draws/{made.draw.id}/list", data={"list-purpose": "核对回避"})
    sign_in(client, session, factories.actor(Role.AUDITOR, office_id=case.office_id))
    assert case.code in client.get("/control/ledgers").text
    text = client.get(f"/control/assessments/{case.id}/ledger").text
    assert "核对回避" in text
    assert "抽取公告" in text
    sign_in(client, session, factories.actor(Role.SYSTEM_ADMIN, office_id=case.office_id))
    assert client.get(f"/control/assessments/{case.id}/ledger").status_code == 404


def test_a_draw_of_the_first_form_is_shown_and_repeats(client, session, case, officer, made):
    old = store_old_draw(made.review, number=9)
    sign_in(client, session, officer)
    assert old.seed in page(client, f"/office/assessments/{case.id}/review")
    answer = client.get(f"/office/reviews/{made.review.id}/draws/9")
    assert differing_parts(read_record(answer.data)) == ()

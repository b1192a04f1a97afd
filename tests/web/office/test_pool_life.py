"""The pool keeper's pages of applications and of standing, each step and each wrong input."""

import io

import pytest
import sqlalchemy as sa
from sqlmodel import select

from expert_pool.vocabulary import Disclosed, ExpertState
from models import Disclosure, Expert, ExpertFile
from riskassess.demonstration.papers import demonstration_paper
from riskassess.domain.vocabulary import Role
from riskassess.services.pool import applications
from tests import factories
from tests.support.office import asked, final
from tests.support.pool_life import CONDITIONS, Way, outbox, papers
from tests.web.public.test_applications import FIELDS

OUTCOMES = dict.fromkeys(CONDITIONS, "yes")


@pytest.fixture
def way(session, now, settings):
    return Way(session, settings.personal_keys, now)


@pytest.fixture
def keeper(client, way, sign_in):
    account = factories.account(Role.POOL_KEEPER, office_id=way.office.id)
    return sign_in(client, account)


def state(session, way):
    session.expire_all()
    return session.get(Expert, way.id).state


def post(client, way, act, **data):
    return client.post(f"/office/experts/{way.id}/{act}", data=data)


def confirm(client, way, act, **data):
    return final(client, f"/office/experts/{way.id}/{act}", data, follow=False)


def test_list_says_what_is_next(keeper, way):
    page = keeper.get("/office/experts/applications")
    assert "试申请" in page.text
    assert "形式审查" in page.text
    assert "aria-current" in page.text


def test_long_list_has_pages(keeper, way, now):
    same = {"office_id": way.office.id, "state": ExpertState.APPLIED, "state_since": now}
    for number in range(50):
        factories.expert(**same, name=f"申请{number:02}")
    first = keeper.get("/office/experts/applications").text
    second = keeper.get("/office/experts/applications?page=2").text
    assert "第 1 页，共 2 页" in first
    assert "共 51 条" in second
    found = (
        [n for n in range(50) if f"申请{n:02}" in first],
        [n for n in range(50) if f"申请{n:02}" in second],
    )
    assert (len(found[0]) + len(found[1]), len({*found[0], *found[1]})) == (50, 50)


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST])
def test_others_of_the_office_see_no_application(client, way, sign_in, role):
    sign_in(client, factories.account(role, office_id=way.office.id))
    page = client.get("/office/experts/applications")
    assert "试申请" not in page.text
    assert "只有专家库管理员" in page.text
    for place in ("application", "standing"):
        assert client.get(f"/office/experts/{way.id}/{place}").status_code == 404
    assert post(client, way, "form-check", **OUTCOMES).status_code == 404
    assert post(client, way, "refusal", reason="x").status_code == 404


def test_whole_way_by_the_pages(keeper, session, way, rung, monkeypatch, app):
    assert post(keeper, way, "form-check", **OUTCOMES).status_code == 303
    assert state(session, way) is ExpertState.UNDER_REVIEW
    assert "请先完成类别和专业审查" in keeper.get(f"/office/experts/{way.id}/application").text
    assert post(keeper, way, "class-check", place="engineering:water").status_code == 303
    assert confirm(keeper, way, "publicity").status_code == 303
    assert "公示期还没有结束" in keeper.get(f"/office/experts/{way.id}/application").text
    late = post(keeper, way, "appointment")
    assert late.status_code == 422
    assert "公示期还没有结束" in late.text
    assert post(keeper, way, "objections", text="单位有误").status_code == 303
    way.after(8)
    monkeypatch.setitem(app.extensions, "clock", lambda: way.now)
    assert "写明核查和处理结果" in keeper.get(f"/office/experts/{way.id}/application").text
    assert post(keeper, way, "appointment").status_code == 422
    assert confirm(keeper, way, "appointment", note="已核实不成立").status_code == 303
    assert state(session, way) is ExpertState.ACTIVE
    assert rung[-1][0] == "job"
    assert "ZJ0001" in keeper.get(f"/office/experts/{way.id}/standing").text


def test_outcome_that_does_not_hold_is_kept_and_told(keeper, session, way):
    lacking = {**OUTCOMES, "record": "no", "record_evidence": "信用平台查询"}
    page = keeper.post(f"/office/experts/{way.id}/form-check", data=lacking, follow_redirects=True)
    assert "有条件不符合" in page.text
    assert "信用平台查询" in page.text
    assert state(session, way) is ExpertState.APPLIED


def test_missing_outcome_is_shown_at_its_condition(keeper, way):
    page = post(keeper, way, "form-check", **{**OUTCOMES, "health": ""})
    assert page.status_code == 422
    assert "请选择符合或不符合" in page.text


def test_return_needs_a_point(keeper, session, way):
    empty = post(keeper, way, "return")
    assert empty.status_code == 422
    assert "没有写明理由" in empty.text
    points = {"points-0-subject": "职称", "points-0-text": "证书不清楚"}
    assert post(keeper, way, "return", **points).status_code == 303
    page = keeper.get(f"/office/experts/{way.id}/application")
    assert "证书不清楚" in page.text
    assert "等申请人补正" in keeper.get("/office/experts/applications").text


def test_corrected_class_needs_a_reason(keeper, way):
    post(keeper, way, "form-check", **OUTCOMES)
    page = post(keeper, way, "class-check", place="management:law")
    assert page.status_code == 422
    assert "没有写明理由" in page.text


def test_refusal_needs_a_reason(keeper, session, way):
    assert post(keeper, way, "refusal", reason=" ").status_code == 422
    assert confirm(keeper, way, "refusal", reason="不符合条件").status_code == 303
    assert state(session, way) is ExpertState.REMOVED


def test_final_steps_are_asked_about_and_nothing_is_lost_on_the_way_back(keeper, session, way):
    text, carried = asked(keeper, f"/office/experts/{way.id}/refusal", {"reason": "不符合条件"})
    for words in ("不予入库？", "申请就此结束，不能恢复", "试申请（SQ2026-0001）", "不符合条件"):
        assert words in text
    assert state(session, way) is ExpertState.APPLIED
    back = post(keeper, way, "refusal", **{**carried, "confirmed": "back"})
    assert (back.status_code, "不符合条件</textarea>" in back.text) == (200, True)
    assert '<details class="box" open><summary>不予入库</summary>' in back.text
    way.member()
    text, carried = asked(
        keeper, f"/office/experts/{way.id}/removal", {"code": "health_age", "note": "手术"}
    )
    assert "健康或年龄原因" in text
    assert "不能撤销" in text
    assert state(session, way) is ExpertState.ACTIVE
    back = post(keeper, way, "removal", **{**carried, "confirmed": "back"})
    assert 'id="removal" open' in back.text
    assert "手术</textarea>" in back.text


def test_hearing_is_closed_only_where_one_is_open_and_not_passed_by_silently(keeper, session, way):
    way.member()
    place = f"/office/experts/{way.id}/standing"
    assert "不作出库处理" not in keeper.get(place).text
    post(keeper, way, "hearing", code="leak", note="转发评分")
    assert "不作出库处理" in keeper.get(place).text
    silent = post(keeper, way, "removal", code="own_request")
    assert (silent.status_code, "没有写明理由" in silent.text) == (422, True)
    assert state(session, way) is ExpertState.ACTIVE


def test_link_is_sent_again(keeper, way, rung):
    assert post(keeper, way, "link").status_code == 303
    assert rung[-1][0] == "message"


def test_paper_is_shown_and_the_look_is_on_record(keeper, session, way, resources):
    stored = resources.files.put(b"%PDF-1.7 paper")
    paper = factories.save(
        ExpertFile(
            office_id=way.office.id, expert_id=way.id, code="achievements", filename="a.pdf",
            media_type="application/pdf", size=14, digest=stored.digest, uploaded_at=way.now,
        )
    )  # fmt: skip
    with keeper.post(f"/office/experts/{way.id}/files/{paper.id}") as answer:
        assert answer.data == b"%PDF-1.7 paper"
    looked = session.exec(select(Disclosure).where(Disclosure.expert_id == way.id)).all()
    assert [row.kind for row in looked] == [Disclosed.FILE]
    assert keeper.post(f"/office/experts/{way.id}/files/999999").status_code == 404


def test_recommendation_on_paper_is_entered(keeper, session, way):
    unit = factories.unit(office_id=way.office.id, name="推荐来的单位")
    fields = {key: value for key, value in FIELDS.items() if key != "consent"}
    page = keeper.post("/office/experts/recommendations/new", data=fields)
    assert page.status_code == 422
    assert "请选择单位" in page.text
    done = keeper.post(
        "/office/experts/recommendations/new",
        data={**fields, "unit": str(unit.id), "note": "同意推荐",
              "file_recommendation": (io.BytesIO(demonstration_paper("推荐函", "x")), "函.pdf")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert done.status_code == 303
    assert "等本人核对并同意" in keeper.get("/office/experts/applications").text


def test_support_of_an_applicant_is_recorded(keeper, session, way):
    unit = factories.unit(office_id=way.office.id)
    assert post(keeper, way, "support", unit="").status_code == 422
    assert post(keeper, way, "support", unit=str(unit.id)).status_code == 303
    assert state(session, way) is ExpertState.RECOMMENDED


def test_standing_by_the_pages(keeper, session, way):
    way.member()
    assert post(keeper, way, "suspension", code="").status_code == 422
    assert confirm(keeper, way, "suspension", code="complaint").status_code == 303
    assert state(session, way) is ExpertState.SUSPENDED
    assert post(keeper, way, "resumption").status_code == 303
    early = post(keeper, way, "removal", code="leak")
    assert early.status_code == 422
    assert "须先告知专家并听取意见" in early.text
    assert post(keeper, way, "hearing", code="leak").status_code == 422
    assert post(keeper, way, "hearing", code="leak", note="转发评分").status_code == 303
    assert "等专家陈述意见" in keeper.get("/office/experts/applications").text
    assert post(keeper, way, "hearing-closing", note="").status_code == 422
    assert post(keeper, way, "hearing-closing", note="不成立").status_code == 303
    assert post(keeper, way, "renewal", reason="").status_code == 422
    assert (
        confirm(keeper, way, "removal", code="health_age", note="本人身体原因").status_code == 303
    )
    assert state(session, way) is ExpertState.REMOVED
    page = keeper.get(f"/office/experts/{way.id}/standing").text
    for text in ("转发评分", "不成立", "健康或年龄原因", "本人身体原因"):
        assert text in page


def test_pool_manual_says_where_each_rule_comes_from(keeper):
    page = keeper.get("/office/experts/manual").text
    for text in ("甘孜县办法", "把握：高", "把握：低", "须先听取意见", "双色球开奖号码"):
        assert text in page
    assert "第 1 版" in page


def test_expert_page_leads_to_standing(keeper, way):
    assert f"/office/experts/{way.id}/application" in keeper.get(f"/office/experts/{way.id}").text


def test_expert_answers_pauses_and_leaves(client, session, way, sign_in):
    way.member()
    account = factories.account(Role.EXPERT, office_id=way.office.id, expert_id=way.id)
    sign_in(client, account)
    page = client.get("/expert/standing")
    assert "ZJ0001" in page.text
    assert "办理记录" in page.text
    nothing = client.post("/expert/standing/answer", data={"text": "说明"})
    assert nothing.status_code == 422
    assert "没有正在听取的意见" in nothing.text
    assert client.post("/expert/standing/pause").status_code == 303
    assert state(session, way) is ExpertState.SUSPENDED
    assert client.post("/expert/standing/resumption").status_code == 303
    assert final(client, "/expert/standing/departure", {}, follow=False).status_code == 303
    assert state(session, way) is ExpertState.REMOVED
    assert "已不在专家库中" in client.get("/expert/standing").text


def test_unit_recommends_and_sees_only_its_own(client, session, way, sign_in):
    unit = factories.unit(office_id=way.office.id)
    account = factories.account(Role.PROJECT_UNIT, office_id=way.office.id, unit_id=unit.id)
    sign_in(client, account)
    assert "还没有推荐过" in client.get("/sponsor/recommendations").text
    fields = {key: value for key, value in FIELDS.items() if key != "consent"}
    known = {"name": "", "email": "APPLICANT@example.invalid"}
    bad = client.post("/sponsor/recommendations/new", data={**fields, **known})
    assert bad.status_code == 422
    assert "这个邮箱已用于另一份申请" in bad.text  # with all else, not after it
    assert client.post("/sponsor/recommendations/new", data=fields).status_code == 303
    page = client.get("/sponsor/recommendations").text
    assert "林申请" in page
    assert "试申请" not in page
    assert "lin@example.invalid" not in page


def test_list_asks_a_fixed_number_of_queries(keeper, session, way, now, settings, connection):
    def asked():
        count = []
        note = lambda *_given: count.append(1)  # noqa: E731 - a listener to take away again
        sa.event.listen(connection.engine, "before_cursor_execute", note)
        assert keeper.get("/office/experts/applications").status_code == 200
        sa.event.remove(connection.engine, "before_cursor_execute", note)
        return len(count)

    few = asked()
    assert few > 3
    for number in range(6):
        applications.apply(
            session, office_id=way.office.id, papers=papers(email=f"n{number}@example.invalid"),
            seal=way.seal, now=now, outbox=outbox(),
        )  # fmt: skip
    assert asked() == few

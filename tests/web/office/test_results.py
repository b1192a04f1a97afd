import json

import pytest
from sqlmodel import select

from models import GradeProposal, QualityPoints, ReturnPoint, Sheet, Survey
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.vocabulary import AssessmentState, Role, SheetState
from tests import factories
from tests.support import reviews as scenes
from tests.support.group_opinions import without_opinion
from tests.support.office import asked, final, page, sign_in


@pytest.fixture
def graded(session, now):
    case, review, result, officer = scenes.graded(session, now=now)
    return case, review, result, officer


def test_result_explains_itself(client, session, graded):
    case, _review, result, officer = graded
    sheet = session.exec(select(Sheet).where(Sheet.state == SheetState.SUBMITTED)).first()
    for row in builtin_pool_manual("cn-pool").room.quality.headings:
        factories.save(QualityPoints(office_id=sheet.office_id, sheet_id=sheet.id,
                                     heading=row.code, points=row.maximum * 7_000))  # fmt: skip
    text = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/result")
    for words in (
        "单因素风险",
        "反对比例",
        "16.7%（反对 30 份 / 有效 180 份）",
        "就高原则",
        "必须修改",
        "补充过渡安置方案",
        "离散程度：风险概率",
        "合计 70 分（满分 100 分）",
        result.fingerprint,
    ):
        assert words in text, words
    printed = json.loads(result.printed)
    assert f"{printed['before']['index']:.3f}" in text
    assert "与存档不符" not in text
    assert "已失效" not in text


def test_dissent_is_marked(client, session, graded):
    case, _review, result, officer = graded
    text = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/result")
    differs = result.initial_grade != "medium" or result.expected_grade != "low"
    assert ("保留意见：与计算等级不同" in text) is differs


def test_tampered_and_stale_results_are_told(client, session, graded, now):
    case, _review, result, officer = graded
    result.printed = result.printed.replace("before", "befor")
    factories.save(result)
    change_survey(case, now)
    sign_in(client, session, officer)
    text = page(client, f"/office/assessments/{case.id}/result")
    assert "与存档不符" in text
    assert "已失效" in text
    assert "调查数据" in text
    answer = client.post(f"/office/assessments/{case.id}/result", follow_redirects=True)
    assert "已按现在的材料重新计算" in answer.text
    assert "已失效" not in answer.text


def change_survey(case, now):
    factories.save(
        Survey(office_id=case.office_id, assessment_id=case.id, number=2, recorded_at=now,
               issued=200, valid=180, support=170, conditional=0, indifferent=0, oppose=10)
    )  # fmt: skip


def propose(client, case, explanation="依据充分"):
    path = f"/office/assessments/{case.id}/grade-proposal"
    return final(client, path, {"explanation": explanation})


def test_grade_is_proposed_sent_back_and_approved(client, session, graded):
    case, _review, _result, officer = graded
    sign_in(client, session, officer)
    path = f"/office/assessments/{case.id}/grade-proposal"
    assert client.post(path, data={"explanation": ""}).status_code == 422
    text, carried = asked(client, path, {"explanation": "依据充分"})
    assert "送审不能撤回" in text
    assert not session.exec(select(GradeProposal)).all()
    back = client.post(path, data={**carried, "confirmed": "back"})
    assert "依据充分</textarea>" in back.text
    assert "等级已提出" in propose(client, case).text
    first = session.exec(select(GradeProposal)).one()
    refused = client.post(f"/office/grade-proposals/{first.id}/approval", follow_redirects=True)
    assert refused.status_code == 404  # an officer who is no approver learns nothing
    sign_in(client, session, scenes.approver(case))
    text = page(client, f"/office/assessments/{case.id}/result")
    assert "批准并签发备案证书" in text
    answer = client.post(f"/office/grade-proposals/{first.id}/return", data={"reason": ""})
    assert answer.status_code == 422
    client.post(f"/office/grade-proposals/{first.id}/return", data={"reason": "说明不足"})
    sign_in(client, session, officer)
    assert "说明不足" in page(client, f"/office/assessments/{case.id}/result")
    propose(client, case, "补充了依据")
    second = session.exec(select(GradeProposal).order_by(GradeProposal.id.desc())).first()
    sign_in(client, session, scenes.approver(case))
    answer = final(client, f"/office/grade-proposals/{second.id}/approval", {})
    assert "备案证书已签发" in answer.text
    session.refresh(case)
    assert case.state is AssessmentState.FILED
    late = client.post(f"/office/grade-proposals/{second.id}/approval", follow_redirects=True)
    assert "这个等级已由" in late.text


def test_proposer_with_the_approver_role_reads_why_not(client, session, now):
    case, _review, _result, _officer = scenes.graded(session, now=now)
    both = scenes.officer(case, Role.APPROVER)
    sign_in(client, session, both)
    text = propose(client, case).text
    assert "提出的人不能审批自己提出的内容" in text
    proposal = session.exec(select(GradeProposal)).one()
    answer = client.post(f"/office/grade-proposals/{proposal.id}/approval", follow_redirects=True)
    assert "提出的人不能审批自己提出的内容" in answer.text
    session.refresh(case)
    assert case.state is AssessmentState.GRADE_PROPOSED


def test_changed_fingerprint_is_refused_with_the_section(client, session, graded, now):
    case, _review, _result, officer = graded
    sign_in(client, session, officer)
    propose(client, case)
    change_survey(case, now)
    proposal = session.exec(select(GradeProposal)).one()
    sign_in(client, session, scenes.approver(case))
    assert "变动的部分：调查数据" in page(client, f"/office/assessments/{case.id}/result")
    answer = client.post(f"/office/grade-proposals/{proposal.id}/approval", follow_redirects=True)
    assert "提出等级之后有变动" in answer.text
    session.refresh(case)
    assert case.state is AssessmentState.GRADE_PROPOSED


def test_revision_takes_chosen_opinions_without_the_expert(client, session, graded):
    case, review, _result, officer = graded
    without_opinion(session, review)
    sign_in(client, session, officer)
    path = f"/office/assessments/{case.id}/revision"
    assert client.post(path, data={}).status_code == 422
    text = page(client, f"/office/assessments/{case.id}/result")
    key = text.split('name="points" type="checkbox" value="')[-1].split('"')[0]
    assert ":" in key
    client.post(path, data={"points": [key], "own": "补充应急预案\n"})
    points = session.exec(select(ReturnPoint).order_by(ReturnPoint.id)).all()
    assert [row.text for row in points][-1] == "补充应急预案"
    assert len(points) == 2
    assert "ZJ" not in "".join(row.subject + row.text for row in points)
    session.refresh(case)
    assert case.state is AssessmentState.REVISING


def test_sheet_of_a_closed_round_is_readable(client, session, graded):
    case, _review, _result, officer = graded
    text = page(sign_in(client, session, officer), f"/office/assessments/{case.id}/result")
    path = text.split('href="/office/sheets/')[1].split('"')[0]
    assert "61%" in page(client, f"/office/sheets/{path}")
    keeper = factories.actor(Role.POOL_KEEPER, office_id=case.office_id)
    sign_in(client, session, keeper)
    page(client, f"/office/sheets/{path}", 404)
    page(client, f"/office/assessments/{case.id}/result", 404)


def test_other_office_finds_nothing(client, session, graded):
    case, review, _result, _officer = graded
    sign_in(client, session, factories.actor(Role.CASE_OFFICER, Role.APPROVER))
    for path in (
        f"/office/assessments/{case.id}/review",
        f"/office/assessments/{case.id}/review/new",
        f"/office/assessments/{case.id}/result",
        f"/office/reviews/{review.id}/draws/1",
    ):
        page(client, path, 404)
    for path in (
        f"/office/assessments/{case.id}/reviews",
        f"/office/assessments/{case.id}/result",
        f"/office/assessments/{case.id}/grade-proposal",
        f"/office/assessments/{case.id}/revision",
        f"/office/reviews/{review.id}/closing",
        f"/office/reviews/{review.id}/supplement",
        f"/office/reviews/{review.id}/members/1/reminder",
        "/office/grade-proposals/999/approval",
        "/office/grade-proposals/999/return",
    ):
        data = {"kind": "project_review", "due_on": "2026-03-20", "explanation": "x", "own": "x"}
        assert client.post(path, data=data).status_code == 404, path


def test_stored_file_that_cannot_be_computed_is_told(client, session, graded):
    case, _review, result, officer = graded
    result.assessment_file = result.assessment_file.replace('"probability"', '"probabilty"', 1)
    factories.save(result)
    sign_in(client, session, officer)
    assert "已无法重新计算" in page(client, f"/office/assessments/{case.id}/result", 409)

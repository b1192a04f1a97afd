"""The case page: what is to be done now, points, hand-in, revision, tracking, filing."""

import re

import pytest
from sqlmodel import select

from models import (
    Certificate,
    Commitment,
    GradeProposal,
    GradeResult,
    Measure,
    ReturnPoint,
)
from riskassess.domain.vocabulary import AssessmentState, CommitmentState
from tests import factories
from tests.web.sponsor.conftest import bring, png_bytes

SHARES = {
    "before_probability": "60", "before_impact": "55.5", "after_probability": "30",
    "after_impact": "40",
}  # fmt: skip


def text(answer):
    return answer.get_data(as_text=True)


def point(case, kind="registration", **values):
    officer = factories.account(office_id=case.office_id)
    given = {"subject": "D05", "text": "范围图不清", "raised_by_id": officer.id}
    return factories.save(
        ReturnPoint(
            office_id=case.office_id, assessment_id=case.id, kind=kind,
            raised_at=factories.NOW, **{**given, **values},
        )
    )  # fmt: skip


def test_complete_draft_is_submitted_once(browse, session):
    browser = browse(state="draft")
    assert "提交之前还要" in text(browser.get())
    assert "还缺少材料" in text(browser.post("/submission"))
    bring(session, browser.case, AssessmentState.SUBMITTED)
    assert "提交后由稳定办审核" in text(browser.get())
    assert "提交不能撤回" in text(browser.post("/submission"))
    assert "提交后由稳定办审核" in text(browser.post("/submission", confirmed="back"))
    assert "已提交，等待稳定办审核" in text(browser.post("/submission", confirmed="yes"))
    assert "项目不在相应的阶段" in text(browser.post("/submission"))


def test_points_are_answered_one_by_one(browse, session):
    browser = browse(state="returned")
    first, second = point(browser.case), point(browser.case, text="缺证明")
    bring(session, browser.case, AssessmentState.SUBMITTED)
    assert "还有意见没有答复" in text(browser.post("/submission"))
    assert "答复已保存" in text(browser.post(f"/points/{first.id}/answer", answer="已重传"))
    assert "还有 1 条没有答复" in text(browser.get())
    browser.post(f"/points/{second.id}/answer", answer="已补")
    browser.post(f"/points/{second.id}/answer", answer="已补两份")
    page = text(browser.get())
    assert "已补两份" in page
    assert "重新提交" in page
    assert "已提交" in text(browser.post("/submission", confirmed="yes"))
    answer = browser.post(f"/points/{first.id}/answer", answer="晚了")
    assert answer.status_code == 409
    assert "项目不在相应的阶段" in text(answer)


def test_refused_answer_keeps_the_text(browse):
    browser = browse(state="returned")
    marked = point(browser.case)
    answer = browser.post(f"/points/{marked.id}/answer", answer=" ")
    assert (answer.status_code, "没有填写答复" in text(answer)) == (422, True)
    answer = browser.post(f"/points/{marked.id}/answer", answer="长" * 5001)
    assert (answer.status_code, "长" * 5001 in text(answer)) == (422, True)


def test_point_of_another_case_is_not_found(browse):
    browser = browse(state="returned")
    other = point(factories.assessment(state="returned"))
    assert browser.post(f"/points/{other.id}/answer", answer="x").status_code == 404


def test_hand_in_lists_everything_that_is_missing(browse):
    browser = browse(state="preparing")
    page = text(browser.get("/hand-in"))
    assert "还不能提交" in page
    assert "D18" in page
    assert "还没有风险因素" in page
    browser.post("/factor-library", codes=["B03"])
    page = text(browser.get("/hand-in"))
    assert "这些因素还没有自评：B03" in page
    assert "还没有防范化解措施：B03" in page


def test_handed_in_case_is_read_only_until_returned(browse, session):
    browser = browse(state="preparing")
    factor = factories.factor(browser.case)
    bring(session, browser.case, AssessmentState.IN_REVIEW)
    assert "将提交" in text(browser.get("/hand-in"))
    assert "评审材料已提交" in text(browser.post("/hand-in"))
    assert "已经提交，不能再改" in text(browser.post("/hand-in"))
    page = text(browser.get("/factors"))
    assert "现在只能查看" in page
    assert "确认移出" not in page
    assert "已经提交，不能再改" in text(browser.post(f"/factors/{factor.id}/removal"))
    answer = browser.post(f"/factors/{factor.id}/estimate", **SHARES)
    assert (answer.status_code, "不能再改" in text(answer)) == (422, True)
    assert "已经提交，不能再改" in text(browser.upload(png_bytes(), "a.png", code="D06", item=""))


def test_revision_is_answered_with_pages(browse, session):
    browser = browse(state="revising")
    marked = point(browser.case, kind="revision", text="补充交通分析")
    (field,) = re.findall(r'<input[^>]*name="pages"[^>]*>', text(browser.get("")))
    assert "maxlength" not in field, "the browser would cut what is pasted"
    many = "、".join(map(str, range(100, 130)))
    browser.post(f"/points/{marked.id}/answer", answer="已补充", pages=many)
    session.refresh(marked)
    assert marked.answer == f"第{many}页：已补充"
    browser.post(f"/points/{marked.id}/answer", answer="已补充", pages="12、13")
    session.refresh(marked)
    assert marked.answer == "第12、13页：已补充"
    assert "D23" in text(browser.post("/revision"))  # the revision note itself is still missing
    factories.document(browser.case, "D23")
    assert "修改说明已提交" in text(browser.post("/revision"))


def test_measure_is_proven_and_the_remark_is_read(browse, session, rung):
    browser = browse(state="tracking")
    factories.factor(browser.case)
    measure = session.exec(select(Measure)).one()
    tail = f"/measures/{measure.id}/evidence"
    answer = browser.post(tail, evidence=" ")
    assert (answer.status_code, "没有填写落实情况" in text(answer)) == (422, True)
    import io

    file = (io.BytesIO(png_bytes()), "照片.png")
    assert "落实情况已提交" in text(browser.post(tail, evidence="已公布", file=file))
    commitment = session.exec(select(Commitment)).one()
    assert commitment.state is CommitmentState.PROVEN
    assert [kind for kind, _id in rung] == ["job"]
    commitment.state, commitment.remark = CommitmentState.PLANNED, "请补照片"
    commitment.checked_at = factories.NOW
    factories.save(commitment)
    page = text(browser.get("/commitments"))
    assert "请补照片" in page
    assert "照片.png" in page
    commitment.state = CommitmentState.CONFIRMED
    factories.save(commitment)
    assert browser.post(tail, evidence="再报").status_code == 409


def test_grade_is_seen_only_when_filed(browse, session):
    browser = browse(state="grade_proposed")
    case = browser.case
    officer, approver = (factories.account(office_id=case.office_id) for _ in range(2))
    from models import Review

    review = factories.save(
        Review(
            office_id=case.office_id, assessment_id=case.id, number=1, kind="project_review",
            panel_size=5, quorum=4, opened_by_id=officer.id, opened_at=factories.NOW,
            due_on=factories.NOW.date(),
        )
    )  # fmt: skip
    result = factories.save(
        GradeResult(
            office_id=case.office_id, assessment_id=case.id, review_id=review.id,
            manual_version_id=case.manual_version_id, manual_digest="d", fingerprint="f",
            fingerprint_parts="{}", assessment_file="{}", record="{}", printed="{}",
            initial_grade="medium", expected_grade="low", computed_at=factories.NOW,
        )
    )  # fmt: skip
    proposal = factories.save(
        GradeProposal(
            office_id=case.office_id, assessment_id=case.id, grade_result_id=result.id,
            fingerprint="f", initial_grade="medium", expected_grade="low", explanation="e",
            state="approved", proposed_by_id=officer.id, proposed_at=factories.NOW,
            decided_by_id=approver.id, decided_at=factories.NOW,
        )
    )  # fmt: skip
    factories.save(
        Certificate(
            office_id=case.office_id, assessment_id=case.id, proposal_id=proposal.id,
            number="BA-2026-01", fingerprint="f", content="{}", key_id="k",
            signed_at=factories.NOW,
        )
    )  # fmt: skip
    assert "中风险" not in text(browser.get())
    case.state = AssessmentState.FILED
    factories.save(case)
    page = text(browser.get())
    assert "备案结果" in page
    assert "中风险" in page
    assert "BA-2026-01" in page


@pytest.mark.parametrize("state", list(AssessmentState))
def test_every_page_opens_in_every_state(browse, session, state):
    browser = browse(state=state)
    factor = factories.factor(browser.case)
    measure = session.exec(select(Measure)).one()
    tails = (
        "", "/registration", "/kind", "/survey", "/factors", "/factor-library", "/factors/new",
        f"/factors/{factor.id}/estimate", "/measures", "/measures/new", f"/measures/{measure.id}",
        "/forecast", "/hand-in", "/commitments",
    )  # fmt: skip
    assert {tail: browser.get(tail).status_code for tail in tails} == dict.fromkeys(tails, 200)


@pytest.mark.parametrize("same_office", [True, False])
def test_every_page_of_another_unit_is_not_found(browse, same_office):
    browser = browse(state="preparing")
    values = {"office_id": browser.unit.office_id} if same_office else {}
    browser.case = factories.assessment(owner=factories.unit(**values), state="preparing")
    factor = factories.factor(browser.case)
    reads = ("", "/registration", "/survey", "/factors", "/factor-library", "/measures")
    assert {browser.get(tail).status_code for tail in reads} == {404}
    writes = (
        "/submission", "/survey-end", "/hand-in", "/revision", "/survey", "/forecast",
        "/factor-library", "/factors/new", f"/factors/{factor.id}/removal",
        f"/factors/{factor.id}/estimate", "/measures/new", "/documents", "/registration",
    )  # fmt: skip
    assert {tail: browser.post(tail).status_code for tail in writes} == dict.fromkeys(
        writes, 404
    ) | {"/factor-library": 404}

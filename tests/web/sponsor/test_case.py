"""The case page: what is to be done now, points, survey, factors, measures, hand-in, tracking."""

import pytest
from sqlmodel import select

from models import (
    Certificate,
    Commitment,
    Document,
    Factor,
    GradeProposal,
    GradeResult,
    Measure,
    OwnEstimate,
    ReturnPoint,
    Survey,
)
from riskassess.domain.vocabulary import AssessmentState, CommitmentState
from riskassess.queries.manuals import get_manual
from tests import factories
from tests.web.sponsor.conftest import png_bytes

COUNTS = {
    "issued": 420, "valid": 396, "support": 297, "conditional": 55, "indifferent": 20, "oppose": 24,
}  # fmt: skip
SHARES = {
    "before_probability": "60", "before_impact": "55.5", "after_probability": "30",
    "after_impact": "40",
}  # fmt: skip


def text(answer):
    return answer.get_data(as_text=True)


def bring(session, case, *steps):
    """Put a document under every line that the steps need."""
    manual = get_manual(session, case.manual_version_id)
    for rule in manual.documents:
        if rule.needed_for not in steps or rule.by != "sponsor":
            continue
        items = manual.kind("demolition").basis if rule.by_kind else ("",)
        for item in items:
            factories.save(
                Document(
                    office_id=case.office_id, assessment_id=case.id, code=rule.code, item=item,
                    title="t", filename="t.pdf", media_type="application/pdf", size=1,
                    digest="sha256:" + "0" * 64, uploaded_at=factories.NOW,
                )
            )  # fmt: skip


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
    assert "已提交，等待稳定办审核" in text(browser.post("/submission"))
    assert "项目已进入其他阶段" in text(browser.post("/submission"))


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
    assert "已提交" in text(browser.post("/submission"))
    answer = browser.post(f"/points/{first.id}/answer", answer="晚了")
    assert answer.status_code == 409
    assert "项目已进入其他阶段" in text(answer)


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


def test_survey_is_recorded_corrected_and_shown(browse, session):
    browser = browse(state="surveying")
    assert "调查数据已保存" in text(browser.post("/survey", **COUNTS))
    browser.post("/survey", **COUNTS)
    page = text(browser.post("/survey", **(COUNTS | {"issued": 430, "note": "补录"})))
    versions = session.exec(select(Survey).order_by(Survey.number)).all()
    assert [row.issued for row in versions] == [420, 430]
    assert "各版数据" in page
    assert "92.1%" in page
    assert all(share in page for share in ("75.0%", "13.9%", "5.0%", "6.1%", "合计 100.0%"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"oppose": 25}, "四类态度合计 397 份，与有效份数 396 不相等"),
        ({"issued": 100}, "有效份数多于发放份数"),
        ({"oppose": "-1"}, "请填写整数"),
        ({"oppose": "24.0"}, "请填写整数"),
        ({"oppose": "2_4"}, "请填写整数"),
        ({"oppose": ""}, "请填写份数"),
        ({"oppose": "99999999999999"}, "请填写整数"),
        ({"oppose": "999999999"}, "数字过大"),
    ],
)
def test_wrong_counts_are_told_and_kept(browse, session, change, words):
    answer = browse(state="surveying").post("/survey", **(COUNTS | change))
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="297"' in text(answer)
    assert not session.exec(select(Survey)).all()


def test_survey_ends_when_all_is_there(browse, session):
    browser = browse(state="surveying")
    bring(session, browser.case, AssessmentState.PREPARING)
    assert "还没有登记调查数据" in text(browser.post("/survey-end"))
    browser.post("/survey", **COUNTS)
    assert "调查已结束" in text(browser.post("/survey-end"))


def test_library_is_searched_and_taken(browse, session):
    browser = browse(state="preparing")
    page = text(browser.get("/factor-library"))
    assert "政策规划和审批程序" in page
    assert "本类项目" in page
    found = text(browser.get("/factor-library?words=补偿标准"))
    assert "B03" in found
    assert "A01" not in found
    assert "没有找到" in text(browser.get("/factor-library?words=海底"))
    assert "没有勾选因素" in text(browser.post("/factor-library"))
    for _again in range(2):
        browser.post("/factor-library", codes=["B03", "A01"])
    codes = session.exec(select(Factor.code).order_by(Factor.position)).all()
    assert codes == ["B03", "A01"]
    assert browser.post("/factor-library", codes=["Z99"]).status_code == 404


def test_own_factor_gets_the_next_code(browse, session):
    browser = browse(state="preparing")
    own = {"name": "祠堂搬迁", "category": "F", "stage": "P", "note": ""}
    browser.post("/factors/new", **own)
    assert "清单中已有名为“祠堂搬迁”的因素" in text(browser.post("/factors/new", **own))
    factor = session.exec(select(Factor)).one()
    browser.post(f"/factors/{factor.id}/removal")
    browser.post("/factors/new", **own)
    codes = session.exec(select(Factor.code).order_by(Factor.id)).all()
    assert codes == ["XO01", "XO02"]


def test_removed_factor_comes_back_with_its_estimate(browse, session):
    browser = browse(state="preparing")
    factor = factories.factor(browser.case)
    assert "因素已移出清单" in text(browser.post(f"/factors/{factor.id}/removal"))
    assert browser.get(f"/factors/{factor.id}/estimate").status_code == 404
    browser.post("/factor-library", codes=["B03"])
    assert 'value="60"' in text(browser.get(f"/factors/{factor.id}/estimate"))


def test_estimate_is_exact(browse, session):
    browser = browse(state="preparing")
    factor = factories.factor(browser.case)
    page = text(browser.post(f"/factors/{factor.id}/estimate", **SHARES, reason=""))
    row = session.exec(select(OwnEstimate)).one()
    session.refresh(row)
    assert (row.before_impact, row.after_impact) == (5550, 4000)
    assert "的自评已保存" in page
    assert "本单位自评：因素矩阵" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"before_impact": "101"}, "0 至 100"),
        ({"before_impact": "55.555"}, "0 至 100"),
        ({"before_impact": "-1"}, "0 至 100"),
        ({"before_impact": ""}, "请填写百分数"),
        ({"before_probability": "100", "before_impact": "100", "after_probability": "10",
          "after_impact": "10"}, "风险程度下降超过 2 级，没有写明理由"),
    ],
)  # fmt: skip
def test_wrong_estimate_is_told_and_kept(browse, change, words):
    browser = browse(state="preparing")
    factor = factories.factor(browser.case)
    answer = browser.post(f"/factors/{factor.id}/estimate", **(SHARES | change))
    assert answer.status_code == 422
    assert words in text(answer)
    assert all(f'value="{value}"' in text(answer) for value in change.values())


def test_measure_is_added_once_changed_and_removed(browse, session):
    browser = browse(state="preparing")
    browser.post("/factor-library", codes=["B03", "A01"])
    ids = session.exec(select(Factor.id).order_by(Factor.id)).all()
    facts = {
        "text": "公布补偿标准", "owner": "征收办", "stage": "P", "due_on": "2026-06-30",
        "factor_ids": ids,
    }  # fmt: skip
    assert "请至少选择一个因素" in text(
        browser.post("/measures/new", **(facts | {"factor_ids": []}))
    )
    assert "措施已登记" in text(browser.post("/measures/new", **facts))
    assert "同样的措施已经登记过" in text(browser.post("/measures/new", **facts))
    measure = session.exec(select(Measure)).one()
    browser.post(f"/measures/{measure.id}", **(facts | {"factor_ids": ids[:1]}))
    assert "还没有措施的因素（1 个）" in text(browser.get("/measures"))
    browser.post(f"/measures/{measure.id}/removal")
    assert "还没有措施的因素（2 个）" in text(browser.get("/measures"))


def test_forecast_tells_unknown_from_nought(browse, session):
    browser = browse(state="preparing")
    browser.post("/forecast", event_class="medium", headcount="0", forecast_note="")
    assert "0 人" in text(browser.get())
    browser.post("/forecast", event_class="unknown", headcount="", forecast_note="")
    session.refresh(browser.case)
    assert (browser.case.event_class, browser.case.headcount) == (None, None)
    assert "人数：尚不清楚" in text(browser.get())


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
    browser.post(f"/points/{marked.id}/answer", answer="已补充", pages="12、13")
    session.refresh(marked)
    assert marked.answer == "第12、13页：已补充"
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

"""Survey, factors, estimates, measures and forecast: stored exactly, refused with input kept."""

import pytest
from sqlmodel import select

from models import Factor, Measure, OwnEstimate, Survey
from riskassess.domain.vocabulary import AssessmentState
from tests import factories
from tests.web.sponsor.conftest import bring

COUNTS = {
    "issued": 420, "valid": 396, "support": 297, "conditional": 55, "indifferent": 20, "oppose": 24,
}  # fmt: skip
SHARES = {
    "before_probability": "60", "before_impact": "55.5", "after_probability": "30",
    "after_impact": "40",
}  # fmt: skip


def text(answer):
    return answer.get_data(as_text=True)


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

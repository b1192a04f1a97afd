"""Classes of opposition on the survey's page: only under a deduction manual, all or none."""

import pytest
from sqlmodel import select

from models import OppositionClass, Survey
from riskassess.adapters.manuals import builtin_manual
from riskassess.queries.opposition import list_classes
from riskassess.services.manuals import store_manual
from tests import factories

COUNTS = {
    "issued": "420", "valid": "396", "support": "297", "conditional": "55", "indifferent": "20",
    "oppose": "24",
}  # fmt: skip
CLASSES = {"class_0": "6", "class_1": "10", "class_2": "8"}


@pytest.fixture
def browser(browse, session):
    row = store_manual(session, manual=builtin_manual("js-4013"), now=factories.NOW)
    return browse(state="surveying", manual_version_id=row.id)


def test_classes_are_recorded_corrected_and_shown(browser, session):
    assert "反对意见的强度" in browser.get("/survey").text
    page = browser.post("/survey", **COUNTS, **CLASSES).text
    assert "调查数据已保存" in page
    browser.post("/survey", **COUNTS, **CLASSES)
    browser.post("/survey", **COUNTS, **(CLASSES | {"class_0": "5", "class_1": "11"}))
    versions = session.exec(select(Survey).order_by(Survey.number)).all()
    assert [[row.count for row in list_classes(session, each)] for each in versions] == [
        [6, 10, 8], [5, 11, 8],
    ]  # fmt: skip
    assert [row.intensity for row in list_classes(session, versions[0])] == [10_000, 7_000, 3_000]
    shown = browser.get("/survey").text
    assert 'value="11"' in shown
    assert "反对：可能发生或较强烈" in shown


def test_without_classes_the_experts_are_asked(browser, session):
    assert "调查数据已保存" in browser.post("/survey", **COUNTS).text
    assert session.exec(select(OppositionClass)).all() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"class_1": ""}, "反对强度的分类没有填全"),
        ({"class_1": "11"}, "各类反对强度合计 25 份，与反对份数 24 不相等"),
        ({"class_1": "-1"}, "请填写整数"),
        ({"class_1": "0.5"}, "请填写整数"),
    ],
)
def test_wrong_classes_are_told_beside_their_field_and_kept(browser, session, change, words):
    answer = browser.post("/survey", **COUNTS, **(CLASSES | change))
    assert answer.status_code == 422
    assert 'form-error" id="class_' in answer.text
    assert words in answer.text
    assert 'value="8"' in answer.text
    assert session.exec(select(Survey)).all() == []


def test_other_manuals_do_not_ask_for_classes(browse, session):
    browser = browse(state="surveying")
    assert "反对意见的强度" not in browser.get("/survey").text
    assert "调查数据已保存" in browser.post("/survey", **COUNTS, **CLASSES).text
    assert session.exec(select(OppositionClass)).all() == []

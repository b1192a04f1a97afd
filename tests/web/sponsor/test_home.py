"""To-do list and list of the own assessments."""

from models import Project
from tests import factories


def text(answer):
    return answer.get_data(as_text=True)


def test_home_says_what_to_do_first(browse):
    page = text(browse().client.get("/sponsor/"))
    assert "请先登记项目" in page
    assert "/sponsor/projects/new" in page


def test_home_lists_what_waits(browse, session):
    browser = browse(state="draft")
    page = text(browser.client.get("/sponsor/"))
    assert session.get(Project, browser.case.project_id).title in page
    assert "填完登记并提交" in page
    assert browser.url() in page


def test_list_shows_fifty_a_page_and_only_the_own(browse, session):
    browser = browse(state="draft")
    for _number in range(51):
        factories.assessment(owner=browser.unit, state="surveying")
    other = factories.assessment(state="surveying")
    first = text(browser.client.get("/sponsor/assessments"))
    second = text(browser.client.get("/sponsor/assessments?page=2"))
    assert "第 1 页，共 2 页 · 共 52 条" in first
    assert first.count("TEST-") == 50
    assert second.count("TEST-") == 2
    assert other.code not in first + second


def test_list_is_filtered_by_state_and_words(browse):
    browser = browse(state="draft")
    other = factories.assessment(owner=browser.unit, state="surveying")
    by_state = text(browser.client.get("/sponsor/assessments?state=surveying"))
    by_code = text(browser.client.get(f"/sponsor/assessments?words={browser.case.code.lower()}"))
    assert (other.code in by_state, browser.case.code in by_state) == (True, False)
    assert (other.code in by_code, browser.case.code in by_code) == (False, True)
    assert "没有符合条件的项目" in text(browser.client.get("/sponsor/assessments?words=%25"))


def test_odd_questions_are_answered(browse):
    client = browse(state="draft").client
    for query in ("page=0", "page=-5", "page=99", "page=x", "state=magic", "words=%00"):
        assert client.get(f"/sponsor/assessments?{query}").status_code == 200

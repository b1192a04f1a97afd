"""Registering in two steps: fields of the kind, refusals with input kept, codes, changes."""

import pytest
from sqlmodel import select

from models import Assessment, Project
from riskassess.queries.projects import details_of
from tests import factories

GOOD = {
    "title": "河西片区房屋征收",
    "level": "district",
    "place": "河西街道",
    "outline": "征收住宅 120 户。",
    "procedure": "general",
    "mode": "self",
    "assessment_subject": "区住建委",
    "detail_households": "120",
    "detail_floor_area": "10,500.25",
    "detail_resettlement": "both",
}
FORM = "/sponsor/projects/new/demolition"


def text(answer):
    return answer.get_data(as_text=True)


def test_kinds_are_offered_in_groups(browse):
    page = text(browse().client.get("/sponsor/projects/new"))
    assert "征收与城市更新" in page
    assert FORM in page


def test_form_asks_the_fields_of_the_kind(browse):
    page = text(browse().client.get(FORM))
    assert "征收户数（户）" in page
    assert "总库容" not in page


def test_unknown_kind_is_not_found(browse):
    assert browse().client.get("/sponsor/projects/new/castle").status_code == 404


def test_registration_is_stored_exactly(browse, session):
    browser = browse()
    answer = browser.client.post(FORM, data=GOOD)
    case = session.exec(select(Assessment)).one()
    project = session.exec(select(Project)).one()
    assert answer.status_code == 303
    assert answer.location.endswith(f"/sponsor/assessments/{case.id}")
    assert case.code.endswith("-WP-2026-0001")
    assert project.unit_id == browser.unit.id
    assert details_of(project) == {
        "households": "120", "floor_area": "10500.25", "resettlement": "both",
    }  # fmt: skip


def test_double_submit_makes_one_project(browse, session):
    browser = browse()
    first, second = (browser.client.post(FORM, data=GOOD) for _ in range(2))
    assert first.location == second.location
    assert len(session.exec(select(Project)).all()) == 1


def test_other_project_of_the_same_name_is_refused_with_input_kept(browse):
    browser = browse()
    browser.client.post(FORM, data=GOOD)
    answer = browser.client.post(FORM, data=GOOD | {"place": "河东街道"})
    assert answer.status_code == 422
    assert "本单位已登记同名项目" in text(answer)
    assert "河东街道" in text(answer)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "请填写项目名称。"),
        ({"title": "   "}, "请填写项目名称。"),
        ({"title": "长" * 5000}, "最多 200 个字，现有 5000 个。"),
        ({"outline": "长" * 5001}, "最多 5000 个字，现有 5001 个。"),
        ({"detail_households": "12a"}, "请填写数字，最多四位小数。"),
        ({"detail_households": "-3"}, "请填写数字，最多四位小数。"),
        ({"detail_households": "1e5"}, "请填写数字，最多四位小数。"),
        ({"detail_households": ""}, "请填写征收户数。"),
        ({"mode": "commissioned"}, "委托评估请填写受托评估机构的名称。"),
        ({"mode": "magic"}, "评估方式"),
    ],
)
def test_wrong_input_is_told_and_kept(browse, session, change, words):
    answer = browse().client.post(FORM, data=GOOD | change)
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert "征收住宅 120 户。" in page or "outline" in change
    assert all(value in page for value in change.values() if value != "magic")
    assert not session.exec(select(Project)).all()


def test_full_width_digits_are_numbers(browse, session):
    browse().client.post(FORM, data=GOOD | {"detail_households": "１２０"})
    assert details_of(session.exec(select(Project)).one())["households"] == "120"


def test_nul_in_a_text_is_dropped(browse, session):
    browse().client.post(FORM, data=GOOD | {"place": "河西\x00街道"})
    assert session.exec(select(Project)).one().place == "河西街道"


def test_markup_in_a_name_is_shown_as_text(browse):
    browser = browse()
    answer = browser.client.post(
        FORM, data=GOOD | {"title": "<script>alert(1)</script>"}, follow_redirects=True
    )
    assert "<script>alert(1)" not in text(answer)
    assert "&lt;script&gt;alert(1)" in text(answer)


def test_draft_is_changed(browse, session):
    browser = browse(state="draft")
    page = text(browser.get("/registration"))
    assert "保存修改" in page
    answer = browser.post("/registration", **(GOOD | {"title": "新名称"}))
    assert "登记已更改。" in text(answer)
    session.expire_all()
    assert session.get(Project, browser.case.project_id).title == "新名称"


def test_kind_of_a_draft_is_changed(browse, session):
    browser = browse(state="draft")
    assert "kind=reservoir" in text(browser.get("/kind"))
    details = {"detail_capacity": "2.5", "detail_migrants": "30", "detail_stop_order_on": ""}
    answer = browser.client.post(browser.url("/registration?kind=reservoir"), data=GOOD | details)
    session.expire_all()
    project = session.get(Project, browser.case.project_id)
    assert answer.status_code == 303
    assert (project.kind, details_of(project)) == (
        "reservoir", {"capacity": "2.5", "migrants": "30"},
    )  # fmt: skip
    assert "2.5" in text(browser.get("/registration"))


def test_submitted_registration_says_why_it_is_closed(browse):
    browser = browse(state="submitted")
    assert "现在不能修改" in text(browser.get("/registration"))
    answer = browser.post("/registration", **GOOD)
    assert answer.status_code == 422
    assert "没有保存" in text(answer) or "现在不能修改" in text(answer)


def test_real_application_wants_the_csrf_token(browse, app, session):
    browser = browse()
    app.config["WTF_CSRF_ENABLED"] = True
    assert browser.client.post(FORM, data=GOOD).status_code == 400
    assert not session.exec(select(Project)).all()


def test_another_unit_of_the_office_is_not_found(browse):
    browser = browse()
    other = factories.assessment(
        owner=factories.unit(office_id=browser.unit.office_id), state="draft"
    )
    assert browser.client.get(f"/sponsor/assessments/{other.id}").status_code == 404
    assert browser.client.get(f"/sponsor/assessments/{other.id}/registration").status_code == 404

"""The page of proposed professions: reasons, limits, who reaches it."""

from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories


def page(client, case):
    answer = client.get(f"/office/assessments/{case.id}/fit")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_page_gives_reasons_and_says_that_no_draw_uses_it(client, desk):
    case = desk(AssessmentState.PREPARING)
    factories.expert(
        office_id=case.office_id,
        name="贾演示",
        profession="expropriation",
        specialities="房屋征收补偿评估",
    )
    text = page(client, case)
    assert "随机抽取不用它，抽取程序也读不到它" in text
    assert '<span class="term">征收</span>' in text
    assert "贾演示" in text
    assert "不给专家打分，结果不保存" in text
    assert "专家库手册 cn-pool" in text


def test_page_names_nobody_who_may_not_serve(client, desk):
    case = desk(AssessmentState.PREPARING)
    factories.expert(
        office_id=case.office_id,
        name="贾演示",
        profession="expropriation",
        specialities="房屋征收补偿评估",
        state="suspended",
    )
    assert "贾演示" not in page(client, case)


def test_page_is_linked_from_the_case_and_from_the_form_of_a_review(client, desk):
    case = desk(AssessmentState.PREPARING)
    link = f"/office/assessments/{case.id}/fit"
    for place in ("", "/review/new"):
        text = client.get(f"/office/assessments/{case.id}{place}").get_data(as_text=True)
        assert link in text


def test_case_of_another_office_is_no_page(client, desk):
    desk(AssessmentState.PREPARING)
    other = factories.assessment(state=AssessmentState.PREPARING)
    assert client.get(f"/office/assessments/{other.id}/fit").status_code == 404


def test_only_the_office_reaches_it(client, sign_in, desk):
    case = desk(AssessmentState.PREPARING)
    client.post("/sign-out")
    sponsor = factories.account(Role.PROJECT_UNIT, office_id=case.office_id)
    sign_in(client, sponsor)
    assert client.get(f"/office/assessments/{case.id}/fit").status_code == 404

"""To-do list, lists of 50 a page, and the manual to read."""

from datetime import UTC, date, datetime

from riskassess.domain.vocabulary import AssessmentState
from tests import factories

S = AssessmentState


def page(client, case):
    return client.get(f"/office/assessments/{case.id}").get_data(as_text=True)


def test_to_do_list_names_the_task_and_its_day(client, desk):
    case = desk(S.SUBMITTED)
    text = client.get("/office/").get_data(as_text=True)
    assert "审核登记材料" in text
    assert "2026-03-09 前" in text
    assert f"/office/assessments/{case.id}" in text


def test_day_in_a_year_without_published_holidays_is_marked(client, desk):
    case = desk(S.SURVEYING, state_since=datetime(2026, 12, 20, tzinfo=UTC))
    text = page(client, case)
    assert "2027年放假安排未公布，按周一至周五推算" in text
    assert "2027年放假安排未公布" in client.get("/office/").get_data(as_text=True)


def test_list_is_filtered(client, desk):
    case = desk(S.SUBMITTED)
    other = factories.assessment(
        project=factories.project(office_id=case.office_id, title="乙路"), state=S.SURVEYING
    )
    url = "/office/assessments"
    assert case.code in client.get(url).get_data(as_text=True)
    assert case.code in client.get(f"{url}?phase=registration").get_data(as_text=True)
    assert case.code not in client.get(f"{url}?state=filed").get_data(as_text=True)
    assert case.code not in client.get(f"{url}?kind=reservoir").get_data(as_text=True)
    found = client.get(f"{url}?q=乙路").get_data(as_text=True)
    assert other.code in found
    assert case.code not in found
    assert client.get(f"{url}?state=nonsense&page=-1").status_code == 200


def test_office_never_sees_a_draft(client, desk):
    draft = desk(S.DRAFT)
    project = factories.project(office_id=draft.office_id)
    returned = factories.assessment(project=project, state=S.RETURNED)
    for query in ("", "?phase=registration", "?state=draft", f"?q={draft.code}"):
        text = client.get(f"/office/assessments{query}").get_data(as_text=True)
        assert f"/office/assessments/{draft.id}" not in text
    assert "共 1 条" in client.get("/office/assessments").get_data(as_text=True)
    for rest in ("", "/review", "/results", "/dossier"):
        assert client.get(f"/office/assessments/{draft.id}{rest}").status_code == 404
    assert client.get(f"/office/assessments/{returned.id}").status_code == 200


def test_list_has_pages_of_fifty(client, desk):
    case = desk(S.SUBMITTED)
    project = factories.project(office_id=case.office_id)
    for _number in range(51):
        factories.assessment(project=project, office_id=case.office_id, state=S.SURVEYING)
    first = client.get("/office/assessments").get_data(as_text=True)
    assert "第 1 页，共 2 页 · 共 52 条" in first
    assert "page=2" in first
    assert case.code not in first
    assert case.code in client.get("/office/assessments?page=2").get_data(as_text=True)


def test_pool_is_listed_without_addresses(client, desk):
    case = desk(S.SUBMITTED)
    expert = factories.expert(office_id=case.office_id, term_until=date(2026, 1, 1))
    stranger = factories.expert()
    text = client.get("/office/experts?profession=law").get_data(as_text=True)
    assert expert.name in text
    assert stranger.name not in text
    assert expert.email not in text
    odd = client.get("/office/experts?class=zzz&profession=zzz&level=zzz&page=99")
    assert (expert.name in odd.text, "第 99 页" in odd.text) == (True, False)
    shown = client.get(f"/office/experts/{expert.id}").get_data(as_text=True)
    assert "已到期" in shown
    assert expert.email not in shown
    assert client.get(f"/office/experts/{stranger.id}").status_code == 404


def test_manual_is_readable(client, desk):
    case = desk(S.SUBMITTED)
    assert "cn-default" in client.get("/office/manuals").get_data(as_text=True)
    text = client.get(f"/office/manuals/{case.manual_version_id}").get_data(as_text=True)
    for words in ("大于 0.64", "5 个工作日", "征收补偿标准", "待核定", "手册 5.4 节"):
        assert words in text
    assert client.get("/office/manuals/999999").status_code == 404

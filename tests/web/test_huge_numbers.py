"""Numbers of any length in addresses and forms: no database and no reader of digits stumbles."""

import pytest

from riskassess.domain.vocabulary import Role

HUGE = ("9" * 22, "9" * 4_301)
BEYOND = HUGE[0]
LISTS = {
    Role.CASE_OFFICER: ("assessments", "projects", "handovers", "deputies", "dossiers"),
    Role.POOL_KEEPER: ("experts", "experts/units", "experts/contests", "experts/evaluations"),
    Role.AUDITOR: ("", "emergency", "disclosures", "handovers", "dossiers"),
    Role.SYSTEM_ADMIN: ("accounts", "units", "handovers", "deputies", "emergency"),
}


@pytest.mark.parametrize("role", LISTS)
def test_page_beyond_every_row_is_an_empty_one(role, client, sample_case, sign_in):
    sign_in(client, sample_case.own[role])
    group = "control" if role in {Role.AUDITOR, Role.SYSTEM_ADMIN} else "office"
    for name in LISTS[role]:
        answer = client.get(f"/{group}/{name}", query_string={"page": BEYOND})
        assert answer.status_code == 200, name


def test_filters_and_choices_are_read_whatever_their_length(client, sample_case, sign_in):
    expert, case = sample_case.ids["expert_id"], sample_case.ids["assessment_id"]
    sign_in(client, sample_case.own[Role.POOL_KEEPER])
    for text in HUGE:
        for address, name in [
            (f"/office/experts/{expert}/work", "year"), ("/office/experts/fees", "review"),
            ("/office/assessments", "project"), ("/office/experts", "ends"),
        ]:  # fmt: skip
            answer = client.get(address, query_string={name: text, "page": "1"})
            assert answer.status_code == 200, (address, text[:30])
        paid = client.post("/office/experts/fees/payment", data={"fee": text})
        assert paid.status_code == 422
        support = client.post(f"/office/experts/{expert}/support", data={"unit": text})
        year = client.post(f"/office/experts/{expert}/years", data={"year": text})
        assert (support.status_code, year.status_code) == (422, 422), text[:30]
    # what `url_for` takes as an order is no filter of a list, and the record stays the address's
    odd = {"_scheme": "javascript", "endpoint": "x", "assessment_id": "7", "page": "2"}
    page = client.get(f"/office/assessments/{case}/exclusions", query_string=odd)
    assert f"/office/assessments/{case}/exclusions?" in page.text
    assert "javascript:" not in page.text


def test_filters_of_the_audit_are_read_whatever_their_length(client, sample_case, sign_in):
    sign_in(client, sample_case.own[Role.AUDITOR])
    for text in HUGE:
        page = client.get("/control/", query_string={"record": text})
        assert (page.status_code, "请填写记录的编号" in page.text) == (422, True), text[:30]
        for act in ("chain-check", "audit/workbook"):
            answer = client.post(f"/control/{act}", data={"record": text, "endpoint": "x"})
            assert answer.status_code < 500, (act, text[:30])
    assert client.get("/control/", query_string={"since": "0001-01-01"}).status_code == 200

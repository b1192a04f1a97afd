"""Characters that no store keeps: cleaned in fields and questions, refused in addresses."""

import pytest

from models import Project
from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories


def test_nul_in_a_question_is_no_defect(client, sign_in):
    sign_in(client, factories.account(Role.CASE_OFFICER))
    assert client.get("/office/assessments?q=a%00b").status_code == 200


def test_nul_in_an_address_is_unknown(client):
    assert client.get("/invitations/a%00b").status_code == 404


def test_control_characters_are_not_stored(client, sign_in, session):
    case = factories.assessment(state=AssessmentState.SUBMITTED)
    sign_in(client, factories.account(Role.CASE_OFFICER, office_id=case.office_id))
    answer = client.post(
        f"/office/assessments/{case.id}/registration-return",
        data={"points-0-subject": "D\x0005", "points-0-text": "补\x00正\x0b说明\x07"},
    )
    assert answer.status_code == 303
    page = client.get(f"/office/assessments/{case.id}").get_data(as_text=True)
    assert "补正\n说明" in page
    assert session.get_one(Project, case.project_id)


@pytest.mark.parametrize(
    "sent",
    [
        {"content_type": "multipart/form-data", "data": b"--x"},
        {"content_type": "multipart/form-data; boundary=x", "data": b"--x\r\nbroken"},
        {"content_type": "application/x-www-form-urlencoded", "data": b"%ff=%zz&&="},
        {"headers": {"Content-Length": "abc"}, "data": b"a=b"},
        {"headers": {"Content-Length": "-5"}, "data": b"a=b"},
    ],
)
def test_broken_forms_get_a_page(app, sent):
    answer = app.test_client().post("/sign-in", **sent)
    assert answer.status_code == 400
    assert "<html" in answer.get_data(as_text=True)

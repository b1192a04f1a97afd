"""The office's own papers: brought on the case page or beside the decision, kept once relied on."""

import io

import pytest
from sqlmodel import select

from models import Document
from riskassess.domain.vocabulary import AssessmentState as S
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.web.sponsor.conftest import office_bytes, pdf_bytes


def upload(client, case, code="D27", content=None, **data):
    given = {
        "code": code,
        "item": "",
        **data,
        "file": (io.BytesIO(content or pdf_bytes()), "a.pdf"),
    }
    url = f"/office/assessments/{case.id}/documents"
    return client.post(url, data=given, follow_redirects=True)


def said(answer):
    return answer.get_data(as_text=True)


def standing(session, case):
    session.expire_all()
    rows = session.exec(select(Document).where(Document.assessment_id == case.id))
    return [row for row in rows if row.superseded_at is None]


def test_decision_asks_for_its_paper_and_takes_it(client, desk, session, rung):
    case = desk(S.FILED)
    page = said(client.get(f"/office/assessments/{case.id}/decision"))
    assert "还缺少材料：D27 合法性审查意见、会议纪要、决定。" in page
    assert 'id="decided_on"' not in page
    answer = upload(client, case, back="decision")
    assert answer.request.path.endswith("/decision")
    assert "文件已上传。" in said(answer)
    assert 'id="decided_on"' in said(answer)
    assert [kind for kind, _id in rung] == ["job"]


def test_refused_decision_keeps_what_was_typed(client, desk):
    case = desk(S.FILED)
    given = {"decision": "implement", "body": "市人民政府", "decided_on": "2026-03-01"}
    answer = client.post(f"/office/assessments/{case.id}/decision", data=given)
    assert answer.status_code == 422
    assert "还缺少材料：D27" in said(answer)
    assert "市人民政府" in said(answer)


def test_paper_is_replaced_and_withdrawn_until_relied_on(client, desk, session):
    case = desk(S.FILED)
    content = pdf_bytes()
    upload(client, case, content=content)
    (first,) = standing(session, case)
    assert "同一文件已经上传过" in said(upload(client, case, content=content))
    upload(client, case, content=pdf_bytes(linearize=True), replaces=first.id)
    (second,) = standing(session, case)
    assert second.id != first.id
    url = f"/office/assessments/{case.id}/documents/{second.id}/withdrawal"
    assert "文件已撤下" in said(client.post(url, follow_redirects=True))
    assert not standing(session, case)


def test_what_was_decided_on_stays(client, desk, session):
    case = desk(S.DECIDED)
    paper = factories.document(case, "D27")
    url = f"/office/assessments/{case.id}/documents/{paper.id}/withdrawal"
    assert "不能再改" in said(client.post(url, follow_redirects=True))
    assert "不能再改" in said(upload(client, case, replaces=paper.id))
    assert "文件已上传。" in said(upload(client, case))
    assert len(standing(session, case)) == 2


@pytest.mark.parametrize(("state", "code"), [(S.ARCHIVED, "D32"), (S.GRADE_PROPOSED, "D20")])
def test_step_that_is_past_takes_no_paper(client, desk, session, state, code):
    case = desk(state)
    assert "现在不能做" in said(upload(client, case, code))
    assert not standing(session, case)


def test_draft_takes_no_paper_because_the_office_does_not_see_it(client, desk, session):
    case = desk(S.DRAFT)
    assert upload(client, case, "D27").status_code == 404
    assert not standing(session, case)


@pytest.mark.parametrize("code", ["D05", "D26", "D99"])
def test_papers_of_others_are_not_found(client, desk, code):
    assert upload(client, desk(S.FILED), code).status_code == 404


def test_macros_are_refused_with_words(client, desk):
    sent = office_bytes("word/document.xml", "word/vbaProject.bin")
    assert "含有宏" in said(upload(client, desk(S.FILED), content=sent))


def test_who_may_not_upload_reads_who_does(client, desk, session):
    case = desk(S.FILED, role=Role.APPROVER)
    page = said(client.get(f"/office/assessments/{case.id}"))
    assert "由稳定办承办人上传" in page
    assert "这一步由承办人办理。" in page
    assert upload(client, case).status_code == 404
    assert not standing(session, case)


def test_case_of_another_office_is_not_found(client, desk):
    desk(S.FILED)
    assert upload(client, factories.assessment(state=S.FILED)).status_code == 404

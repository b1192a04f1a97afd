"""The office checks a report: findings on the page, a reason beside the field, nothing stored."""

import io

import pytest
from sqlmodel import select

from models import Document
from riskassess.demonstration.sample_reports import FOLDER
from riskassess.domain.vocabulary import AssessmentState as S
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.web.sponsor.conftest import pdf_bytes

URL = "/office/report-check"


@pytest.fixture
def officer(session, client, sign_in):
    office = factories.office()
    return sign_in(client, factories.account(Role.CASE_OFFICER, office_id=office.id))


def send(client, content, name="报告.docx"):
    return client.post(URL, data={"file": (io.BytesIO(content), name)})


def said(answer):
    return answer.get_data(as_text=True)


def sample(name):
    return (FOLDER / name).read_bytes()


def test_page_says_that_nothing_is_kept(officer):
    page = said(officer.get(URL))
    assert "上传的文件不会保存" in page
    assert 'type="file"' in page
    assert 'aria-current="true"><span>报告核算</span>' in page


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_slips_are_listed_with_place_printed_right_and_rule(officer, ending):
    answer = send(officer, sample(f"report-with-slips.{ending}"))
    page = said(answer)
    assert answer.status_code == 200
    assert "第 3 张表 表3 群众态度" in page
    assert "有条件支持 · 占比（％）" in page
    assert '<dd class="slip-wrong">28.1%</dd>' in page
    assert '<dd class="slip-right">21.8%</dd>' in page
    assert "比例应等于份数除以基数：83 ÷ 380。" in page


def test_clean_report_is_said_to_be_so_with_what_was_not_checked(officer):
    page = said(send(officer, sample("report-clean.docx")))
    assert "没有发现差错" in page
    assert "slip-wrong" not in page
    assert "表21 应急联络表" in page
    assert "没有数字" in page


def test_nothing_is_stored(officer, session, app):
    def stored():
        return sorted(app.extensions["settings"].files.rglob("*"))

    before = stored()
    send(officer, sample("report-clean.xlsx"))
    assert stored() == before
    assert session.exec(select(Document)).all() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf_bytes(), "这不是 DOCX 或 XLSX 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版 Office"),
        (b"PK\x03\x04broken", "文件已损坏或不完整"),
        (b"", "文件是空的"),
    ],
)
def test_wrong_file_is_refused_beside_the_field(officer, content, reason):
    answer = send(officer, content)
    page = said(answer)
    assert answer.status_code == 422
    assert reason in page.split('id="file-error"')[1].split("</p>")[0]


def test_no_file_is_refused_beside_the_field(officer):
    answer = officer.post(URL, data={})
    assert answer.status_code == 422
    assert 'id="file-error"' in said(answer)


def test_document_of_a_case_is_checked_in_place(client, desk, app):
    case = desk(S.FILED)
    stored = app.extensions["files"].put(io.BytesIO(sample("report-with-slips.docx")))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    document = factories.document(
        case, "D18", digest=stored.digest, media_type=kind, filename="评估报告.docx"
    )
    base = f"/office/assessments/{case.id}/documents/{document.id}"
    assert f'href="{base}/numbers"' in said(client.get(base))
    page = said(client.get(f"{base}/numbers"))
    assert "评估报告.docx" in page
    assert "83 ÷ 380" in page


def test_document_without_its_file_is_not_found(client, desk):
    case = desk(S.FILED)
    document = factories.document(case, "D18")
    assert (
        client.get(f"/office/assessments/{case.id}/documents/{document.id}/numbers").status_code
        == 404
    )

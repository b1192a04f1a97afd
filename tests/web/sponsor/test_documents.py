"""Uploading, replacing, withdrawing and downloading; every refusal is told on the page."""

import io

import pytest
from sqlmodel import select

from models import Document, Job
from tests import factories
from tests.web.sponsor.conftest import office_bytes, pdf_bytes, png_bytes


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def browser(browse):
    return browse(state="draft")


def documents(session):
    session.expire_all()
    return session.exec(select(Document).order_by(Document.id)).all()


def test_missing_documents_stand_first(browser):
    page = text(browser.get())
    assert page.index("征收范围图") < page.index("评估方案")
    assert "每个文件不超过 30 MB" in page
    assert "下一步还缺 5 份" in page


def test_upload_is_stored_and_its_pages_are_drawn(browser, session, rung):
    page = text(browser.upload(pdf_bytes(), "范围图.pdf"))
    document = documents(session)[0]
    job = session.exec(select(Job)).one()
    assert "文件已上传。" in page
    assert (document.filename, document.item, document.media_type) == (
        "范围图.pdf", "征收范围图", "application/pdf",
    )  # fmt: skip
    assert rung == [("job", job.id)]
    assert "下一步还缺 4 份" in page


def test_office_file_is_read_not_drawn(browser, rung, session):
    assert "文件已上传。" in text(browser.upload(office_bytes("word/document.xml"), "a.docx"))
    ((kind, job_id),) = rung
    assert (kind, session.get(Job, job_id).kind) == ("job", "read_text")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.pdf", "是空的"),
        (b"hello", "a.pdf", "类型不能接受"),
        (b"%PDF-1.7 broken", "a.pdf", "已损坏或不完整"),
        (office_bytes("word/document.xml", "word/vbaProject.bin"), "a.docx", "含有宏"),
        (office_bytes("word/document.xml", filler=20_000_000), "a.docx", "展开后过大"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "旧版 Office 格式"),
        (b"%PDF-1.7" + bytes(30 * 1024 * 1024), "a.pdf", "超过 30 MB"),
        (b"\x89PNG\r\n\x1a\nxx", "a.png", "已损坏或不完整"),
    ],
    ids=["empty", "type", "broken", "macros", "bomb", "legacy", "large", "picture"],
)
def test_refused_file_is_told_and_not_stored(browser, session, content, name, words):
    answer = browser.upload(content, name)
    assert words in text(answer)
    assert not documents(session)


def test_encrypted_file_is_told(browser, session):
    import pikepdf

    locked = pdf_bytes(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "有密码" in text(browser.upload(locked, "a.pdf"))
    assert not documents(session)


def test_no_file_is_told(browser):
    answer = browser.post("/documents", code="D05", item="征收范围图")
    assert "没有选择文件" in text(answer)


def test_type_that_the_document_does_not_take_is_told(browser, session):
    browser.case.mode = "commissioned"
    factories.save(browser.case)
    sheet = office_bytes("xl/workbook.xml")
    assert "不符合这份材料的要求" in text(browser.upload(sheet, "a.xlsx", code="D04", item=""))
    assert not documents(session)


def test_same_file_twice_is_told(browser, session):
    content = pdf_bytes()
    browser.upload(content, "a.pdf")
    page = text(browser.upload(content, "b.pdf"))
    assert "同一文件已经上传过，名为“a”" in page
    assert len(documents(session)) == 1


def test_new_file_takes_the_place_of_the_old(browser, session):
    browser.upload(png_bytes("red"), "a.png")
    page = text(browser.upload(png_bytes("blue"), "b.png"))
    old, new = documents(session)
    assert old.superseded_by_id == new.id
    assert "旧文件（1 个" in page


def test_document_without_item_is_replaced_by_name(browser, session):
    browser.upload(png_bytes("red"), "a.png", code="D06", item="")
    first = documents(session)[0]
    browser.upload(png_bytes("blue"), "b.png", code="D06", item="")
    browser.upload(png_bytes("green"), "c.png", code="D06", item="", replaces=first.id)
    assert [bool(row.superseded_at) for row in documents(session)] == [True, False, False]


def test_document_is_withdrawn_and_stays_readable(browser, session):
    browser.upload(png_bytes(), "a.png")
    document = documents(session)[0]
    assert "文件已撤下" in text(browser.post(f"/documents/{document.id}/withdrawal"))
    assert documents(session)[0].superseded_at
    answer = browser.get(f"/documents/{document.id}/file")
    answer.close()
    assert answer.status_code == 200
    assert browser.post(f"/documents/{document.id}/withdrawal").status_code == 404


def test_download_is_a_file_to_save(browser, session):
    browser.upload(png_bytes(), "范围 图.png")
    answer = browser.get(f"/documents/{documents(session)[0].id}/file")
    assert answer.data == png_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E8%8C%83" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    answer.close()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/a.png", "a.png"),
        ("a\u202egnp.exe.png", "agnp.exe.png"),
        ("长" * 300 + ".png", "长" * 180 + ".png"),
    ],
)
def test_name_is_kept_without_folders_and_tricks(browser, session, sent, kept):
    browser.upload(png_bytes(), sent)
    assert documents(session)[0].filename == kept


def test_past_step_refuses_the_upload(browse, session):
    browser = browse(state="submitted")
    assert "项目不在相应的阶段" in text(browser.upload(png_bytes(), "a.png"))
    assert not documents(session)


def test_document_of_the_office_is_not_the_sponsors(browser):
    assert browser.upload(png_bytes(), "a.png", code="D27", item="").status_code == 404
    assert browser.upload(png_bytes(), "a.png", code="D05", item="没有的").status_code == 404
    assert browser.upload(png_bytes(), "a.png", code="D99", item="").status_code == 404


@pytest.mark.parametrize("same_office", [True, False])
def test_documents_of_another_unit_are_not_found(browse, session, same_office):
    browser = browse(state="draft")
    values = {"office_id": browser.unit.office_id} if same_office else {}
    other = factories.assessment(owner=factories.unit(**values), state="draft")
    document = factories.save(
        Document(
            office_id=other.office_id, assessment_id=other.id, code="D05", title="x",
            filename="x.png", media_type="image/png", size=1, digest="sha256:" + "0" * 64,
            uploaded_at=factories.NOW,
        )
    )  # fmt: skip
    base = f"/sponsor/assessments/{other.id}/documents"
    assert browser.client.get(f"{base}/{document.id}/file").status_code == 404
    assert browser.get(f"/documents/{document.id}/file").status_code == 404
    assert browser.client.post(f"{base}/{document.id}/withdrawal").status_code == 404
    sent = {"code": "D05", "file": (io.BytesIO(png_bytes()), "a.png")}
    assert browser.client.post(base, data=sent).status_code == 404

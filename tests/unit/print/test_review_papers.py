"""Papers of a review as PDF and as text document hold the same, the same bytes every time."""

import io
from dataclasses import replace

import docx
import pypdfium2
import pytest

from models import row_id
from riskassess.domain.room.papers import find_paper
from riskassess.jobs.review_papers import print_paper
from riskassess.print.blocks import Facts, Heading, Signatures, Table, Words
from riskassess.print.review_papers import review_paper
from riskassess.proof.canonical import bytes_digest
from riskassess.queries.review_record import get_review_record
from tests import factories
from tests.support.room_papers import DISSENT, MUST_FIX, judged_room


@pytest.fixture
def judged(session):
    return judged_room(session)


def record_of(session, judged, **more):
    return get_review_record(session, row_id(judged.room.review), actor=judged.officer, **more)


def paper_of(session, judged, code, **more):
    return review_paper(record_of(session, judged, **more), find_paper(code))


def words(text):
    """Return a text without the breaks that lines and cells make."""
    return "".join(text.split())


def pdf_words(content):
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return words("".join(pages))


def docx_words(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return words("".join([*(each.text for each in document.paragraphs), *cells]))


@pytest.mark.parametrize("code", ["minutes", "group_opinion"])
def test_pdf_and_text_document_hold_dissent_must_fix_codes_and_votes(session, judged, code):
    paper = paper_of(session, judged, code)
    for read, form in ((pdf_words, "pdf"), (docx_words, "docx")):
        text = read(print_paper(paper, form))
        for wanted in (DISSENT, *MUST_FIX, "E1", "E2", "E3", "同意", "保留意见", "没有表态",
                       "调查总体充分", "必须修改第1条", "通过", "中风险"):  # fmt: skip
            assert words(wanted) in text, (form, wanted)
        assert words(paper.digest) in text


def test_every_opinion_form_holds_what_its_expert_gave(session, judged):
    paper = paper_of(session, judged, "opinion_forms")
    texts = [pdf_words(print_paper(paper, "pdf")), docx_words(print_paper(paper, "docx"))]
    for number, (fix, code) in enumerate(zip(MUST_FIX, ("E1", "E2"), strict=True), start=1):
        for text in texts:
            assert words(fix) in text
            assert f"专家{code}" in text
            assert f"第{number}位专家的总体意见。" in text
            assert "（报告第12、15—16页）" in text
    for wanted in ("61%", "62%", "63%", "30.5%", "请说明走访记录的数量。", "修改后再审", "高风险"):
        assert all(wanted in text for text in texts), wanted
    names = [seat.name for seat in record_of(session, judged, with_names=True).seats]
    assert not any(words(name) in text for name in names for text in texts)


def test_same_record_is_the_same_file_and_its_data_fit_the_digest(session, judged):
    papers = [paper_of(session, judged, "sign_in") for _ in range(2)]
    assert papers[0] == papers[1]
    pdf = print_paper(papers[0], "pdf")
    assert print_paper(papers[1], "docx") == print_paper(papers[0], "docx")
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    attached = document.get_attachment(0)
    assert attached.get_name() == "paper.json"
    assert bytes_digest(bytes(attached.get_data())) == papers[0].digest
    document.close()
    judged.room.review.meeting_place = "另一处"
    factories.save(judged.room.review)
    assert paper_of(session, judged, "sign_in") != papers[0]


def test_text_document_repeats_its_heads_and_names_chinese_fonts(session, judged):
    document = docx.Document(io.BytesIO(print_paper(paper_of(session, judged, "minutes"), "docx")))
    heads = document.element.body.xpath(".//w:tblHeader")
    assert len(heads) >= 4
    normal = document.styles["Normal"].element.rPr.rFonts
    assert "SimSun" in normal.values()
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 2"][:2] == [
        "一、基本情况",
        "二、专家组",
    ]


def test_no_control_character_keeps_a_paper_from_being_printed(session, judged):
    odd = "甲\x02乙\x0b丙\t丁\x1f\uffff"
    blocks = [
        Heading(odd),
        Words(odd),
        Facts([(odd, odd)]),
        Table([odd], [[odd]]),
        Signatures([odd]),
    ]
    paper = replace(
        paper_of(session, judged, "minutes"), blocks=blocks, title=odd, subject=odd, office=odd
    )
    for read, form in ((pdf_words, "pdf"), (docx_words, "docx")):
        assert "甲乙" in read(print_paper(paper, form)), form

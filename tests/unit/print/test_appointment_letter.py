"""The letter of appointment: one page, its words, the same file every time."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from riskassess.jobs.appointment_letters import letter_pdf
from riskassess.print.appointment_letter import letter_page
from riskassess.services.pool.appointment_letters import LetterContent

AT = datetime(2026, 3, 10, 2, tzinfo=UTC)
CONTENT = LetterContent(
    office="测试稳定办", number="500900-ZJ0001-2026", name="林申请", code="ZJ0001",
    employer="测试设计院", title="高级工程师", class_name="工程技术", profession="水利",
    term_from=date(2026, 3, 10), term_until=date(2029, 3, 9), issued_on=date(2026, 3, 10),
    manual="专家库手册", is_demonstration=False,
)  # fmt: skip


def text_of(content):
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return [page.replace("\r\n", "").replace("\n", "") for page in pages]


def test_letter_says_who_what_and_until_when():
    (text,) = text_of(letter_pdf(CONTENT, at=AT))
    for words in ("林申请", "ZJ0001", "工程技术类专家", "水利", "2026年3月10日", "2029年3月9日",
                  "测试稳定办", "独立、客观、公正"):  # fmt: skip
        assert words in text
    assert "演示数据" not in text


@pytest.mark.parametrize(
    "long",
    [
        {"employer": "很长的单位名称" * 12, "title": "教授级高级工程师、注册咨询工程师" * 2},
        {"name": "𠮷野䶮", "office": "某某自治州社会稳定风险评估工作领导小组办公室"},
    ],
)
def test_long_and_rare_words_stay_on_one_page(long):
    content = replace(CONTENT, is_demonstration=True, **long)
    (text,) = text_of(letter_pdf(content, at=AT))
    assert "演示数据" in text


def test_same_letter_is_the_same_file():
    assert letter_pdf(CONTENT, at=AT) == letter_pdf(CONTENT, at=AT)


def test_missing_title_is_a_dash():
    facts = dict(letter_page(replace(CONTENT, title=""))["facts"])
    assert facts["职称"] == "—"

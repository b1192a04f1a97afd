"""Tables and paragraphs of Word and Excel files with their places; files that are refused."""

import io
import zipfile

import docx
import openpyxl
import pytest

from riskassess.adapters.reports import check_file, read_report, shown_value
from riskassess.demonstration.sample_reports import (
    CHANGES,
    FOLDER,
    clean_report,
    sample_files,
    with_change,
    write_all,
    write_docx,
    write_xlsx,
)
from riskassess.domain.errors import InvalidInput
from tests.web.sponsor.conftest import office_bytes, pdf_bytes

WRITERS = {".docx": write_docx, ".xlsx": write_xlsx}


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_clean_sample_has_no_slip_and_is_read_but_for_one_table(ending):
    findings = check_file(FOLDER / f"report-clean{ending}")
    assert findings.slips == ()
    assert findings.remarks == ()
    assert len(findings.tables_read) == 22
    assert [each.reason for each in findings.tables_not_understood] == ["no_figures"]
    assert findings.sentences_read >= 5


# Each in one form here, by turns, and in the other by `make soak`.
IN_ONE_FORM = [
    pytest.param(
        ending, change, id=f"{change.rule}-{ending}",
        marks=[pytest.mark.soak] if (place + turn) % 2 else [],
    )
    for place, change in enumerate(CHANGES)
    for turn, ending in enumerate(WRITERS)
]  # fmt: skip


@pytest.mark.parametrize(("ending", "change"), IN_ONE_FORM)
def test_each_slip_is_found_with_its_row(tmp_path, change, ending):
    path = tmp_path / f"report{ending}"
    WRITERS[ending](with_change(clean_report(), change), path)
    findings = check_file(path)
    assert [
        slip for slip in findings.slips if slip.rule == change.rule and change.row in slip.place.row
    ]


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_report_with_all_slips_names_nearly_every_rule(ending):
    found = {slip.rule for slip in check_file(FOLDER / f"report-with-slips{ending}").slips}
    wanted = {change.rule for change in CHANGES}
    # where a row is wrong already, what follows from it is not told again
    assert len(found & wanted) >= len(wanted) - 6


def test_samples_are_those_of_the_generator(tmp_path):
    write_all(tmp_path)
    for name in sample_files():
        for ending in WRITERS:
            kept = read_report(FOLDER / f"report-{name}{ending}")
            assert read_report(tmp_path / f"report-{name}{ending}") == kept


def test_word_table_has_caption_number_and_merged_cells(tmp_path):
    document = docx.Document()
    document.add_paragraph("表3 风险估计表")
    document.add_paragraph("单位：无")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "措施前"
    table.cell(0, 2).text = "备注"
    table.cell(1, 0).text = "0.3"
    document.save(tmp_path / "a.docx")
    report = read_report(tmp_path / "a.docx")
    (read,) = report.tables
    assert (read.number, read.title, read.position) == (1, "表3 风险估计表", 2)
    assert texts(read) == [["措施前", "措施前", "备注"], ["0.3", "", ""]]
    assert [cell.merged for cell in read.rows[0]] == [False, True, False]


def test_sheet_is_cut_at_empty_rows_and_keeps_its_range():
    def fill(sheet):
        sheet.title = "权重"
        sheet["B2"], sheet["C2"] = "因素", "权重"
        sheet["B3"], sheet["C3"] = "甲", 0.30000000000000004
        sheet["B6"], sheet["C6"] = "乙", 0.125
        sheet["C6"].number_format = "0.0%"

    first, second = read_report(workbook(fill)).tables
    assert (first.title, first.place, first.first_row) == ("权重", "权重!B2:C3", 2)
    assert texts(first) == [["因素", "权重"], ["甲", "0.3"]]
    assert texts(second) == [["乙", "12.5%"]]


def test_formula_without_result_is_unreadable_never_nought():
    def fill(sheet):
        for row in (["因素", "权重"], ["甲", 0.5], ["乙", 0.5], ["合计", "=SUM(B2:B3)"]):
            sheet.append(row)

    findings = check_file(workbook(fill))
    assert findings.slips == ()
    (unread,) = findings.tables_not_understood
    assert (unread.reason, unread.where) == ("formula", "4 合计 权重")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (0.1 + 0.2, "0.000", "0.300"),
        (0.105, "0.0%", "10.5%"),
        (1234.5, "#,##0.00", "1234.50"),
        (0.5, '0.0"分"', "0.5"),
        (12, "General", "12"),
        (1.5, "0.##", "1.5"),
        (None, "General", ""),
        (True, "General", "TRUE"),
    ],
)
def test_value_is_shown_as_its_format_says(value, form, shown):
    assert shown_value(value, form) == shown


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * (70 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf_bytes(), "report_not_a_report"),
        (b"plain text", "report_not_a_report"),
        (b"", "report_empty"),
        (b"PK\x03\x04 cut off", "report_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "report_legacy_office"),
        (office_bytes("word/document.xml"), "report_broken"),
        (office_bytes("xl/workbook.xml"), "report_broken"),
        (office_bytes("word/document.xml", "word/vbaProject.bin"), "report_macros"),
        (bomb(), "report_bomb"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content, code):
    with pytest.raises(InvalidInput) as refused:
        check_file(content)
    assert refused.value.code == code


def test_sheet_that_claims_a_million_cells_is_refused():
    def fill(sheet):
        sheet["A1"] = "甲"
        sheet.cell(1_000_000, 2, "乙")

    with pytest.raises(InvalidInput) as refused:
        check_file(workbook(fill))
    assert refused.value.code == "report_too_many_cells"

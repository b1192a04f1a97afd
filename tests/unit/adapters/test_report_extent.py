"""Small files that claim more cells than a report has are refused before they are unfolded."""

import io
import time
import zipfile

import docx
import openpyxl
import pytest

from riskassess.adapters.reports import check_file, read_report
from riskassess.domain.errors import InvalidInput

SHEET, WORD = "xl/worksheets/sheet1.xml", "word/document.xml"
SOON = 5
"""Seconds; unfolded, each of these files takes a minute or all memory."""


def changed(content, part, old, new):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as package:
        for member in given.infolist():
            data = given.read(member)
            if member.filename == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            package.writestr(member.filename, data)
    return out.getvalue()


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["因素", "权重"])
    book.active.append(["甲", 1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(rows=2):
    written = docx.Document()
    table = written.add_table(rows, 2)
    table.cell(0, 0).text = "因素"
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def sheet_with(after):
    return changed(workbook(), SHEET, "</sheetData>", f"</sheetData>{after}")


def word_cell(inside):
    return changed(document(), WORD, "<w:tcPr>", f"<w:tcPr>{inside}")


def word_row(inside):
    return changed(document(), WORD, "<w:tr>", f"<w:tr><w:trPr>{inside}</w:trPr>")


def many_rows(rows, merged):
    written = docx.Document()
    table = written.add_table(rows, 2)
    if merged:
        table.cell(0, 0).merge(table.cell(rows - 1, 0))
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


FILES = {
    "merged area": sheet_with('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "merged column": sheet_with('<mergeCells><mergeCell ref="$B$1:$B$1048576"/></mergeCells>'),
    "linked area": sheet_with('<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
    "one far cell": changed(workbook(), SHEET, 'r="B2"', 'r="XFD1048576"'),
    "span": word_cell('<w:gridSpan w:val="300000000"/>'),
    "long span": word_cell('<w:gridSpan w:val="' + "9" * 5000 + '"/>'),
    "before": word_row('<w:gridBefore w:val="900000000"/>'),
    "after": word_row('<w:gridAfter w:val="900000000"/>'),
    "merged downwards": many_rows(600, merged=True),
}


@pytest.mark.parametrize("name", FILES)
def test_file_of_too_many_cells_is_refused_soon(name):
    start = time.perf_counter()
    with pytest.raises(InvalidInput) as refused:
        check_file(FILES[name])
    assert refused.value.code == "report_too_many_cells"
    assert time.perf_counter() - start < SOON


def test_wide_row_counts_for_every_row_of_its_table():
    wide = changed(document(900), WORD, "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="500"/>')
    with pytest.raises(InvalidInput) as refused:
        check_file(wide)
    assert refused.value.code == "report_too_many_cells"


def test_document_type_is_refused_whatever_it_says():
    doctype = '<!DOCTYPE w [<!ENTITY n "300000000">]><w:document'
    with pytest.raises(InvalidInput) as refused:
        check_file(changed(document(), WORD, "<w:document", doctype))
    assert refused.value.code == "report_broken"


def test_usual_tables_pass_and_stale_dimensions_cost_nothing():
    assert len(read_report(many_rows(100, merged=True)).tables[0].rows) == 100
    (table,) = read_report(changed(workbook(), SHEET, "A1:B2", "A1:XFD1048576")).tables
    assert [cell.text for cell in table.rows[1]] == ["甲", "1"]


def test_merged_cells_of_a_usual_sheet_pass():
    merged = sheet_with('<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')
    (table,) = read_report(merged).tables
    assert [cell.text for cell in table.rows[-1]] == ["甲", "1"]

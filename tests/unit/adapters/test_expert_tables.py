"""Lists in workbooks: what is read as what, what is refused, and texts that stay texts."""

import io
import os
import time
import zipfile

import openpyxl
import pytest

from riskassess.adapters import expert_tables
from riskassess.adapters.expert_tables import NO_RESULT, TableRefused, read_table, write_tables
from riskassess.adapters.held_files import HeldFiles
from riskassess.exhibits.tables import TableSheet

COLUMNS = {"姓名": "name", "单位": "employer", "日期": "day"}


def book(*rows, **sheets):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for title, lines in sheets.items():
        made.create_sheet(title)
        for line in lines:
            made[title].append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content, name, change):
    """Return a workbook with one part of its package changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        parts = {part: old.read(part) for part in old.namelist()}
        parts[name] = change(parts.get(name, b""))
        for part, data in parts.items():
            new.writestr(part, data)
    return out.getvalue()


def read(content):
    return read_table(content, COLUMNS, needed=("name", "employer"))


def refused(content):
    with pytest.raises(TableRefused) as found:
        read(content)
    return found.value.reason


LIST = book(["姓名*", "单位", "备注", "日期"], ["张三", "甲院", "x", "2026-03-01"])
SHEET = "xl/worksheets/sheet1.xml"


def test_rows_are_texts_by_field_with_their_number():
    found = read(LIST)
    assert found.rows == [(2, {"name": "张三", "employer": "甲院", "day": "2026-03-01"})]
    assert found.ignored == ("备注",)


def test_head_may_stand_below_notes_and_empty_rows_are_no_experts():
    found = read(book(["说明"], [], ["姓名", "单位"], [None, None], [" 张三 ", 2008.0]))
    assert found.rows == [(5, {"name": "张三", "employer": "2008"})]


def test_formula_without_a_result_is_not_empty():
    made = book(["姓名", "单位"], ["张三", "=A1"])
    assert read(made).rows[0][1]["employer"] == NO_RESULT


def test_formula_with_a_result_is_its_result():
    made = book(["姓名", "单位"], ["张三", "=A1"])
    with_result = changed(
        made, SHEET, lambda xml: xml.replace(b"<v/>", b"<v>7</v>").replace(b"<v></v>", b"<v>7</v>")
    )
    assert read(with_result).rows[0][1]["employer"] == "7"


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        (SHEET, lambda xml: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + xml, "broken"),
        (SHEET, lambda xml: xml.decode().encode("utf-16"), "broken"),
        (SHEET, lambda xml: xml.replace(b'r="2"', b'r="1048576"'), "too_many_cells"),
        (SHEET, lambda xml: xml.replace(b'"D2"', b'"XFD2"'), "too_many_cells"),
        (SHEET, lambda _xml: b"<worksheet>", "broken"),
        ("xl/vbaProject.bin", lambda _none: b"macro", "macros"),
        ("xl/media/image.xml", lambda _none: bytes(300_000_000), "bomb"),
    ],
)
def test_workbook_that_hides_something_is_refused_quickly(name, change, reason):
    started = time.process_time()
    assert refused(changed(LIST, name, change)) == reason
    assert time.process_time() - started < 20


def test_other_files_are_refused():
    assert refused(b"") == "empty"
    assert refused(b"name,employer") == "not_xlsx"
    assert refused(book(["菜名"], ["鱼"])) == "no_sheet"
    two = book(["姓名", "单位"], ["张三", "甲院"], 第二张=[["姓名", "单位"], ["李四", "乙院"]])
    assert refused(two) == "two_sheets"
    assert refused(book(["姓名", "姓名", "单位"], ["a", "b", "c"])) == "column_twice"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(expert_tables, "ROWS_LIMIT", 3)
    assert refused(book(["姓名", "单位"], *([["张三", "甲院"]] * 4))) == "too_many_cells"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1+cmd", "-2+3", "\tx", "张三", "+86 138"])
def test_text_stays_a_text_there_and_back(text):
    content = write_tables([TableSheet("名单", ["姓名", "单位"], [[text, "甲院"]])])
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert not any(str(cell.value)[:1] in "=@" for cell in cells)
    assert read(content).rows[0][1]["name"].strip() == text.strip()


def test_held_text_is_given_back_until_it_is_dropped_or_old(tmp_path):
    held = HeldFiles(tmp_path / "held")
    key = held.put("内容")
    assert held.get(key) == "内容"
    assert held.get("../../etc/passwd") is None
    (tmp_path / "held" / key).touch()
    old = tmp_path / "held" / key

    os.utime(old, (0, 0))
    other = held.put("另一份")
    assert held.get(key) is None
    held.drop(other)
    held.drop(other)
    assert held.get(other) is None

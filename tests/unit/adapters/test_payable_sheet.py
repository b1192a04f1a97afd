"""The payable list as XLSX: exact sums that recompute, and no text that becomes a formula."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from riskassess.adapters.payable_sheet import payable_sheet

COLUMNS = ("编号", "姓名", "金额", "支付", "凭证")
WORDS = ("劳务费", "应付劳务费", ("说明一", "说明二"), COLUMNS, "合计")
HOSTILE = '=HYPERLINK("http://x.invalid")'


def sheets(rows):
    """Return the sheet with its formulas, and with the values that were stored beside them."""
    content = payable_sheet(WORDS, rows)
    return [
        openpyxl.load_workbook(BytesIO(content), data_only=plain).active for plain in (False, True)
    ]


def test_sum_is_a_formula_over_the_amounts_with_its_value_beside_it():
    rows = [(("ZJ1", "甲"), 150_000, None, ""), (("ZJ2", "乙"), 75_005, date(2026, 3, 2), "记-1")]
    formulas, values = sheets(rows)
    assert formulas["A1"].value == "应付劳务费"
    assert [cell.value for cell in formulas[5]] == list(COLUMNS)
    assert (values["C6"].value, values["C7"].value) == (1500, 750.05)
    assert formulas["C8"].value == "=SUM(C6:C7)"
    assert values["C8"].value == 2250.05
    assert (values["D7"].value.date(), values["E7"].value) == (date(2026, 3, 2), "记-1")


@pytest.mark.parametrize("place", ["text", "voucher"])
def test_text_that_looks_like_a_formula_stays_text(place):
    row = (("ZJ1", HOSTILE if place == "text" else "甲"), 1, None, HOSTILE)
    formulas, _values = sheets([row])
    cell = formulas["B6" if place == "text" else "E6"]
    assert (cell.value, cell.data_type) == (HOSTILE, "s")


def test_empty_list_sums_to_nothing():
    formulas, values = sheets([])
    assert (formulas["C6"].value, values["C6"].value) == ("=0", 0)

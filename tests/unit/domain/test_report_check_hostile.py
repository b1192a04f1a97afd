"""Figures that are none, impossible counts, and ratios by every published random index."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest

from riskassess.adapters import reports
from riskassess.adapters.reports import check_file, report_rules, shown_value
from riskassess.demonstration.sample_reports import FOLDER
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pairwise import TABLES, PairwiseMethod, pairwise_weights
from riskassess.domain.report_check import check_report, plain_table
from tests.unit.domain.report_tables import check

HEAD = ["因素", "权重", "概率", "影响", "风险值"]
GOOD = ["乙", "0.5", "0.5", "0.5", "0.25"]
LONG = "9" * 40


def risk(**changed):
    row = dict(zip(HEAD, ["甲", "0.5", "0.4", "0.5", "0.20"], strict=True)) | changed
    return [HEAD, list(row.values()), GOOD, ["合计", "1", "", "", ""]]


@pytest.mark.parametrize("column", HEAD[1:])
@pytest.mark.parametrize(
    "text", [LONG, f"0.{LONG}", f"{LONG}%", "９" * 40, f"1/{'9' * 5000}", "9" * 6000]
)
def test_number_without_end_is_no_figure_and_is_listed(column, text):
    start = time.perf_counter()
    findings = check(risk(**{column: text}))
    assert findings.slips == ()
    assert time.perf_counter() - start < 2
    listed = [(each.reason, each.where) for each in findings.tables_not_understood]
    assert ("too_long", f"2 甲 {column}") in listed


@pytest.mark.parametrize("digits", [29, 30])
def test_number_of_thirty_digits_is_still_reckoned_with(digits):
    findings = check(risk(风险值="9" * digits))
    assert [slip.rule for slip in findings.slips] == ["report_product"]
    assert findings.tables_not_understood == ()


def matrix(first, second):
    return [["", "甲", "乙", "丙"], ["甲", "1", first, "2"], ["乙", second, "1", "1"],
            ["丙", "1/2", "1", "1"]]  # fmt: skip


@pytest.mark.parametrize("long", ["1" + "0" * 400, "9" * 5000])
def test_judgement_without_end_is_no_judgement(long):
    findings = check(matrix(long, f"1/{long}"))
    assert findings.slips == ()
    assert {each.reason for each in findings.tables_not_understood} >= {"too_long"}


def test_paragraphs_without_end_are_read_soon():
    start = time.perf_counter()
    texts = ["综合风险指数为" * 20_000, "9" * 100_000, "反对率" + "1" * 50_000 + "%，低于20%"]
    assert check_report([], texts, report_rules()).slips == ()
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1e300, "0.00", f"1{'0' * 300}.00"),
        (1e-300, "0.00", "0.00"),
        (0.5, f"0.{'0' * 90}", f"0.5{'0' * 29}"),
        (Decimal("NaN"), "0.00", "NaN"),
    ],
)
def test_far_numbers_of_a_workbook_are_shown(value, form, shown):
    assert shown_value(value, form) == shown


@pytest.mark.parametrize("error", [ZeroDivisionError, ValueError, ArithmeticError])
def test_what_nobody_foresaw_is_a_refusal(monkeypatch, error):
    def fail(*_given):
        raise error

    monkeypatch.setattr(reports, "check_report", fail)
    with pytest.raises(InvalidInput) as refused:
        check_file(FOLDER / "report-clean.docx")
    assert refused.value.code == "report_not_reckoned"


def test_impossible_count_has_no_right_percentage():
    rows = [["项目", "份数", "比例"], ["发放问卷", "450", ""], ["回收问卷", "400", "88.9%"],
            ["有效问卷", "412", "99.0%"]]  # fmt: skip
    slips = check(rows).slips
    assert [(slip.rule, slip.printed, slip.right) for slip in slips] == [
        ("report_more_than", "412", "")
    ]


def test_option_beyond_its_base_has_no_right_percentage():
    rows = [["态度", "人数", "比例"], ["有效问卷", "400", ""], ["支持", "412", "97.0%"],
            ["反对", "8", "2.0%"]]  # fmt: skip
    assert not [slip for slip in check(rows).slips if slip.right.startswith("103")]


JUDGED = {
    3: [2, 5, 5],
    6: [2, 3, 4, 5, 6, 2, 2, 3, 4, 1, 2, 3, 2, 2, 1],
    12: [1 + (7 * at) % 3 for at in range(66)],
}


def reciprocal(n):
    rows = [[Fraction(1)] * n for _ in range(n)]
    upper = iter(JUDGED[n])
    for i in range(n):
        for j in range(i + 1, n):
            rows[i][j] = Fraction(next(upper))
            rows[j][i] = 1 / rows[i][j]
    return rows


def ratio_slips(n, result, ratio):
    names = [f"因素{at}" for at in range(n)]
    rows = [["", *names, "权重"]]
    for name, row, weight in zip(names, reciprocal(n), result.weights, strict=True):
        rows.append([name, *map(str, row), f"{weight:.4f}"])
    said = f"λmax={result.lambda_max:.4f}，CI={result.ci:.4f}，CR={ratio:.4f}"
    found = check_report([plain_table(1, "判断矩阵", rows)], [said], report_rules())
    assert found.tables_read[0].kind == "comparisons"
    return [(slip.rule, slip.place.column) for slip in found.slips]


@pytest.mark.parametrize("n", JUDGED)
@pytest.mark.parametrize("method", PairwiseMethod)
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_ratio_by_any_table_and_method_is_right_and_twice_it_is_not(n, method, table):
    if table.of(n) is None:
        assert n > 8
        return
    result = pairwise_weights(reciprocal(n), method=method, random_index=table)
    assert ratio_slips(n, result, result.cr) == []
    assert ratio_slips(n, result, result.cr * 2) == [("report_consistency", "CR")]


def test_ratio_alone_is_held_against_the_matrix():
    rows = [["", "甲", "乙", "丙"], ["甲", "1", "2", "5"], ["乙", "0.5", "1", "5"],
            ["丙", "0.2", "0.2", "1"]]  # fmt: skip
    table = plain_table(1, "判断矩阵", rows)
    for said, wrong in (("CR=0.0462", 0), ("CR=0.0546", 0), ("CR=0.0900", 1)):
        assert len(check_report([table], [said], report_rules()).slips) == wrong

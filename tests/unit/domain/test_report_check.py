"""Recognition and rules of the report check: tables that keep a rule, tables that break it."""

import pytest

from riskassess.adapters.reports import report_rules
from riskassess.demonstration.sample_reports import CHANGES
from riskassess.domain.report_check import check_report, plain_table
from riskassess.domain.report_check.figures import read_figure, read_figures
from riskassess.wording.report_check import RULES
from tests.unit.domain.report_tables import check

REMARKS = {"report_marks", "report_other_formula", "report_weights_change"}


def rules(findings):
    return sorted({slip.rule for slip in findings.slips})


def risk_rows(*rows, head=("因素", "概率", "影响", "风险值", "风险程度")):
    return [list(head), *map(list, rows)]


def test_every_rule_has_a_text_and_a_sample_slip():
    assert {change.rule for change in CHANGES} | REMARKS == set(RULES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１２．５％", "0.125"),
        ("1,234份", "1234"),
        ("0.30", "0.30"),
        (" 85 人 ", "85"),
        ("−0.2", "-0.2"),
    ],
)
def test_figure_is_read(text, value):
    assert str(read_figure(text).value) == value


@pytest.mark.parametrize("text", ["—", "", "<0.1", "0.2~0.4", "约0.3", "第3行", "3.1.2", "无"])
def test_what_is_no_figure_is_none(text):
    assert read_figure(text) is None


def test_cell_with_count_and_percentage_gives_both():
    assert [each.text for each in read_figures("85人（占59.9%）")[0]] == ["85", "59.9%"]


@pytest.mark.parametrize(
    ("risk", "word"),
    [("0.36", "一般"), ("0.64", "较大"), ("0.16", "较小"), ("0.04", "微小")],
)
def test_value_on_a_limit_belongs_below(risk, word):
    rows = [("一", "0.60", "0.60", "0.36", "一般"), ("二", "0.80", "0.80", "0.64", "较大")]
    rows += [("三", "0.40", "0.40", "0.16", "较小"), ("四", "0.20", "0.20", "0.04", "微小")]
    rows += [("五", "0.50", "0.90", "0.45", "较大"), ("六", "0.30", "0.70", "0.21", "一般")]
    assert check(risk_rows(*rows)).slips == ()
    above = {"一般": "较大", "较大": "重大", "较小": "一般", "微小": "较小"}[word]
    changed = [(*row[:4], above) if row[3] == risk else row for row in rows]
    assert rules(check(risk_rows(*changed))) == ["report_degree"]


def test_rounded_value_on_a_limit_may_have_either_word():
    rows = [("一", "0.61", "0.59", "0.36", word) for word in ("一般", "较大")]
    assert check(risk_rows(*rows)).slips == ()


def test_rounding_excuses_where_factors_may_be_rounded_only():
    exact = [
        ("一", "0.7", "0.6", "0.42"),
        ("二", "0.5", "0.6", "0.30"),
        ("三", "0.6", "0.4", "0.24"),
    ]
    exact += [
        ("四", "0.3", "0.4", "0.12"),
        ("五", "0.4", "0.5", "0.20"),
        ("六", "0.9", "0.3", "0.27"),
    ]
    head = ("因素", "p", "q", "R")
    assert check(risk_rows(*exact, head=head)).slips == ()
    wrong = [*exact, ("七", "0.8", "0.7", "0.58")]
    (slip,) = check(risk_rows(*wrong, head=head)).slips
    assert (slip.place.row, slip.printed, slip.right) == ("8 七", "0.58", "0.56")
    assert check(risk_rows(wrong[0], wrong[-1], head=head)).slips == ()


def test_words_of_a_percentage_table_without_signs():
    head = ("因素", "概率（%）", "影响（%）", "风险值（%）", "风险程度")
    good = [
        ("一", "70", "60", "42", "较大"),
        ("二", "50", "40", "20", "一般"),
        ("三", "30", "40", "12", "较小"),
    ]
    assert check(risk_rows(*good, head=head)).slips == ()
    bad = [("一", "70", "60", "24", "较大"), *good[1:]]
    assert "report_product" in rules(check(risk_rows(*bad, head=head)))


def test_levels_are_no_shares():
    head = ("因素", "可能性等级", "影响等级", "风险值", "风险等级")
    rows = [("一", "4", "3", "12", "较大风险"), ("二", "2", "3", "6", "一般风险")]
    assert check(risk_rows(*rows, head=head)).slips == ()


def test_other_formula_is_one_remark_not_many_slips():
    rows = [(name, "0.50", "0.60", "0.70") for name in "一二三四"]
    findings = check(risk_rows(*rows, head=("因素", "概率", "影响", "风险值")))
    assert findings.slips == ()
    assert [each.rule for each in findings.remarks] == ["report_other_formula"]


def test_changed_weights_are_a_remark():
    head = ["因素", "措施前权重", "措施前风险值", "措施后权重", "措施后风险值"]
    rows = [["一", "0.6", "0.40", "0.5", "0.20"], ["二", "0.4", "0.30", "0.5", "0.10"]]
    findings = check([head, *rows])
    assert findings.slips == ()
    assert [each.rule for each in findings.remarks] == ["report_weights_change"]


def test_subtotals_and_totals():
    head = ["类型", "因素", "权重"]
    rows = [["甲", "一", "0.2"], ["甲", "二", "0.3"], ["小计", "", "0.5"], ["乙", "三", "0.5"]]
    rows += [["小计", "", "0.5"], ["合计", "", "1.0"]]
    first = check([head, *rows[:3], ["乙", "三", "0.3"], ["乙", "四", "0.2"], *rows[4:]])
    assert first.slips == ()
    rows[2][2] = "0.7"
    assert rules(check([head, *rows])) == ["report_sum"]


def test_largest_remainder_is_no_slip():
    rows = [["态度", "份数", "比例"], ["支持", "85", "59.8%"], ["有条件支持", "42", "29.6%"]]
    rows += [["反对", "15", "10.6%"], ["合计", "142", "100%"]]
    assert check(rows).slips == ()
    rows[1][2] = "59.7%"
    assert "report_share" in rules(check(rows))


def test_two_surveys_of_one_report_are_not_compared():
    residents = [["发放问卷", "有效问卷", "支持", "反对"], ["150", "142", "100", "42"]]
    firms = [["发放问卷", "有效问卷", "支持", "反对"], ["60", "55", "50", "5"]]
    assert check(residents, firms, texts=("企业有效问卷55份，支持50份，占90.9%。",)).slips == ()


def test_report_prints_its_own_limits():
    limits = [
        ["风险等级", "综合风险指数"],
        ["高风险", "T≥0.5"],
        ["中风险", "0.2≤T<0.5"],
        ["低风险", "T<0.2"],
    ]
    text = ("综合风险指数为0.282，风险等级为中风险。",)
    assert check(limits, texts=text).slips == ()
    assert rules(check(texts=text)) == ["report_index_grade"]


def test_higher_grade_by_another_criterion_is_a_remark():
    text = ("综合风险指数为0.282，风险等级为中风险。", "反对率22%，按就高原则取中风险。")
    findings = check(texts=text)
    assert findings.slips == ()
    assert [each.rule for each in findings.remarks] == ["report_index_grade"]


def test_figures_of_other_projects_are_left_alone():
    text = ("类似项目综合风险指数为0.7，风险等级为低风险。", "综合风险指数大于0.64为高风险。")
    assert check(texts=text).slips == ()


def test_table_that_is_not_understood_is_listed():
    findings = check([["岗位", "电话"], ["甲", "乙"]], [["里程", "标高"], ["1.2", "33.1"]])
    assert [(each.number, each.reason) for each in findings.tables_not_understood] == [
        (1, "no_figures"),
        (2, "no_rule"),
    ]
    assert findings.tables_read == ()


@pytest.mark.parametrize(
    "rows", [[], [[]], [[""]], [["1", "2"], ["3", "4"]], [["权重"]], [["权重"], ["甲"]]]
)
def test_odd_tables_are_no_crash(rows):
    findings = check_report([plain_table(1, "表", rows)], [], report_rules())
    assert findings.slips == ()
    assert len(findings.tables_not_understood) == 1


def test_order_of_columns_never_matters():
    head = ["风险程度", "w×R", "影响程度", "风险因素", "风险值", "权重", "风险概率"]
    rows = [["较大", "0.252", "0.60", "甲", "0.42", "0.60", "0.70"]]
    rows += [["一般", "0.120", "0.60", "乙", "0.30", "0.40", "0.50"]]
    rows += [["低风险", "0.372", "", "综合风险指数", "", "", ""]]
    assert rules(check([head, *rows])) == ["report_index_grade"]
    rows[2][0] = "中风险"
    assert check([head, *rows]).slips == ()


def test_results_alone_are_held_against_their_grades():
    head = ["项目", "措施前", "措施后"]
    rows = [["综合风险指数", "0.412", "0.178"], ["风险等级", "中风险", "低风险"]]
    findings = check([head, *rows])
    assert findings.slips == ()
    assert [each.kind for each in findings.tables_read] == ["results"]
    rows[1][1] = "低风险"
    assert rules(check([head, *rows])) == ["report_index_grade"]
    rows[0][2], rows[1] = "0.512", ["风险等级", "中风险", "中风险"]
    assert rules(check([head, *rows])) == ["report_rises"]


def test_points_kept_and_lost_make_the_maximum():
    head = ["评估维度", "满分", "扣分", "得分"]
    rows = [["合法性", "10", "2", "8"], ["可控性", "55", "10", "45"], ["合计", "65", "12", "53"]]
    assert check([head, *rows]).slips == ()
    rows[1][3] = "44"
    assert "report_points_kept" in rules(check([head, *rows]))


def test_figures_of_a_table_about_something_else_are_not_called_checked():
    head = ["群体", "类别", "户数", "关注程度", "影响力"]
    findings = check([head, ["农户", "直接", "320", "5", "4"], ["居民", "间接", "1,200", "3", "3"]])
    assert findings.tables_read == ()
    assert [each.reason for each in findings.tables_not_understood] == ["no_rule"]


def test_rise_between_two_tables_is_found():
    head = ["风险因素", "权重", "风险值", "w×R"]
    before = [head, ["甲", "0.5", "0.20", "0.10"], ["乙", "0.5", "0.12", "0.06"]]
    after = [head, ["甲", "0.5", "0.30", "0.15"], ["乙", "0.5", "0.12", "0.06"]]
    before.append(["综合风险指数", "", "", "0.16"])
    after.append(["综合风险指数", "", "", "0.21"])
    tables = [plain_table(1, "表1 措施前估计", before), plain_table(2, "表2 措施后估计", after)]
    slips = check_report(tables, [], report_rules()).slips
    assert {(slip.rule, slip.place.number, slip.place.row) for slip in slips} == {
        ("report_rises", 2, "2 甲"),
        ("report_rises", 2, "4 综合风险指数"),
    }
    assert (
        check_report(
            [tables[0], plain_table(2, "表2 措施后估计", before)], [], report_rules()
        ).slips
        == ()
    )

"""The published cases rebuilt as tables: the report check finds their slips and nothing else."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from riskassess.adapters.reports import report_rules
from riskassess.domain.report_check import check_report, plain_table

CASES = Path(__file__).parent / "cases"


def case(name):
    (path,) = CASES.glob(f"{name}_*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def check(*tables, texts=()):
    numbered = [
        plain_table(at, title, [[str(cell) for cell in row] for row in rows])
        for at, (title, rows) in enumerate(tables, start=1)
    ]
    return check_report(numbered, texts, report_rules())


def found(findings):
    return sorted(
        (slip.rule, slip.place.number, slip.place.row.partition(" ")[2], slip.printed, slip.right)
        for slip in findings.slips
    )


def a2_tables(scores_after, kept):
    given = case("A2")["inputs"]
    rows = [["评估维度", "评估指标", "分值", "措施前扣分", "措施后扣分"]]
    for at, item in enumerate(given["indicators"]):
        name = "群众意见分析" if item["max"] == 35 else item["item"]
        points = (given["scores_before"][at], scores_after[at])
        rows.append([item["dimension"], name, item["max"], *points])
    rows.append(["合计", "", 100, sum(given["scores_before"]), sum(scores_after)])
    rows.append(["风险等级", "", "", "低风险", "低风险"])
    opinion = [["反对类别", "反对比例a", "强度b", "得分（35ab）"]]
    for at, each in enumerate(given["opposition_table"], start=1):
        opinion.append([f"第{at}类", each["a"], each["b"], each["score"]])
    most = {**given["dimension_weights"], "合计": 100}
    compared = [["评估维度", "分值", "措施前得分", "措施后得分"]]
    compared += [[test, most[test], kept[0][test], kept[1][test]] for test in most]
    return (
        ("表6-2 风险评分表", rows),
        ("表6-3 群众意见评分", opinion),
        ("表8 措施前后对照表", compared),
    )


def test_a2_mixes_points_and_exceeds_its_own_limit():
    printed = case("A2")["published"]
    after = case("A2")["inputs"]["scores_after"]
    kept = (
        printed["comparison_table_points_kept_before"],
        printed["comparison_table_points_kept_after"],
    )
    findings = check(
        *a2_tables(after, kept),
        texts=["中风险临界值为21分。", "措施后得分28分，风险等级为低风险。"],
    )
    assert found(findings) == sorted(
        [
            ("report_opinion_item", 1, "群众意见分析", "3.5", "2.415"),
            ("report_rises", 1, "群众意见分析", "28", ""),
            ("report_rises", 1, "合计", "28", ""),
            ("report_points_grade", 1, "风险等级", "低风险", ""),
            ("report_points_mixed", 3, "", "", ""),
            ("report_points_differ", 3, "合理性", "19", "21"),
            ("report_points_differ", 3, "可行性", "7", "8"),
            ("report_points_differ", 3, "可控性", "51", "48.5"),
            ("report_points_differ", 3, "合计", "87", "87.5"),
            ("report_points_differ", 3, "可控性", "55", "27"),
            ("report_points_differ", 3, "合计", "100", "72"),
        ]
    )
    assert [table.kind for table in findings.tables_read] == ["points", "opinion", "points"]


def test_a2_limit_of_the_report_goes_before_that_of_the_manual():
    rows = [["指标", "满分", "扣分"], ["宣传", 30, 8], ["意见", 70, 20], ["合计", 100, 28]]
    rows.append(["风险等级", "", "低风险"])
    assert found(check(("评分表", rows))) == []
    own = check(("评分表", rows), texts=["中风险临界值21分。"])
    assert found(own) == [("report_points_grade", 1, "风险等级", "低风险", "")]


def h7_rows(combined):
    given = case("H7")["inputs"]
    printed = case("H7")["published"]
    return [
        ["项目", "份数", "比例"],
        ["发放问卷", given["issued"], "—"],
        ["有效问卷", given["valid"], f"{printed['valid_pct']}%"],
        ["支持", given["support"], f"{printed['support_pct']}%"],
        ["有条件支持", given["conditional"], f"{printed['conditional_pct']}%"],
        ["反对", given["oppose"], f"{printed['oppose_pct']}%"],
        ["支持和有条件支持合计", "", f"{combined}%"],
    ]


def test_h7_sums_rounded_percentages():
    findings = check(("问卷统计", h7_rows(case("H7")["published"]["support_plus_conditional_pct"])))
    row = "支持和有条件支持合计"
    assert found(findings) == [("report_rounded_parts", 1, row, "89.5%", "89.4%")]


def test_h7_is_right_with_the_percentage_of_the_counts():
    assert found(check(("问卷统计", h7_rows("89.4")))) == []


def test_h7_as_a_sentence():
    text = (
        "共发放问卷150份，有效问卷142份，有效率94.7%，其中支持85份，占59.9%；有条件支持42份，"
        "占29.6%；反对15份，占10.6%；支持和有条件支持合计占{}。"
    )
    (slip,) = check(texts=[text.format("89.5%")]).slips
    assert (slip.rule, slip.printed, slip.right) == ("report_rounded_parts", "89.5%", "89.4%")
    assert found(check(texts=[text.format("89.4%")])) == []


def test_c2_fourth_component_cannot_be_rounding():
    given, printed = case("C2")["inputs"], case("C2")["published"]
    rows = [["风险类别", "权重", *given["grades"]]]
    for name, weight, member in zip(
        given["groups"], given["group_weights"], given["membership_matrix"], strict=True
    ):
        rows.append([name, f"{weight:.2f}", *(f"{each:.2f}" for each in member)])
    rows.append(["评价结果B", "", *(f"{each:.2f}" for each in printed["overall_membership"])])
    rows.append(["级别特征值", "", f"{printed['overall_level']:.2f}"])
    (slip,) = check(("模糊综合评价", rows)).slips
    assert (slip.rule, slip.printed, slip.place.column) == ("report_membership", "0.22", "4")
    assert slip.facts["exact"] == "0.2375"


def d7_rows():
    given, cv = case("D7")["inputs"], case("D7")["published"]["cv"]
    names = ["满分率", "均值", "标准差", "变异系数"]
    first, second = (f"第一轮（n={given['n_round1']}）", f"第二轮（n={given['n_round2']}）")
    rows = [["指标", first, "", "", "", second, "", "", ""], ["", *names, *names]]
    for item in given["items"]:
        figures = [
            f"{item[key][at]:.2f}" if key else f"{cv[item['item']][at]:.2f}"
            for at in (0, 1)
            for key in ("full_mark_ratio", "mean", "sd", "")
        ]
        rows.append([item["item"], *figures])
    return rows


def test_d7_full_mark_ratios_that_no_count_gives():
    assert found(check(("两轮专家咨询", d7_rows()))) == [
        ("report_impossible_share", 1, "A1", "0.68", "0.69"),
        ("report_impossible_share", 1, "A4", "0.30", "0.29"),
    ]


@pytest.mark.parametrize("name", ["B3", "B5"])
def test_printed_weights_that_sum_to_1001_are_no_slip(name):
    given, printed = case(name)["inputs"], case(name)["published"]
    if name == "B3":
        names, matrix = given["criteria"], given["criteria_matrix"]
        weights = printed["criteria_weights"]
    else:
        names, matrix = given["names"], given["matrix_as_printed"]
        weights = printed["weights_3dp"]
    assert sum(Decimal(str(each)) for each in weights) == Decimal("1.001")
    pairwise = [["因素", *names, "权重"]]
    for label, row, weight in zip(names, matrix, weights, strict=True):
        shown = (f"1/{round(1 / each)}" if each < 0.33 and name == "B3" else each for each in row)
        pairwise.append([label, *shown, f"{weight:.3f}"])
    table = [
        ["指标", "权重"],
        *([each, f"{w:.3f}"] for each, w in zip(names, weights, strict=True)),
    ]
    findings = check(("判断矩阵", pairwise), ("权重表", table))
    assert found(findings) == []
    assert [each.kind for each in findings.tables_read] == ["comparisons", "risk"]


def test_a5_words_of_the_bands():
    rows = [["风险因素", "风险概率", "影响程度", "风险程度"]]
    rows += [
        ["一", "很高（90%）", "严重（90%）", "重大"],
        ["二", "较高（70%）", "较大（70%）", "较大"],
        ["三", "中等（50%）", "中等（60%）", "一般"],
        ["四", "较低（30%）", "较小（30%）", "较小"],
        ["五", "很低（10%）", "可忽略（20%）", "微小"],
    ]
    assert found(check(("风险估计", rows))) == []
    rows[2][1] = "很高（70%）"
    assert found(check(("风险估计", rows))) == [("report_level_word", 1, "二", "很高", "")]

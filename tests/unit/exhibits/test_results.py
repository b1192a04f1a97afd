"""Every manual's result in words: columns, figures and sources are what `compute` prints."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.result import printed_number, result_record, stored_number
from riskassess.exhibits.exact import share_text
from riskassess.exhibits.factors import joined_table
from riskassess.exhibits.figures import band_chart, matrix_chart, spread_charts
from riskassess.exhibits.results import result_sections
from tests.unit.exhibits.examples import MANUALS, NAMES, computed

PLAIN = ["权重", "概率", "影响", "风险值", "程度"]
COLUMNS = {
    "cn-default": PLAIN,
    "cn-ahp": PLAIN,
    "xian-2014": PLAIN,
    "shanghai-hanzhong": PLAIN,
    "cn-default-matrix": ["权重", "概率", "影响", "概率档", "影响档", "风险值", "程度"],
    "cn-default-matrix-hb": ["权重", "概率", "影响", "概率档", "影响档", "风险值", "程度"],
    "cn-index-b": [*PLAIN, "等级系数", "权重×系数"],
    "cn-index-c": [*PLAIN, "等级系数", "权重×系数"],
    "cn-levels": ["权重", "概率档", "影响档", "程度", "等级系数", "权重×系数"],
    "cn-fuzzy": ["权重", "概率档", "影响档", "程度", "模糊评分", "权重×评分"],
}


def sections(manual, sent=5):
    return result_sections(computed(manual), NAMES, sent=sent)


@pytest.mark.parametrize("manual", sorted(COLUMNS))
def test_columns_follow_the_manual(manual):
    found = sections(manual)
    assert [column.name for column in found.factors[0].columns] == COLUMNS[manual]
    joined = joined_table(found.factors, builtin_manual(manual))
    assert (joined is not None) is (COLUMNS[manual] == PLAIN)


@pytest.mark.parametrize("manual", sorted(COLUMNS))
def test_figures_are_those_that_compute_prints(manual):
    printed, found = json.loads(computed(manual).printed), sections(manual)
    for moment, headline, table in zip(
        ("before", "after"), found.headlines, found.factors, strict=False
    ):
        told = printed[moment]
        assert abs(Decimal(headline.long) - Decimal(str(told["index"]))) <= Decimal("0.00005")
        assert len(table.rows) == len(told["factors"])
        for row, plain in zip(table.rows, told["factors"], strict=True):
            cells = dict(zip((c.code for c in table.columns), row.cells, strict=True))
            assert cells["weight"].text == share_text(Fraction(str(plain["weight"])))
            assert cells["degree"].degree == plain["degree"]
            if "risk" in cells:
                assert abs(Decimal(cells["risk"].text) - Decimal(str(plain["risk"]))) <= Decimal(
                    "0.0005"
                )
            if "counted" in cells:
                counted = plain.get("counted", plain["risk"])
                assert abs(Decimal(cells["counted"].text) - Decimal(str(counted))) <= Decimal(
                    "0.0005"
                )
            if "probability_level" in cells:
                level = cells["probability_level"].text
                assert level.startswith(f"{plain['probability_level']} ")


@pytest.mark.parametrize(
    ("manual", "rule", "what"),
    [
        ("cn-default", "各因素的权重 × 风险值之和（手册 5.3 段）", "风险值"),
        ("cn-index-b", "各因素的权重 × 等级系数之和（手册 5.3 段）", "等级系数"),
        ("cn-index-c", "各因素的权重 × 等级系数之和（手册 5.3 段）", "等级系数"),
        ("cn-fuzzy", "各因素的权重 × 模糊评分之和", "模糊评分"),
    ],
)
def test_the_index_says_its_own_formula_and_its_terms_add_up(manual, rule, what):
    headline, moment = sections(manual).headlines[0], computed(manual).result.before
    assert rule in headline.rule
    assert headline.head[2] == what
    assert [row[2] for row in headline.terms] == [
        f"{round(Decimal(printed_number(stored_number(each.counted))), 4):.4f}"
        for each in moment.factors
    ]
    total = sum(Decimal(row[3]) for row in headline.terms)
    assert abs(total - Decimal(headline.long)) <= Decimal("0.0003")


def test_level_cells_show_levels_and_how_the_panel_came_to_them():
    row = sections("cn-levels").factors[0].rows[2]
    cell = row.cells[1]
    assert (row.code, cell.text) == ("B03", "5 很高")
    assert cell.marks == [("E1", "5 档"), ("E2", "4 档"), ("E3", "5 档")]
    assert "取最近的一档" in cell.lines[0]
    assert "查得重大" in row.cells[3].lines[0]


def test_comparisons_show_each_set_and_what_contradicts_itself():
    ((_moment, found),) = sections("cn-ahp").weights
    top, types = found.checks
    assert (top.name, top.size, types.size) == ("风险类型", 3, 2)
    assert top.pairs[0].marks == [("E1", "3"), ("E2", "2"), ("E3", "1")]
    assert top.pairs[0].value == "1.817"  # the cube root of 6
    stored = json.loads(computed("cn-ahp").printed)["before"]["comparisons"][0]
    assert abs(Decimal(top.lambda_max) - Decimal(str(stored["lambda_max"]))) <= Decimal("0.00005")
    assert stored["consistent"] is top.is_consistent is True
    assert found.remarks == []
    assert sections("cn-ahp").factors[0].rows[0].cells[0].marks == []


def test_membership_and_score_are_those_of_the_record():
    found = sections("cn-fuzzy").memberships[0]
    plain = json.loads(computed("cn-fuzzy").printed)["before"]["membership"]
    assert found.whole == [share_text(Fraction(str(share))) for share in plain.values()]
    assert found.verdict == "最大隶属度为一般，50.0%，对应低风险（手册 5.6 段）"
    assert found.score.endswith("= 0.5100")
    assert all(len(shares) == 5 for _name, shares in found.rows)
    assert len(found.rows) == 4


def test_points_lost_and_kept_stand_apart_and_add_up():
    before, after = sections("js-4013").points
    plain = json.loads(computed("js-4013").printed)["before"]["points"]
    assert abs(Decimal(before.total) - Decimal(str(plain["total"]))) <= Decimal("0.005")
    assert Decimal(before.total) + Decimal(before.kept) == Decimal(before.maximum) == 100
    assert (after.total, after.kept) == ("0.00", "100.00")
    rows = {row.code: row for test in before.tests for row in test.rows}
    assert len(rows) == 20
    assert rows["A"].marks == [("E1", "2"), ("E2", "2"), ("E3", "3")]
    assert rows["A"].points == "2.33"
    opposition = next(row for row in rows.values() if not row.marks)
    assert opposition.points == "3.80"  # 35 × (19 + 60 × 0.3) / 341
    assert "35 ×（5.57% × 1（" in before.opposition
    assert before.opposition.endswith("= 3.80 分")
    assert after.opposition == ""


@pytest.mark.parametrize("manual", MANUALS)
def test_pictures_follow_the_manual(manual):
    result, rules = computed(manual).result, builtin_manual(manual)
    record = result_record(result)
    band, matrix = band_chart(record, rules), matrix_chart(record, NAMES, rules)
    assert band is not None
    assert (matrix is None) is rules.asks_points
    if rules.asks_points:
        assert ">70<" in band
        assert ">100<" in band
    if rules.degrees.matrix_in_use is not None:
        assert "很高" in matrix
        assert ">B03<" in matrix
    sheets = (computed(manual).assessment.before, computed(manual).assessment.after or ())
    spreads = spread_charts(sheets, NAMES, rules, quantity="probability")
    assert len(spreads) == (0 if rules.asks_points else 1)
    if rules.asks_levels:
        assert "风险概率 / 档" in spreads[0]


def test_a_manual_without_index_has_no_band():
    rules = builtin_manual("cn-default")
    record = {**result_record(computed("cn-default").result)}
    record["before"] = {**record["before"], "index": None}
    assert band_chart(record, rules) is None

"""The printed chapters under every built-in manual: they render, with the right figures."""

import json
import re
from types import SimpleNamespace

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pages import Pages
from riskassess.domain.certainty.record import certainty_of
from riskassess.exhibits.agreement import rule_words
from riskassess.exhibits.figures import band_chart
from riskassess.exhibits.results import result_sections
from riskassess.filters import FILTERS, figure, grade_label
from riskassess.print import estimates, grading
from tests.unit.exhibits.examples import MANUALS, NAMES, computed

CHAPTERS = ("_estimates.html", "_grading.html", "_change.html")


def material(manual, certainty=None, *, is_same=True):
    found = computed(manual)
    return SimpleNamespace(
        case=SimpleNamespace(manual=builtin_manual(manual)),
        result=SimpleNamespace(
            names=NAMES,
            computed=found,
            is_same=is_same,
            stored=SimpleNamespace(record=found.record),
        ),
        certainty=certainty,
        factors=[],
    )


def printed(manual, **changes):
    made = material(manual, **changes)
    record, sections = grading.record_of(made), result_sections(computed(manual), NAMES, sent=5)
    values = {
        "estimate": estimates.estimate_part(made, sections),
        "dispersion_rule": rule_words(),
        "grading": grading.grading_part(made, record, sections),
        "certainty": grading.certainty_part(made),
        "band": band_chart(record, made.case.manual),
        "forecast": "",
        "change": estimates.change_part(made, record, sections),
    }
    pages = Pages(filters=FILTERS)
    return "".join(pages.render_page(f"dossier/{name}", **values) for name in CHAPTERS)


@pytest.mark.parametrize("manual", MANUALS)
def test_chapters_carry_grade_number_and_standing(manual):
    html, rules = printed(manual), builtin_manual(manual)
    before = json.loads(computed(manual).printed)["before"]
    assert f"等级为{grade_label(before['grade'])}" in html
    number = before["points"]["total"] if rules.asks_points else before["index"]
    assert figure(number, 2 if rules.asks_points else 4) in html
    assert ("本手册未经核对" in html) is not rules.verified
    assert all(note.zh in html for note in rules.notes)
    assert "距" in html
    assert "存档的结果不一致" not in html


@pytest.mark.parametrize("manual", MANUALS)
def test_numbers_of_headings_run_without_a_gap(manual):
    heads = re.findall(r"<h2>(\d+)\.(\d+) ", printed(manual))
    assert heads
    for chapter in {chapter for chapter, _number in heads}:
        numbers = [int(number) for each, number in heads if each == chapter]
        assert numbers == list(range(1, len(numbers) + 1)), chapter


@pytest.mark.parametrize(
    ("manual", "words"),
    [
        ("cn-levels", ["5 很高", "等级系数", "权重×系数", "0.5200", "概率档（前）"]),
        ("cn-fuzzy", ["隶属度：措施前", "最大隶属度为一般，50.0%", "模糊评分"]),
        ("cn-ahp", ["一致性比率 CR", "λmax", "3.0385", "E1\u00a01/7", "Saaty 表"]),
        ("js-4013", ["扣分总分 8.46 分（最多扣 100 分）；得分 91.54 分", "35 ×（5.57% × 1（"]),
        ("cn-index-c", ["权重×系数", "等级系数（前）"]),
        ("cn-default-matrix-hb", ["概率档", "查矩阵 HB"]),
    ],
)
def test_what_only_some_manuals_have_is_printed(manual, words):
    html = printed(manual)
    for each in words:
        assert each in html, each


def test_a_result_that_does_not_come_out_again_is_told():
    assert "存档的结果不一致" in printed("cn-default", is_same=False)


def test_certainty_is_printed_where_it_was_computed():
    assert "结论稳健性" not in printed("cn-default")
    found = computed("cn-default")
    made = certainty_of(found.assessment, found.result, seed="ab" * 32, resamples=200)
    html = printed("cn-default", certainty=SimpleNamespace(record=made.text))
    assert "5.3 结论稳健性" in html
    assert "重抽 200 次" in html
    assert "ab" * 32 in html

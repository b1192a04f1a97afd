"""The explanation in words: the same figures as the structured one, and honest at its limits."""

import re
from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.explanation import explain_moment
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from riskassess.exhibits.criteria import input_words, limit_words
from riskassess.exhibits.explanations import distance_words, grade_explanation
from riskassess.exhibits.methods import manual_standing
from tests.unit.exhibits.examples import MANUALS, computed


def rows_of(manual, moment="before"):
    found = getattr(computed(manual).result, moment)
    return grade_explanation(found, builtin_manual(manual))


@pytest.mark.parametrize("manual", MANUALS)
def test_every_criterion_stands_in_the_table_or_under_those_not_applied(manual):
    rules = builtin_manual(manual)
    for moment in (computed(manual).result.before, computed(manual).result.after):
        if moment is None:
            continue
        plain, said = explain_moment(moment, rules), grade_explanation(moment, rules)
        active = [row for row in rules.criteria if row.active]
        assert len(said.rows) + len(said.not_applied) == len(active)
        decided = [row["criterion"] in plain["decided_by"] for row in plain["criteria"]]
        assert [row.is_deciding for row in said.rows] == decided
        gaps = [len(row["distances"]) for row in plain["criteria"]]
        assert all(len(row.distances) <= gap for row, gap in zip(said.rows, gaps, strict=True))


def test_sentence_names_grade_and_what_decided():
    assert rows_of("xian-2014").sentence == "等级为中风险，由反对比例决定（就高原则）"
    assert rows_of("xian-2014", "after").sentence == (
        "等级为低风险，由单因素风险、综合风险指数决定（就高原则）"
    )


def test_distances_are_those_of_the_structured_explanation():
    said = {row.name: row for row in rows_of("cn-default").rows}
    assert said["单因素风险"].distances == [
        "再多 1 个重大或 5 个较大即为高风险",
        "少 1 个重大即不再为中风险",
    ]
    assert said["可能参与人数"].distances == [
        "距高风险尚差 140 人（大于 200 人）",
        "距低风险尚差 40 人（小于 20 人）",
    ]
    index = computed("cn-default").result.before.index
    gap = re.search(r"尚差 ([\d.]+)", said["综合风险指数"].distances[0])
    assert abs(Fraction(gap.group(1)) - (Fraction("0.64") - index)) <= Fraction(1, 20_000)
    assert said["反对比例"].inputs == "23.2%（反对 79 份 / 有效 341 份）"
    assert said["可能引发的风险事件"].distances == []


def gap_words(code, value, grade, towards, manual="cn-default"):
    rule = builtin_manual(manual).criterion(code)
    condition = rule.high if RiskGrade.HIGH in (grade, towards) else rule.medium
    limit = Fraction(condition.above if condition.above is not None else condition.at_least)
    row = {"towards": towards, "limit": limit, "distance": abs(Fraction(value) - limit)}
    return distance_words(rule, grade, [row])[0]


@pytest.mark.parametrize(
    ("value", "grade", "towards", "words"),
    [
        ("0.64", "medium", "high", "恰在界限上：大于 0.64 才为高风险"),
        ("0.36", "medium", "low", "恰在界限上：小于 0.36 才为低风险"),
        ("0.6399999", "medium", "high", "距高风险尚差 0.0000001（大于 0.64）"),
        ("0.30", "low", "medium", "距中风险尚差 0.06（达到 0.36）"),
        ("0.70", "high", "medium", "距中风险尚差 0.06（降到 0.64）"),
        ("0.40", "medium", "low", "距低风险尚差 0.04（小于 0.36）"),
    ],
)
def test_a_gap_is_never_rounded_away_and_the_limit_itself_is_told(value, grade, towards, words):
    kind = CriterionKind.INDEX
    assert gap_words(kind, value, RiskGrade(grade), RiskGrade(towards)) == words


def test_what_is_told_never_crosses_a_limit():
    rules = builtin_manual("js-4013")
    points = rules.criterion(CriterionKind.DEDUCTION)
    assert input_words(points, {}, Fraction("69.999")) == "69.999 分"
    share = rules.criterion(CriterionKind.OPPOSITION)
    told = input_words(share, {"oppose": 50_001, "valid": 100_000}, Fraction(50_001, 100_000))
    assert told.startswith("50.001%")


def test_not_applied_rows_say_why_and_what_is_missing():
    missing = {row.name: row for row in rows_of("xian-2014").not_applied}
    assert {row.reason for row in missing.values()} == {"只用于措施后"}
    after = {row.reason for row in rows_of("cn-default", "after").not_applied}
    assert after == {"只用于措施前"}


def test_verdicts_of_membership_are_the_rule():
    rule = builtin_manual("cn-fuzzy").criterion(CriterionKind.MEMBERSHIP)
    assert [words for _grade, words in limit_words(rule)] == ["重大", "较大", "微小、较小、一般"]


def test_confidence_source_and_paragraph_stand_beside_each_criterion():
    rows = rows_of("cn-fuzzy").rows
    assert {row.confidence for row in rows} <= {"可信度高", "可信度中", "可信度低"}
    assert next(row for row in rows if row.name == "最大隶属度").confidence == "可信度低"
    assert all(row.paragraph and row.source for row in rows)


@pytest.mark.parametrize("manual", MANUALS)
def test_standing_of_a_manual_is_said(manual):
    rules = builtin_manual(manual)
    standing = manual_standing(rules)
    assert standing.is_verified is rules.verified
    assert standing.notes == [note.zh for note in rules.notes]
    assert f"{manual} 第 {rules.version} 版" in standing.name

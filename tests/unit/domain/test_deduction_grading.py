"""An assessment under the Jiangsu manual: the score and the direct rules, the worse grade holds."""

from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file.records import (
    UNIT,
    Assessment,
    Forecast,
    OppositionCount,
    PanelExpert,
    PointSheet,
    SurveyCounts,
)
from riskassess.domain.grading import compute_assessment
from riskassess.domain.vocabulary import Procedure, RiskGrade

MANUAL = builtin_manual("js-4013")
CODES = [item.code for item in MANUAL.deduction.items]


def sheet(expert, points, *, codes=CODES):
    return PointSheet(expert, {code: int(points.get(code, 0) * UNIT) for code in codes})


def graded(sheets, *, after=None, oppose=22, intensity=7000, forecast=None):
    assessment = Assessment(
        id="example",
        title="示例项目",
        kind="reservoir",
        level="district",
        procedure=Procedure.GENERAL,
        manual=MANUAL.id,
        experts=tuple(PanelExpert(each.expert) for each in sheets),
        factors=(),
        before=(),
        after=None,
        survey=SurveyCounts(issued=100, valid=100, support=100 - oppose, oppose=oppose),
        forecast=forecast or Forecast(),
        points_before=tuple(sheets),
        points_after=after,
        opposition_classes=(OppositionCount(intensity, oppose),) if oppose else (),
    )
    return compute_assessment(assessment, MANUAL)


def grades(moment):
    return {str(row.code): str(row.grade) for row in moment.outcomes if row.is_applied}


WITHOUT_OPPOSITION = [code for code in CODES if code != "N"]


def test_total_is_the_panel_s_mean_and_opposition_is_the_survey_s():
    sheets = [
        sheet("E1", {"A": 3, "QR": 3}, codes=WITHOUT_OPPOSITION),
        sheet("E2", {"A": 2}, codes=WITHOUT_OPPOSITION),
    ]
    before = graded(sheets).before
    # (3 + 2) / 2 + (3 + 0) / 2 + 35 · 0.22 · 0.7
    assert before.points.opposition_points == Fraction("5.39")
    assert before.points.total == Fraction("9.39")
    assert before.points.by_test["controllability"] == Fraction("6.89")
    # more than 20 % object: the direct rule is worse than the score
    assert grades(before) == {"deduction": "low", "opposition": "medium"}
    assert before.grade == "medium"


@pytest.mark.parametrize(
    ("forecast", "grade"),
    [
        (Forecast(headcount=99, event_class=RiskGrade.LOW), "low"),
        (Forecast(headcount=100, event_class=RiskGrade.LOW), "medium"),
        (Forecast(headcount=200, event_class=RiskGrade.LOW), "high"),
        (Forecast(headcount=0, event_class=RiskGrade.HIGH), "high"),
    ],
)
def test_direct_rules_override_a_low_score(forecast, grade):
    before = graded([sheet("E1", {})], oppose=0, forecast=forecast).before
    assert before.points.total == 0
    assert grades(before)["deduction"] == "low"
    assert before.grade == grade


def test_after_measures_the_points_entered_decide():
    sheets = [sheet("E1", {"B": 5, "I": 4, "N": 35}, codes=CODES)]
    after = (sheet("E1", {"N": 28}),)
    result = graded(sheets, after=after, oppose=100, intensity=UNIT)
    assert (result.before.points.total, result.before.grade) == (44, "high")  # all of them object
    assert (result.after.points.total, result.after.grade) == (28, "low")
    assert grades(result.after) == {"deduction": "low"}

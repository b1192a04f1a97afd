"""The handbook's worked example (5.9) under every manual, and small cases reckoned by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment
from riskassess.domain.grading import compute_assessment
from tests.unit.domain.assessment_plain import plain, sheet

WEIGHTS = {"B03": 6, "B05": 4, "D03": 4, "A05": 3, "H02": 3}  # 0.30 0.20 0.20 0.15 0.15
BEFORE = {"B03": ("0.70", "0.60"), "B05": ("0.50", "0.60"), "D03": ("0.60", "0.40"),
          "A05": ("0.30", "0.40"), "H02": ("0.40", "0.50")}  # fmt: skip
AFTER = {"B03": ("0.4", "0.5"), "B05": ("0.3", "0.5"), "D03": ("0.4", "0.4"),
         "A05": ("0.2", "0.3"), "H02": ("0.2", "0.4")}  # fmt: skip
SURVEY = {"issued": 100, "valid": 100, "support": 78, "oppose": 22}


def result_of(manual_id, document):
    manual = builtin_manual(manual_id)
    return compute_assessment(parse_assessment({**document, "manual": manual_id}, manual), manual)


def example(manual_id):
    rows = {code: (weight, *BEFORE[code]) for code, weight in WEIGHTS.items()}
    after = {code: (weight, *AFTER[code]) for code, weight in WEIGHTS.items()}
    measures = [{"id": "M1", "factors": list(WEIGHTS), "text": "措施"}]
    document = plain([rows], survey=SURVEY, measures=measures, scores_after=[sheet("E1", after)])
    return result_of(manual_id, document)


def grades(moment):
    return {str(row.code): str(row.grade) for row in moment.outcomes if row.is_applied}


def test_example_under_the_general_manual():
    result = example("cn-default")
    assert (result.before.index, result.after.index) == (Fraction("0.282"), Fraction("0.143"))
    assert [str(row.degree) for row in result.before.factors] == [
        "major", "moderate", "moderate", "minor", "moderate"
    ]  # fmt: skip
    assert [row.risk for row in result.after.factors] == list(
        map(Fraction, ("0.20", "0.15", "0.16", "0.06", "0.08"))
    )
    assert grades(result.before) == {
        "single_factor": "low", "index": "low", "opposition": "medium"
    }  # fmt: skip
    assert (result.initial_grade, result.expected_grade) == ("medium", "low")


@pytest.mark.parametrize(
    ("manual_id", "index", "by_index", "before", "after"),
    [
        ("cn-index-b", "0.414", "medium", "medium", "low"),
        # 0.30·0.8 + (0.20 + 0.20 + 0.15)·0.6 + 0.15·0.4
        ("cn-index-c", "0.63", "medium", "medium", "medium"),
        ("cn-default-matrix", "0.282", "low", "medium", "low"),
        ("cn-default-matrix-hb", "0.282", "low", "medium", "low"),
        ("shanghai-hanzhong", "0.282", "low", "medium", "low"),
        ("xian-2014", "0.282", None, "medium", "low"),
    ],
)
def test_example_under_other_manuals(manual_id, index, by_index, before, after):
    result = example(manual_id)
    assert result.before.index == Fraction(index)
    assert grades(result.before).get("index") == by_index
    assert (result.initial_grade, result.expected_grade) == (before, after)


def test_in_xian_the_example_is_graded_by_opposition_alone():
    result = example("xian-2014")
    assert grades(result.before) == {"opposition": "medium"}
    assert grades(result.after) == {"single_factor": "low", "index": "low"}


# ---------------------------------------------------------------- levels and fuzzy evaluation
# two factors with weights 1/4 and 3/4; levels of probability and impact by four experts
LEVELS = {
    "A01": (2, [(1, 1), (2, 2), (3, 3), (5, 5)]),
    "B03": (6, [(4, 4), (4, 4), (5, 4), (3, 3)]),
}


def by_levels(manual_id):
    experts = [f"E{number}" for number in range(1, 5)]
    sheets = [
        {
            "expert": expert,
            "scores": [
                {
                    "factor": code,
                    "weight_score": weight,
                    "probability_level": pairs[place][0],
                    "impact_level": pairs[place][1],
                }
                for code, (weight, pairs) in LEVELS.items()
            ],
        }
        for place, expert in enumerate(experts)
    ]
    document = plain(
        experts=[{"id": expert} for expert in experts],
        factors=[{"code": code} for code in LEVELS],
        scores_before=sheets,
    )
    return result_of(manual_id, document).before


def test_levels_give_degrees_by_the_matrix_and_coefficients_to_the_index():
    result = by_levels("cn-levels")
    # mean levels 2.75 and 2.75 → 3, 3; 4 and 3.75 → 4, 4
    assert [(row.probability_level, row.impact_level) for row in result.factors] == [(3, 3), (4, 4)]
    assert [str(row.degree) for row in result.factors] == ["moderate", "major"]
    assert result.index == Fraction("0.25") * Fraction("0.36") + Fraction("0.75") * Fraction("0.64")
    assert result.grade == "medium"


def test_fuzzy_evaluation_joins_the_shares_of_the_experts():
    result = by_levels("cn-fuzzy")
    assert result.factors[0].membership == tuple(Fraction(n, 4) for n in (1, 1, 1, 0, 1))
    assert result.factors[1].membership == tuple(Fraction(n, 4) for n in (0, 0, 1, 2, 1))
    assert result.membership == tuple(Fraction(n, 16) for n in (1, 1, 4, 6, 4))
    assert result.index == Fraction("0.5925")
    assert grades(result) == {"index": "medium", "membership": "medium"}
    assert result.grade == "medium"


# ---------------------------------------------------------------- deduction score
def by_points(points, **changes):
    codes = [item.code for item in builtin_manual("js-4013").deduction.items]
    rows = [{"item": code, "points": points.get(code, 0)} for code in codes if code != "N"]
    document = plain(
        factors=[],
        scores_before=None,
        points_before=[{"expert": "E1", "points": rows}],
        survey=SURVEY,
        opposition_classes=[{"intensity": Decimal("0.7"), "count": 22}],
    )
    document.update(changes)
    return result_of("js-4013", document).before


def test_deduction_score_and_direct_rules_give_the_worse_grade():
    result = by_points({"A": 3, "QR": 3})
    # 3 + 3 + 35 · 0.22 · 0.7; more than 20 % object
    assert result.points.opposition_points == Fraction("5.39")
    assert result.points.total == Fraction("11.39")
    assert grades(result) == {"deduction": "low", "opposition": "medium"}
    assert result.grade == "medium"

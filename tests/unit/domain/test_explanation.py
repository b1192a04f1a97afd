"""Explanations: inputs, rule, value, distance to the next grade, and what was not applied."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment
from riskassess.domain.explanation import distances, explain_moment
from riskassess.domain.grading import compute_assessment
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from tests.unit.domain import variant_plain
from tests.unit.domain.assessment_plain import plain, uniform


def compute(document):
    manual = builtin_manual(document["manual"])
    return compute_assessment(parse_assessment(document, manual), manual)


def explained(document):
    return explain_moment(compute(document).before, builtin_manual(document["manual"]))


def distance(document, code):
    rows = compute(document).before.outcomes
    return distances(next(row for row in rows if row.code is code))


@pytest.mark.parametrize(
    ("headcount", "found"),
    [
        (0, [(RiskGrade.MEDIUM, 20, 20)]),
        (20, [(RiskGrade.HIGH, 200, 180), (RiskGrade.LOW, 20, 0)]),
        (200, [(RiskGrade.HIGH, 200, 0), (RiskGrade.LOW, 20, 180)]),
        (201, [(RiskGrade.MEDIUM, 200, 1)]),
    ],
)
def test_distance_to_the_limits(headcount, found):
    rows = distance(plain(forecast={"headcount": headcount}), CriterionKind.HEADCOUNT)
    assert [(row.towards, row.limit, row.distance) for row in rows] == found


@pytest.mark.parametrize(
    ("risks", "found"),
    [
        ([("0.5", "0.5")] * 3, [("medium", "severe", 1), ("medium", "major", 2)]),
        ([("0.7", "0.7")] * 1, [("medium", "severe", 1), ("medium", "major", 1)]),
        (
            [("0.7", "0.7")] * 4,
            [("high", "severe", 2), ("high", "major", 1), ("low", "major", 3)],
        ),
        (
            [("0.9", "0.9")] * 1,
            [("high", "severe", 1), ("high", "major", 5), ("low", "severe", 1)],
        ),
        ([("0.9", "0.9")] * 2, [("medium", "severe", 1)]),
    ],
)
def test_distance_in_factors(risks, found):
    rows = distance(plain(uniform(*risks)), CriterionKind.SINGLE_FACTOR)
    assert [(str(row.towards), str(row.degree), row.distance) for row in rows] == found


def test_what_was_not_applied_says_why_and_what_is_missing():
    rows = explained(plain(survey={"valid": 100}))["not_applied"]
    assert {row["criterion"]: (row["reason"], row["missing"]) for row in rows} == {
        "event": ("not_known", ["event_class"]),
        "headcount": ("not_known", ["headcount"]),
        "opposition": ("not_known", ["oppose"]),
    }


def test_the_deciding_criteria_are_named():
    found = explained(plain(forecast={"headcount": 300}, survey={"valid": 100, "oppose": 60}))
    assert found["decided_by"] == ["headcount", "opposition"]
    row = next(row for row in found["criteria"] if row["criterion"] == "opposition")
    assert row["inputs"] == {"oppose": 60, "valid": 100}
    assert row["rule"] == {
        "high": {"above": Fraction(1, 2)},
        "medium": {"at_least": Fraction(1, 5)},
    }
    assert row["value"] == Fraction(3, 5)
    assert row["distances"] == [
        {"towards": "medium", "limit": Fraction(1, 2), "distance": Fraction(1, 10)}
    ]


def test_points_and_membership_are_explained_too():
    points = explained(variant_plain.points([{"A": 3}]))["criteria"][0]
    assert (points["criterion"], points["inputs"], points["value"]) == (
        "deduction",
        {"total": 3},
        3,
    )
    assert points["distances"] == [{"towards": "medium", "limit": 40, "distance": 37}]
    found = explained(variant_plain.levels([[(5, 5)] * 4], manual="cn-fuzzy"))["criteria"]
    row = next(row for row in found if row["criterion"] == "membership")
    assert row["inputs"]["greatest"] == "severe"
    assert row["rule"]["severe"] == "high"
    assert row["distances"] == []


@given(st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_going_the_distance_moves_the_grade(probability, impact):
    """An index moved by its distance to a worse grade meets that grade or stands on its limit."""
    share = (str(Decimal(probability) / 100), str(Decimal(impact) / 100))
    document = plain(uniform(*[share] * 3))
    result = compute(document)
    row = next(row for row in result.before.outcomes if row.code is CriterionKind.INDEX)
    for found in distances(row):
        worse = list(RiskGrade).index(found.towards) > list(RiskGrade).index(row.grade)
        assert row.value + (found.distance if worse else -found.distance) == found.limit

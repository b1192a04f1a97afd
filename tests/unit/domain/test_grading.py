"""Grades at the limits, with unknown inputs, and against order and scale."""

import copy
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment
from riskassess.domain.errors import InvalidInput
from riskassess.domain.grading import MissingReason, compute_assessment, worst_grade
from riskassess.domain.improvement import improvement_warnings
from riskassess.domain.result import printed_number, printed_result, result_record, stored_number
from riskassess.domain.scoring import factor_degree
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from tests.unit.domain.assessment_plain import CODES, plain, sheet, uniform

MANUAL = builtin_manual("cn-default")
RANK = {grade: rank for rank, grade in enumerate(RiskGrade)}
SHARES = st.integers(0, 100).map(lambda value: str(Decimal(value) / 100))
SCORES = st.tuples(st.integers(1, 10), SHARES, SHARES)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(CODES, SCORES)), min_size=1, max_size=4)


def compute(document):
    return compute_assessment(parse_assessment(document, MANUAL), MANUAL)


def outcome(document, code):
    rows = compute(document).before.outcomes
    return next(row for row in rows if row.code == code)


@pytest.mark.parametrize(
    ("probability", "impact", "degree"),
    [
        ("0.8", "0.8", Degree.MAJOR),
        ("0.8001", "0.8", Degree.SEVERE),
        ("0.6", "0.6", Degree.MODERATE),
        ("0.9", "0.4", Degree.MODERATE),
        ("0.4", "0.4", Degree.MINOR),
        ("0.2", "0.2", Degree.NEGLIGIBLE),
        ("0", "1", Degree.NEGLIGIBLE),
        ("1", "1", Degree.SEVERE),
    ],
)
def test_degree_on_a_limit_belongs_below(probability, impact, degree):
    result = compute(plain(uniform((probability, impact))))
    assert result.before.factors[0].degree is degree


@pytest.mark.parametrize(
    ("probability", "impact", "grade"),
    [
        ("0.8", "0.8", RiskGrade.MEDIUM),
        ("0.8", "0.8001", RiskGrade.HIGH),
        ("0.6", "0.6", RiskGrade.MEDIUM),
        ("0.6", "0.5999", RiskGrade.LOW),
    ],
)
def test_index_on_a_limit_is_medium(probability, impact, grade):
    row = outcome(plain(uniform(*[(probability, impact)] * 3)), CriterionKind.INDEX)
    assert row.grade is grade


@pytest.mark.parametrize(
    ("risks", "grade"),
    [
        ([("0.9", "0.9")] * 2, RiskGrade.HIGH),
        ([("0.7", "0.7")] * 5, RiskGrade.HIGH),
        ([("0.9", "0.9")], RiskGrade.MEDIUM),
        ([("0.9", "0.9"), ("0.7", "0.7")], RiskGrade.MEDIUM),
        ([("0.7", "0.7")] * 4, RiskGrade.MEDIUM),
        ([("0.7", "0.7")] * 2, RiskGrade.MEDIUM),
        ([("0.7", "0.7")], RiskGrade.LOW),
        ([("0.5", "0.5")] * 5, RiskGrade.LOW),
    ],
)
def test_single_factor_counts(risks, grade):
    padded = (*risks, *[("0.1", "0.1")] * (8 - len(risks)))
    assert outcome(plain(uniform(*padded)), CriterionKind.SINGLE_FACTOR).grade is grade


def test_gaps_of_the_table_ask_for_attention():
    row = outcome(plain(uniform(*[("0.5", "0.5")] * 5)), CriterionKind.SINGLE_FACTOR)
    assert len(row.attention) == 1
    risks = [("0.9", "0.9"), *[("0.7", "0.7")] * 4]
    row = outcome(plain(uniform(*risks)), CriterionKind.SINGLE_FACTOR)
    assert row.grade is RiskGrade.MEDIUM
    assert len(row.attention) == 1
    # "nothing worse than moderate" would not be true here
    risks = [("0.7", "0.7"), *[("0.5", "0.5")] * 5]
    row = outcome(plain(uniform(*risks)), CriterionKind.SINGLE_FACTOR)
    assert (row.grade, row.attention) == (RiskGrade.LOW, ())


@pytest.mark.parametrize(
    ("headcount", "grade"),
    [(0, "low"), (19, "low"), (20, "medium"), (200, "medium"), (201, "high"), (None, None)],
)
def test_headcount_limits(headcount, grade):
    row = outcome(plain(forecast={"headcount": headcount}), CriterionKind.HEADCOUNT)
    assert row.grade == grade
    assert row.is_applied == (grade is not None)


@pytest.mark.parametrize(
    ("oppose", "valid", "grade"),
    [
        (19, 96, "low"), (20, 100, "medium"), (199, 1000, "low"), (50, 100, "medium"),
        (501, 1000, "high"), (0, 10, "low"), (None, 10, None), (1, None, None),
    ],
)  # fmt: skip
def test_opposition_limits(oppose, valid, grade):
    row = outcome(plain(survey={"oppose": oppose, "valid": valid}), CriterionKind.OPPOSITION)
    assert row.grade == grade


def test_no_valid_answers_is_reported_and_not_divided():
    row = outcome(plain(survey={"oppose": 0, "valid": 0}), CriterionKind.OPPOSITION)
    assert row.missing is MissingReason.NO_VALID_ANSWERS


@pytest.mark.parametrize("changes", [{}, {"survey": None, "forecast": None}, {"forecast": {}}])
def test_unknown_facts_are_not_applied(changes):
    record = result_record(compute(plain(**changes)))
    assert record["before"]["not_applied"] == ["event", "headcount", "opposition"]
    assert record["after"] is None
    assert record["recommendation"] is None
    assert '"after": null' in printed_result(record)


def test_every_criterion_tells_inputs_and_value():
    document = plain(
        survey={"oppose": 20, "valid": 100}, forecast={"event_class": "high", "headcount": 3}
    )
    rows = {row.code: row for row in compute(document).before.outcomes}
    assert rows[CriterionKind.OPPOSITION].inputs == (("oppose", 20), ("valid", 100))
    assert rows[CriterionKind.OPPOSITION].value == Fraction(1, 5)
    assert rows[CriterionKind.EVENT].inputs == (("event_class", "high"),)
    assert dict(rows[CriterionKind.SINGLE_FACTOR].inputs)["moderate"] == 4
    assert compute(document).initial_grade is RiskGrade.HIGH


def test_no_grade_from_nothing():
    with pytest.raises(InvalidInput) as caught:
        worst_grade(())
    assert caught.value.code == "no_criterion_applies"


def test_weights_add_up_to_exactly_one():
    rows = [{"A01": (3, "0.1", "0.2"), "B03": (7, "0.3", "0.4"), "D03": (1, "0.5", "0.6")}]
    assert sum(row.weight for row in compute(plain(rows)).before.factors) == 1


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_of_experts_and_factors_never_matters(rows, chance):
    document = plain(rows)
    shuffled = copy.deepcopy(document)
    for key in ("experts", "factors", "scores_before"):
        chance.shuffle(shuffled[key])
    for entry in shuffled["scores_before"]:
        chance.shuffle(entry["scores"])
    one, other = compute(document).before, compute(shuffled).before
    assert one.index == other.index
    assert one.grade == other.grade
    assert set(one.factors) == set(other.factors)


@given(ROWS)
@settings(max_examples=60)
def test_scaling_weights_never_matters(rows):
    halves = [{code: (Decimal(min(w, 5)), p, q) for code, (w, p, q) in row.items()} for row in rows]
    doubles = [{code: (2 * w, p, q) for code, (w, p, q) in row.items()} for row in halves]
    assert compute(plain(halves)).before == compute(plain(doubles)).before


@given(ROWS, st.integers(0, 99), st.sampled_from(CODES))
@settings(max_examples=100)
def test_raising_a_probability_never_lowers_a_grade(rows, raised, code):
    # Four factors: the published count rule has one gap, five major against one severe and four.
    higher = copy.deepcopy(rows)
    weight, probability, impact = higher[0][code]
    higher[0][code] = (weight, str(max(Decimal(probability), Decimal(raised) / 100)), impact)
    before, after = compute(plain(rows)).before, compute(plain(higher)).before
    assert after.index >= before.index
    assert RANK[after.grade] >= RANK[before.grade]


@given(st.fractions(min_value=0, max_value=1))
def test_rounding_the_stored_value_rounds_the_exact_one(value):
    wanted = Decimal((value * 10**6 + Fraction(1, 2)).__floor__()) / 10**6
    assert Decimal(printed_number(stored_number(value))) == wanted


def test_improvement_needs_measure_and_reason():
    before = {"A01": (5, "1", "1"), "B03": (5, "0.5", "0.5"), "D03": (5, "0.5", "0.5")}
    after = {"A01": (5, "0.1", "0.1"), "B03": (5, "0.4", "0.5"), "D03": (5, "0.5", "0.5")}
    document = plain([before], scores_after=[sheet("E1", after)])
    found = improvement_warnings(parse_assessment(document, MANUAL), compute(document))
    assert [(row.code, row.factor) for row in found] == [
        ("improvement_without_measure", "A01"),
        ("improvement_without_reason", "A01"),
        ("improvement_without_measure", "B03"),
    ]
    document["measures"] = [{"id": "M1", "factors": ["A01", "B03"]}]
    document["factors"][0]["improvement_reason"] = "线位改移，不再占用"
    assert improvement_warnings(parse_assessment(document, MANUAL), compute(document)) == ()
    assert compute(document).recommendation == "implement"


def test_without_scores_after_there_is_nothing_to_warn_of():
    document = plain()
    assert improvement_warnings(parse_assessment(document, MANUAL), compute(document)) == ()


def test_result_tells_grades_and_degree_counts():
    rows = dict.fromkeys(CODES, (5, "0.9", "0.9"))
    after = dict.fromkeys(CODES, (5, "0.1", "0.1"))
    result = compute(plain([rows], scores_after=[sheet("E1", after)]))
    assert (result.initial_grade, result.expected_grade) == (RiskGrade.HIGH, RiskGrade.LOW)
    assert result.before.degree_counts[Degree.SEVERE] == 4
    assert compute(plain([rows])).expected_grade is None
    assert factor_degree(6000, 6000, MANUAL) is Degree.MODERATE

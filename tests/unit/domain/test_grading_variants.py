"""Grades under every manual that comes with the product: levels, matrices, pairs, points."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment
from riskassess.domain.computed import compute_text
from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.grading import compute_assessment
from riskassess.domain.result import printed_result, result_record
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from riskassess.proof.canonical import canonical_json
from tests.unit.domain import variant_plain
from tests.unit.domain.assessment_plain import plain, sheet

EVEN = [(3, 3)] * 4


def compute(document):
    manual = builtin_manual(document["manual"])
    return compute_assessment(parse_assessment(document, manual), manual)


def outcome(result, code):
    return next(row for row in result.before.outcomes if row.code is code)


def problems(document):
    with pytest.raises(InvalidFile) as refused:
        compute(document)
    first = (refused.value.where, refused.value.code)
    return [first, *((where, code) for where, code, _facts in refused.value.facts["more"])]


@pytest.mark.parametrize(
    ("rows", "level", "degree"),
    [
        ([[(2, 3)] * 4], 2, Degree.MODERATE),
        ([[(2, 3)] * 4, [(3, 3)] * 4], 3, Degree.MODERATE),  # 2.5: half-way goes up
        ([[(2, 3)] * 4, [(2, 3)] * 4, [(3, 3)] * 4], 2, Degree.MODERATE),
        ([[(5, 5)] * 4], 5, Degree.SEVERE),
        ([[(1, 1)] * 4], 1, Degree.NEGLIGIBLE),
    ],
)
def test_levels_of_the_panel_are_looked_up_in_the_matrix(rows, level, degree):
    row = compute(variant_plain.levels(rows)).before.factors[0]
    assert (row.probability_level, row.degree) == (level, degree)


def test_index_of_levels_counts_the_coefficient_of_the_degree():
    result = compute(variant_plain.levels([[(3, 3), (3, 3), (5, 5), (1, 1)]]))
    counted = [Fraction(36, 100)] * 2 + [Fraction(1), Fraction(4, 100)]
    assert [row.counted for row in result.before.factors] == counted
    assert result.before.index == sum(counted) / 4


def test_shares_find_their_level_by_the_band_and_then_their_degree():
    rows = dict.fromkeys(("A01", "B03", "D03", "H02"), (5, "0.4", "0.4001"))
    document = plain([rows], manual="cn-default-matrix")
    row = compute(document).before.factors[0]
    assert (row.probability_level, row.impact_level, row.degree) == (2, 3, Degree.MODERATE)
    assert row.risk == Fraction(4, 10) * Fraction(4001, 10_000)


def test_the_two_matrices_differ_where_they_are_drawn_otherwise():
    found = {
        name: compute(plain([dict.fromkeys(("A01", "B03"), (5, "0.3", "0.1"))], manual=name))
        .before.factors[0]
        .degree
        for name in ("cn-default-matrix", "cn-default-matrix-hb")
    }
    assert found == {
        "cn-default-matrix": Degree.MINOR,
        "cn-default-matrix-hb": Degree.NEGLIGIBLE,
    }


def test_pairwise_weights_of_types_and_factors():
    # Types A, B, D: A weighs twice B and four times D; within A the first three times the second.
    values = {("A", "B"): 2, ("A", "D"): 4, ("B", "D"): 2, ("A01", "A02"): 3}
    result = compute(variant_plain.compared([values], [[("0.5", "0.5")] * 4]))
    weights = [float(row.weight) for row in result.before.factors]
    assert weights == pytest.approx([3 / 7, 1 / 7, 2 / 7, 1 / 7], abs=1e-20)
    assert sum(row.weight for row in result.before.factors) == 1
    checks = result.before.weights.checks
    assert [(row.within, row.result.cr) for row in checks] == [("", 0), ("A", 0)]


def test_pairwise_judgements_of_a_group_meet_in_their_geometric_mean():
    values = [{("A01", "A02"): 2}, {("A01", "A02"): 8}]
    result = compute(variant_plain.compared(values, [[("0.5", "0.5")] * 4] * 2))
    first, second = (row.weight for row in result.before.factors[:2])
    assert float(first / second) == pytest.approx(4, abs=1e-20)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda rows: rows.pop(), ("comparisons[0].judgements", "file_pair_missing")),
        (
            lambda rows: rows[0].update(value="1.5"),
            ("comparisons[0].judgements[0].value", "file_not_on_scale"),
        ),
        (lambda rows: rows[0].update(value=10), None),
        (lambda rows: rows[0].update(value=0), None),
        (lambda rows: rows[0].update(value=-3), None),
        (
            lambda rows: rows.append(dict(rows[0])),
            ("comparisons[0].judgements[4]", "file_duplicate"),
        ),
        (
            lambda rows: rows[0].update(second="Z"),
            ("comparisons[0].judgements", "file_pair_missing"),
        ),
    ],
)
def test_judgements_that_are_missing_or_wrong_are_refused(change, found):
    document = variant_plain.compared([{}], [[("0.5", "0.5")] * 4])
    change(document["comparisons"][0]["judgements"])
    assert (found or ("comparisons[0].judgements[0].value", "file_not_on_scale")) in problems(
        document
    )


def test_a_pair_may_stand_the_other_way_round():
    values = {("A01", "A02"): 3}
    document = variant_plain.compared([values], [[("0.5", "0.5")] * 4])
    turned = variant_plain.compared([values], [[("0.5", "0.5")] * 4])
    row = next(row for row in turned["comparisons"][0]["judgements"] if row["first"] == "A01")
    row.update(first="A02", second="A01", value="1/3")
    assert result_record(compute(document)) == result_record(compute(turned))


def test_fuzzy_membership_is_the_share_of_experts_by_degree():
    rows = [[(5, 5)] * 4, [(3, 3)] * 4, [(3, 3)] * 4]
    result = compute(variant_plain.levels(rows, manual="cn-fuzzy"))
    shares = dict(zip(Degree, result.before.membership, strict=True))
    assert shares == {
        **dict.fromkeys(Degree, 0),
        Degree.MODERATE: Fraction(2, 3),
        Degree.SEVERE: Fraction(1, 3),
    }
    assert result.before.index == Fraction(2, 3) * Fraction(36, 100) + Fraction(1, 3)
    assert outcome(result, CriterionKind.MEMBERSHIP).grade is RiskGrade.LOW
    assert outcome(result, CriterionKind.INDEX).grade is RiskGrade.MEDIUM


def test_of_equal_memberships_the_worse_degree_speaks():
    result = compute(variant_plain.levels([[(5, 5)] * 4, [(1, 1)] * 4], manual="cn-fuzzy"))
    assert outcome(result, CriterionKind.MEMBERSHIP).grade is RiskGrade.HIGH


@pytest.mark.parametrize(
    ("rows", "total", "grade"),
    [
        ([{"A": 3, "B": 5}], 8, RiskGrade.LOW),
        ([{"A": 3}, {"A": 0}], Fraction(3, 2), RiskGrade.LOW),
        ([{"O": 35, "B": 5}], 40, RiskGrade.LOW),
        ([{"O": "35", "A": 3, "B": 5}], None, None),
    ],
)
def test_points_add_up(rows, total, grade):
    by_opposition = next(
        item.code for item in builtin_manual("js-4013").deduction.items if item.by_opposition
    )
    rows = [{by_opposition if code == "O" else code: n for code, n in row.items()} for row in rows]
    if total is None:
        assert any(
            code == "file_not_a_number" for _where, code in problems(variant_plain.points(rows))
        )
        return
    result = compute(variant_plain.points(rows))
    assert result.before.points.total == total
    assert outcome(result, CriterionKind.DEDUCTION).grade is grade


def test_classes_of_opposition_give_the_points_of_their_item():
    document = variant_plain.points(
        [{}],
        survey={"issued": 100, "valid": 100, "oppose": 20},
        opposition_classes=[
            {"intensity": 1, "count": 10},
            {"intensity": Decimal("0.7"), "count": 10},
        ],
    )
    result = compute(document)
    assert result.before.points.total == 35 * (Fraction(10, 100) + Fraction(7, 100))


def test_classes_must_add_up_to_those_who_object():
    document = variant_plain.points(
        [{}],
        survey={"issued": 100, "valid": 100, "oppose": 20},
        opposition_classes=[{"intensity": 1, "count": 19}],
    )
    assert ("opposition_classes", "file_classes_differ") in problems(document)


def test_points_outside_the_options_are_refused():
    assert ("points_before[0].points[0].points", "file_points_not_offered") in problems(
        variant_plain.points([{"A": 1}])
    )


def test_a_manual_takes_only_what_it_asks_for():
    document = variant_plain.levels([EVEN], comparisons=[{"expert": "E1"}])
    assert ("comparisons", "file_not_asked") in problems(document)
    document = variant_plain.points([{}], scores_before=[sheet("E1", {})])
    assert ("scores_before", "file_not_asked") in problems(document)


@pytest.mark.parametrize("level", [0, 6, "3", None, True])
def test_levels_off_the_scale_are_refused(level):
    document = variant_plain.levels([EVEN])
    document["scores_before"][0]["scores"][0]["probability_level"] = level
    places = {where for where, _code in problems(document)}
    assert places == {"scores_before[0].scores[0].probability_level"}


def test_xian_grades_by_opposition_alone_before_measures():
    rows = dict.fromkeys(("A01", "B03"), (5, "0.9", "0.9"))
    document = plain(
        [rows], manual="xian-2014", survey={"valid": 100, "oppose": 8},
        forecast={"event_class": "high", "headcount": 500},
    )  # fmt: skip
    result = compute(document)
    assert result.initial_grade is RiskGrade.MEDIUM
    applied = [row.code for row in result.before.outcomes if row.is_applied]
    assert applied == [CriterionKind.OPPOSITION]


def test_no_grade_from_nothing():
    with pytest.raises(InvalidInput, match="no_criterion_applies"):
        compute(plain(manual="xian-2014"))


def variants():
    """Return a file for every way of grading."""
    shares = [[("0.5", "0.5"), ("0.9", "0.8"), ("0.3", "0.2"), ("0.6", "0.7")]] * 2
    values = [{("A", "B"): 3, ("A01", "A02"): 5}, {("B", "D"): 2}]
    return {
        "cn-levels": variant_plain.levels([[(2, 3), (5, 5), (1, 2), (4, 4)]] * 2),
        "cn-fuzzy": variant_plain.levels([[(2, 3), (5, 5), (1, 2), (4, 4)]], manual="cn-fuzzy"),
        "cn-ahp": variant_plain.compared(values, shares),
        "js-4013": variant_plain.points([{"A": 3}, {"A": 2}]),
        **{
            name: plain(manual=name, survey={"valid": 100, "oppose": 30})
            for name in (
                "cn-default", "cn-default-matrix", "cn-default-matrix-hb", "cn-index-b",
                "cn-index-c", "xian-2014", "shanghai-hanzhong",
            )
        },
    }  # fmt: skip


@pytest.mark.parametrize("name", variants())
def test_every_manual_prints_the_same_from_the_result_and_from_the_store(name):
    document, manual = variants()[name], builtin_manual(name)
    result = compute(document)
    computed = compute_text(canonical_json(document), manual)
    assert printed_result(result_record(result)) == computed.printed
    again = json.loads(computed.record)
    assert printed_result(again) == computed.printed
    assert '"explanation":' in computed.printed


@pytest.mark.parametrize(
    ("limit", "is_consistent", "has_repair"),
    [("0.02", False, True), ("0.1", False, True), ("0.2", True, False)],
)
def test_consistency_is_decided_by_the_limit_of_the_manual(limit, is_consistent, has_repair):
    values = {("A", "B"): 3, ("B", "D"): 3, ("A", "D"): 3}
    document = variant_plain.compared([values], [[("0.5", "0.5")] * 4])
    manual = builtin_manual("cn-ahp")
    rule = replace(manual.weights.pairwise, limit=Decimal(limit))
    rules = replace(manual, weights=replace(manual.weights, pairwise=rule))
    found = compute_assessment(parse_assessment(document, rules), rules).before.weights.checks[0]
    assert Decimal("0.1") < found.result.cr < Decimal("0.2")
    assert found.result.consistent is is_consistent
    assert (found.result.repair is not None) is has_repair


@pytest.mark.parametrize("value", ["1e40000000", "1e999999999", "-1e99999", "NaN"])
def test_a_judgement_of_any_size_is_refused_at_once(value):
    document = variant_plain.compared([{}], [[("0.5", "0.5")] * 4])
    document["comparisons"][0]["judgements"][0]["value"] = Decimal(value)
    assert ("comparisons[0].judgements[0].value", "file_not_on_scale") in problems(document)

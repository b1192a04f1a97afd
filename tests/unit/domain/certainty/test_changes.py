"""What would change a grade: applied it does, anything smaller does not."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.assessment_file.records import Forecast, SurveyCounts
from riskassess.domain.certainty import changes_of
from riskassess.domain.certainty.levers import Lever
from riskassess.domain.grading import _Facts as Facts
from riskassess.domain.grading import _outcome as outcome_of
from riskassess.domain.grading import compute_assessment, worst_grade
from riskassess.domain.levels import level_of_share
from riskassess.domain.scoring import PanelEstimate, degree_of, risk_index
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from tests.unit.domain.certainty import scenes

TINY = Fraction(1, 10**9)
MANUALS = ["cn-default", "cn-default-matrix", "cn-index-b", "cn-index-c"]
FACTS = {
    "survey": SurveyCounts(valid=100, oppose=15),
    "forecast": Forecast(event_class=RiskGrade.LOW, headcount=15),
}


def graded(assessment, moment, manual, change, value):
    """Return the grade with one figure changed, worked out anew from factors to criteria."""
    if change.lever in (Lever.OPPOSITION, Lever.HEADCOUNT):
        return counted(assessment, manual, change, int(value)).before.grade
    rows = [changed(row, manual, change, value) for row in moment.factors]
    estimate = PanelEstimate(tuple(rows), moment.weights, risk_index(rows))
    facts = Facts(assessment, manual, moment.moment, estimate)
    return worst_grade(tuple(outcome_of(row, facts) for row in manual.criteria if row.active))


def counted(assessment, manual, change, value):
    if change.lever is Lever.OPPOSITION:
        changed = replace(assessment, survey=replace(assessment.survey, oppose=value))
    else:
        changed = replace(assessment, forecast=replace(assessment.forecast, headcount=value))
    return compute_assessment(changed, manual)


def changed(row, manual, change, value):
    if change.lever is Lever.WEIGHT:
        scale = (1 - value) / (1 - change.now)
        return replace(row, weight=value if row.code == change.code else row.weight * scale)
    if row.code != change.code:
        return row
    row = replace(row, **{str(change.lever): value})
    degree, risk = degree_by(row, manual), row.probability * row.impact
    counted = risk if manual.index.variant == "a" else Fraction(manual.index.coefficient(degree))
    return replace(row, degree=degree, risk=risk, counted=counted)


def degree_by(row, manual):
    matrix, scales = manual.degrees.matrix_in_use, manual.scales
    if manual.degrees.rule == "product":
        return degree_of(row.probability * row.impact, manual.degrees)
    return matrix.degree(
        level_of_share(scales.probability, row.probability * 10_000),
        level_of_share(scales.impact, row.impact * 10_000),
    )


def steps_of(change):
    """Return a value that moves the grade and one that is smaller by a little and does not."""
    way = 1 if change.rises else -1
    if change.lever in (Lever.OPPOSITION, Lever.HEADCOUNT):
        return change.to, change.to - way
    if change.inclusive:
        return change.to, change.to - way * TINY
    return change.to + way * TINY, change.to


@given(scenes.score_rows(), st.sampled_from(MANUALS))
@settings(max_examples=80, deadline=None)
def test_change_moves_the_grade_and_a_smaller_one_does_not(rows, manual):
    assessment, result = scenes.made(rows, manual=manual, **FACTS)
    found = changes_of(assessment, result.before, result.manual)
    for change in found.nearest:
        enough, little = steps_of(change)
        told = graded(assessment, result.before, result.manual, change, enough)
        assert told is change.grade is not result.before.grade
        smaller = graded(assessment, result.before, result.manual, change, little)
        if 0 <= little <= 1 or change.lever in (Lever.OPPOSITION, Lever.HEADCOUNT):
            assert smaller is result.before.grade


@given(scenes.score_rows(most_experts=2, most_factors=4), st.sampled_from(MANUALS))
@settings(max_examples=25, deadline=None)
def test_where_nothing_is_found_nothing_moves_the_grade(rows, manual):
    assessment, result = scenes.made(rows, manual=manual)
    found = changes_of(assessment, result.before, result.manual)
    told = {(row.lever, row.code) for row in found.nearest}
    for lever in (Lever.PROBABILITY, Lever.IMPACT, Lever.WEIGHT):
        if sum(row.lever is lever for row in found.nearest) >= 3:
            continue
        for row in result.before.factors:
            if (lever, row.code) not in told and not (lever is Lever.WEIGHT and row.weight == 1):
                now = getattr(row, str(lever))
                probe = Probe(lever, row.code, now)
                grades = {
                    graded(assessment, result.before, result.manual, probe, Fraction(n, 50))
                    for n in range(51)
                }
                assert grades == {result.before.grade}


class Probe:
    """What `graded` asks of a change, at any value."""

    def __init__(self, lever, code, now):
        self.lever, self.code, self.now = lever, code, now


def test_value_on_the_limit_moves_with_any_step():
    assessment, result = scenes.made([[(10_000, 8000, 8000), (10_000, 1000, 1000)]])
    found = changes_of(assessment, result.before, result.manual).nearest
    first = next(row for row in found if row.lever is Lever.PROBABILITY)
    assert (first.code, first.to, first.inclusive, first.rises) == ("F0", first.now, False, True)
    assert (first.share, first.grade) == (0, RiskGrade.MEDIUM)


def test_counts_are_told_as_answers_more_or_fewer():
    assessment, result = scenes.made([[(10_000, 1000, 1000)]], **FACTS)
    found = {row.lever: row for row in changes_of(assessment, result.before, result.manual).nearest}
    assert (found[Lever.OPPOSITION].now, found[Lever.OPPOSITION].to) == (15, 20)
    assert found[Lever.OPPOSITION].share == Fraction(5, 100)
    assert (found[Lever.HEADCOUNT].to, found[Lever.HEADCOUNT].share) == (20, None)


def test_grade_that_only_the_survey_gives_falls_with_fewer_answers():
    assessment, result = scenes.made(
        [[(10_000, 1000, 1000)]], survey=SurveyCounts(valid=100, oppose=22)
    )
    found = changes_of(assessment, result.before, result.manual)
    down = next(row for row in found.nearest if not row.rises)
    assert (down.lever, down.to, down.grade) == (Lever.OPPOSITION, 19, RiskGrade.LOW)
    assert dict(found.movable)[CriterionKind.OPPOSITION]


def test_fact_of_the_project_moves_by_nothing():
    forecast = Forecast(event_class=RiskGrade.HIGH)
    assessment, result = scenes.made([[(10_000, 1000, 1000)]], forecast=forecast)
    found = changes_of(assessment, result.before, result.manual)
    assert found.nearest == ()
    assert not any(is_movable for _code, is_movable in found.movable)


def test_levels_move_by_whole_levels():
    assessment, result = scenes.of_kind("levels")
    for moment in (result.before, result.after):
        for row in changes_of(assessment, moment, result.manual).nearest:
            if row.lever in (Lever.PROBABILITY, Lever.IMPACT):
                assert row.to.denominator == 1
                assert 1 <= row.to <= 5


@pytest.mark.parametrize("name", ["deduction", "ahp", "fuzzy"])
def test_other_kinds_have_levers_of_their_own(name):
    assessment, result = scenes.of_kind(name)
    found = changes_of(assessment, result.before, result.manual)
    levers = {row.lever for row in found.nearest}
    if name == "deduction":
        assert not levers & {Lever.PROBABILITY, Lever.IMPACT, Lever.WEIGHT}
    else:
        assert Lever.POINTS not in levers
    if name == "fuzzy":
        assert not levers & {Lever.PROBABILITY, Lever.IMPACT}
    assert {code for code, _is in found.movable} == {
        row.code for row in result.before.outcomes if row.grade is not None
    }


@given(scenes.score_rows(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_of_experts_and_factors_never_matters(rows, chance):
    assessment, result = scenes.made(rows, **FACTS)
    mixed = scenes.shuffled(assessment, chance)
    again = compute_assessment(mixed, result.manual)
    assert changes_of(assessment, result.before, result.manual) == changes_of(
        mixed, again.before, result.manual
    )

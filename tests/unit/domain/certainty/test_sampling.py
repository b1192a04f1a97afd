"""Resampled grades are those of the engine, repeat by seed, and keep what every grade keeps."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment
from riskassess.domain.assessment_file.records import SurveyCounts
from riskassess.domain.certainty import budget, engine, sample_grades, sampling
from riskassess.domain.certainty.drawing import draw
from riskassess.domain.certainty.engine import value_of, with_survey
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.certainty.values import Exact, interval
from riskassess.domain.grading import compute_assessment
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from tests.unit.domain import variant_plain
from tests.unit.domain.assessment_plain import plain
from tests.unit.domain.certainty import scenes

GRADES = tuple(RiskGrade)
RESAMPLES = 200


def graded_one_by_one(assessment, result, *, resamples=RESAMPLES):
    """Return the engine's results of the assessments that the draws describe, one a resample."""
    panel = Panel(assessment)
    draws = draw(assessment, experts=len(panel.experts), seed=scenes.SEED, resamples=resamples)
    known = {}
    for place, row in enumerate(draws.experts.tolist()):
        oppose = None if draws.oppose is None else int(draws.oppose[place])
        words = () if draws.words is None else tuple(draws.words[place].tolist())
        key = (*sorted(row), oppose, words)
        if key not in known:
            resampled = panel.with_experts([panel.experts[each] for each in row])
            if oppose is not None:
                resampled = with_survey(resampled, oppose, words)
            known[key] = compute_assessment(resampled, result.manual)
        yield known[key]


def assert_same(sample, moments):
    grades = [GRADES.index(moment.grade) for moment in moments]
    assert list(sample.grades) == grades
    assert list(sample.counts) == [grades.count(place) for place in range(3)]
    assert sample.interval == interval(Exact(tuple(map(value_of, moments))), len(moments))
    for kind, counts in sample.criteria:
        given = [row.grade for moment in moments for row in moment.outcomes if row.code is kind]
        assert list(counts) == [given.count(grade) for grade in GRADES], kind


def assert_engine_agrees(assessment, result):
    sample = sample_grades(assessment, result, seed=scenes.SEED, resamples=RESAMPLES)
    again = list(graded_one_by_one(assessment, result))
    assert_same(sample.before, [row.before for row in again])
    if result.after is not None:
        assert_same(sample.after, [row.after for row in again])
    return sample


@pytest.mark.parametrize("name", scenes.KINDS)
def test_every_kind_of_manual_is_graded_as_by_the_engine(name):
    sample = assert_engine_agrees(*scenes.of_kind(name))
    assert not sample.is_exact_engine
    assert (sample.after is None) is (scenes.of_kind(name)[1].after is None)


@pytest.mark.parametrize("middle", ["median", "trimmed"])
@pytest.mark.parametrize(
    "name", ["cn-default", "cn-default-matrix", "levels", "fuzzy", "deduction"]
)
def test_other_middles_are_graded_as_by_the_engine(name, middle):
    assert_engine_agrees(*scenes.of_kind(name, middle=middle))


@given(scenes.score_rows(), st.sampled_from(["cn-default", "cn-default-matrix", "cn-index-c"]))
@settings(max_examples=25, deadline=None)
def test_limits_are_decided_as_by_the_engine(rows, manual):
    survey = SurveyCounts(valid=10, oppose=2)
    sample = assert_engine_agrees(*scenes.made(rows, manual=manual, survey=survey))
    assert sum(sample.before.probability(grade) for grade in RiskGrade) == 1


def test_level_half_way_is_the_higher_one_as_by_the_engine():
    document = variant_plain.levels([[(2, 3)] * 4, [(3, 4)] * 4, [(5, 4)] * 4, [(4, 1)] * 4])
    manual = builtin_manual("cn-levels")
    assessment = parse_assessment(document, manual)
    assert_engine_agrees(assessment, compute_assessment(assessment, manual))


def test_seven_experts_are_trimmed_and_large_panels_not_merged():
    rows = [[(10_000 * (1 + n), 1000 * n, 900 * n), (50_000, 8000, 700 * n)] for n in range(9)]
    assert_engine_agrees(*scenes.made(rows))


def test_same_seed_same_sample_other_seed_other_sample():
    assessment, result = scenes.of_kind("cn-default")
    first, second = (sample_grades(assessment, result, seed=scenes.SEED) for _turn in range(2))
    other = sample_grades(assessment, result, seed="a5" * 32)
    assert first == second
    assert (first.resamples, first.refused) == (10_000, 0)
    assert first.before.interval != other.before.interval


@given(scenes.score_rows(most_factors=4), st.data())
@settings(max_examples=20, deadline=None)
def test_raising_every_probability_never_lowers_a_grade(rows, data):
    # Four factors: the published count rule has one gap, five major against one severe and four.
    step = data.draw(st.integers(1, 4000))
    raised = [[(w, min(p + step, 10_000), q) for w, p, q in row] for row in rows]
    low, high = (
        sample_grades(*scenes.made(each), seed=scenes.SEED, resamples=100)
        for each in (rows, raised)
    )
    assert all(a <= b for a, b in zip(low.before.grades, high.before.grades, strict=True))
    assert all(a <= b for a, b in zip(low.before.interval, high.before.interval, strict=True))


@given(scenes.score_rows(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_order_of_the_file_never_matters(rows, chance):
    assessment, result = scenes.made(rows, after=rows)
    mixed = scenes.shuffled(assessment, chance)
    first = sample_grades(assessment, result, seed=scenes.SEED, resamples=100)
    second = sample_grades(
        mixed, compute_assessment(mixed, result.manual), seed=scenes.SEED, resamples=100
    )
    assert first == second


def test_one_expert_leaves_only_the_survey_to_vary():
    assessment, result = scenes.made(
        [[(10_000, 3000, 3000)]], survey=SurveyCounts(valid=10, oppose=2)
    )
    sample = sample_grades(assessment, result, seed=scenes.SEED)
    assert len(set(sample.before.interval)) == 1
    criteria = dict(sample.before.criteria)
    assert criteria[CriterionKind.INDEX] == (10_000, 0, 0)
    share = Fraction(5, 22)
    chance = sum(
        (share**k * (1 - share) ** (10 - k) * ways for k, ways in ((0, 1), (1, 10))), Fraction(0)
    )
    assert criteria[CriterionKind.OPPOSITION][0] / 10_000 == pytest.approx(float(chance), abs=0.02)


def test_engine_is_asked_where_arrays_cannot_and_tells_what_gave_no_grade():
    assessment, result = scenes.by_entropy()
    sample = sample_grades(assessment, result, seed=scenes.SEED, resamples=100)
    assert sample.is_exact_engine
    assert 0 < sample.refused < 100
    assert sum(sample.before.counts) == len(sample.before.grades) == 100 - sample.refused
    assert sample_grades(assessment, result, seed=scenes.SEED).resamples == 10_000  # ten panels


def contradicting(experts):
    """Return a panel whose index is 0.36, the limit, whatever the weights."""
    codes = ("A01", "A02")
    rows = [[("0.6", "0.6")] * 2] * experts
    judged = [
        variant_plain.judged(f"E{number}", {codes: value}, factors=codes)
        for number, value in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9)[:experts], start=1)
    ]
    document = plain(
        [{}] * experts,
        manual="cn-ahp",
        factors=[{"code": code} for code in codes],
        scores_before=variant_plain.share_sheets(rows, factors=codes),
        comparisons=judged,
    )
    assessment = parse_assessment(document, builtin_manual("cn-ahp"))
    return assessment, compute_assessment(assessment, builtin_manual("cn-ahp"))


def test_panels_on_a_limit_are_bounded_by_the_budget_and_repeat():
    assessment, result = contradicting(8)
    sample = sample_grades(assessment, result, seed=scenes.SEED)
    assert sample.resamples == budget.by_engine(Panel(assessment)) == 1000
    few = [sample_grades(assessment, result, seed=scenes.SEED, resamples=100) for _turn in range(2)]
    assert few[0] == few[1]
    assert dict(sample.before.criteria)[CriterionKind.INDEX] == (0, 1000, 0)


def test_experts_who_agree_are_reckoned_once(monkeypatch):
    rows = [[(10_000, 6000, 6000), (20_000, 3000, 6000)]] * 9
    assessment, result = scenes.made(rows)
    assert budget.by_engine(Panel(assessment)) == 10_000
    reckoned = []
    whole = engine.compute_assessment
    monkeypatch.setattr(
        engine, "compute_assessment", lambda *given: reckoned.append(1) or whole(*given)
    )
    monkeypatch.setattr(sampling, "_fits", lambda _panel, _manual: False)
    sample = sample_grades(assessment, result, seed=scenes.SEED)
    assert (sample.resamples, len(reckoned)) == (10_000, 1)


def test_weights_given_only_after_measures_fit_too():
    rows = [[(10_001, 10_000, 10_000)] * 250 for _expert in range(20)]
    rows[0] = [(10_000, 10_000, 10_000), *rows[0][1:]]
    after = [[(100_000, 9000, 9000)] * 250 for _expert in range(20)]
    after[0] = [(99_999, 9000, 9000), *after[0][1:]]
    assessment, result = scenes.made(rows, after=after)
    sample = sample_grades(assessment, result, seed=scenes.SEED, resamples=100)
    assert sample.is_exact_engine
    assert sample.after.interval == (Fraction(81, 100),) * 3


def test_engine_and_arrays_say_the_same(monkeypatch):
    for name in ("cn-default", "deduction", "combined-product"):
        assessment, result = scenes.of_kind(name)
        on_arrays = sample_grades(assessment, result, seed=scenes.SEED, resamples=150)
        with monkeypatch.context() as patched:
            patched.setattr(sampling, "_fits", lambda _panel, _manual: False)
            by_engine = sample_grades(assessment, result, seed=scenes.SEED, resamples=150)
        assert by_engine == replace(on_arrays, is_exact_engine=True)


def test_index_that_floats_cannot_tell_from_the_limit_is_decided_exactly():
    """Two experts who contradict each other exactly: equal weights, and an index of 0.36."""
    codes = ("A01", "A02")
    rows = [[("0.6", "0.6")] * 2] * 2
    judged = [
        variant_plain.judged(f"E{number}", {codes: value}, factors=codes)
        for number, value in ((1, 3), (2, "1/3"))
    ]
    document = plain(
        [{}, {}],
        manual="cn-ahp",
        factors=[{"code": code} for code in codes],
        scores_before=variant_plain.share_sheets(rows, factors=codes),
        comparisons=judged,
    )
    manual = builtin_manual("cn-ahp")
    assessment = parse_assessment(document, manual)
    result = compute_assessment(assessment, manual)
    sample = sample_grades(assessment, result, seed=scenes.SEED, resamples=100)
    assert dict(sample.before.criteria)[CriterionKind.INDEX] == (0, 100, 0)
    assert sample.before.interval == (Fraction(36, 100),) * 3

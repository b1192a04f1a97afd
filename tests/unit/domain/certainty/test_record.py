"""The record as it is stored and printed; results without an expert and under other middles."""

import json
from fractions import Fraction

import pytest

from riskassess.domain.certainty import (
    certainty_of,
    certainty_of_text,
    left_out,
    printed_certainty,
    seed_of,
    under_middles,
)
from riskassess.domain.certainty.panels import Panel
from riskassess.domain.certainty.variants import with_middle
from riskassess.domain.grading import compute_assessment
from riskassess.domain.manual.estimates import Aggregate
from riskassess.proof.canonical import canonical_json
from tests.support import kinds
from tests.unit.domain.certainty import scenes


@pytest.mark.parametrize("name", scenes.KINDS)
def test_record_of_every_kind_is_plain_and_repeats(name):
    assessment, result = scenes.of_kind(name)
    first, second = (
        certainty_of(assessment, result, seed=scenes.SEED, resamples=100) for _turn in range(2)
    )
    assert first.text == second.text == canonical_json(json.loads(first.text))
    for key in ("before", "after"):
        moment = first.record[key]
        if moment is not None:
            assert sum(moment["counts"].values()) == 100 - first.record["refused"]
            assert sum(Fraction(each["number"]) for each in moment["probability"].values()) == 1
    printed = json.loads(printed_certainty(first.record))
    assert printed["seed"] == scenes.SEED
    assert sum(printed["before"]["probability"].values()) == pytest.approx(1, abs=2e-6)


def test_certainty_of_a_file_is_that_of_its_result():
    path = kinds.DEMONSTRATION / "xiba-bridge-demolition.json"
    assessment, result = scenes.of_kind("cn-default")
    seed = seed_of("x")
    assert (
        certainty_of_text(path.read_text("utf-8"), result.manual, seed=seed, resamples=100).text
        == certainty_of(assessment, result, seed=seed, resamples=100).text
    )


def test_each_expert_is_left_out_once():
    assessment, result = scenes.of_kind("cn-default")
    panel = Panel(assessment)
    found = left_out(assessment, result.manual)
    assert [row.name for row in found] == list(panel.experts)
    for row in found:
        others = [code for code in panel.experts if code != row.name]
        again = compute_assessment(panel.with_experts(others), result.manual)
        assert (row.initial, row.expected) == (again.initial_grade, again.expected_grade)
        assert (row.before, row.after) == (again.before.index, again.after.index)


def test_one_expert_cannot_be_left_out():
    assessment, result = scenes.made([[(10_000, 3000, 3000)]])
    assert left_out(assessment, result.manual) == ()
    record = certainty_of(assessment, result, seed=scenes.SEED, resamples=100).record
    assert record["left_out"] is None
    assert (record["after"], record["survey"]) == (None, None)


def test_middles_are_those_of_the_manual():
    rows = [[(10_000 * n, 1000 * n, 900 * n), (20_000, 4000, 7000)] for n in (1, 1, 2, 3, 5, 8, 9)]
    assessment, result = scenes.made(rows)
    found = {row.name: row for row in under_middles(assessment, result.manual)}
    assert found["mean"].before == result.before.index
    assert len({row.before for row in found.values()}) == 3
    median = compute_assessment(assessment, with_middle(result.manual, Aggregate.MEDIAN))
    assert found["median"].before == median.before.index
    first = median.before.factors[0]
    assert (first.probability, first.weight) == (Fraction(3, 10), Fraction(3, 5))


def test_panel_that_a_method_cannot_grade_is_left_blank():
    from dataclasses import replace

    from riskassess.domain.manual.estimates import WeightMethod

    rows = [[(10_000, 6000, 6000), (20_000, 3000, 3000)], [(10_000, 1000, 1000)] * 2]
    assessment, result = scenes.made(rows)
    weights = replace(result.manual.weights, method=WeightMethod.ENTROPY)
    first, second = left_out(assessment, replace(result.manual, weights=weights))
    assert (first.initial, first.before) == (None, None)
    assert second.initial is None


def test_seed_is_a_digest_of_the_text():
    assert seed_of("a") != seed_of("b")
    assert len(seed_of("a")) == 64

"""Survey figures: sums, silence, the worst case; intervals contain the share; refusals."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.assessment_file.records import SurveyCounts
from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.methods import run_method
from riskassess.domain.survey.figures import ATTITUDES, survey_figures
from riskassess.domain.survey.sample import sample_size
from riskassess.domain.survey.wilson import wilson_interval
from riskassess.messages import MESSAGES, explain

FOUR = {"support": 70, "conditional": 15, "indifferent": 5, "oppose": 6}


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(any), st.integers(0, 300))
@settings(max_examples=60)
def test_percents_add_up_and_intervals_contain_the_share(parts, silent):
    valid = sum(parts)
    counts = dict(zip(ATTITUDES, parts, strict=False))
    found = survey_figures(SurveyCounts(issued=valid + silent, valid=valid, **counts))
    assert sum(found.percent.values()) == 100
    assert found.no_answer == parts[4]
    assert found.unassigned is None
    for name, share in found.shares.items():
        assert abs(
            found.percent[name] - Decimal(share.numerator * 100) / share.denominator
        ) < Decimal("0.1")
        assert abs(Fraction(found.rounded_percent[name]) - 100 * share) <= Fraction(1, 20)
        interval = found.intervals[name]
        assert 0 <= Fraction(interval.low) <= share <= Fraction(interval.high) <= 1
    assert found.worst_opposition >= counts["oppose"] * Fraction(1, valid + silent)
    assert found.worst_opposition == Fraction(counts["oppose"] + silent, valid + silent)


def test_silent_sheets_are_reported_and_never_spread():
    found = survey_figures(SurveyCounts(issued=120, valid=100, **FOUR))
    assert (found.no_answer, found.unassigned, found.missing) == (4, None, ())
    assert found.percent["no_answer"] == 4
    assert found.worst_opposition == Fraction(26, 120)
    assert found.favourable == Fraction(85, 100)


def test_missing_attitude_leaves_the_rest_unassigned():
    known = {name: count for name, count in FOUR.items() if name != "indifferent"}
    found = survey_figures(SurveyCounts(valid=100, **known))
    assert (found.no_answer, found.unassigned) == (None, 9)
    assert found.percent["unassigned"] == 9
    assert found.missing == ("issued", "indifferent")
    assert found.valid_share is found.valid_percent is found.worst_opposition is None


def test_nothing_known_gives_nothing():
    found = survey_figures(SurveyCounts())
    assert (found.shares, found.percent, found.intervals) == ({}, {}, {})
    assert found.no_answer is found.unassigned is found.favourable is None
    assert len(found.missing) == 6
    silent = survey_figures(SurveyCounts(issued=10, valid=0, oppose=0))
    assert (silent.shares, silent.worst_opposition) == ({}, 1)


@pytest.mark.parametrize(
    ("counts", "code", "where"),
    [
        ({"issued": 9, "valid": 10}, "file_valid_exceeds", "valid"),
        ({"valid": 95, **FOUR}, "file_parts_exceed", "valid"),
        ({"valid": -1}, "file_negative", "valid"),
        ({"valid": 9, "oppose": 1.5}, "file_not_whole", "oppose"),
        ({"valid": True}, "file_not_whole", "valid"),
    ],
)
def test_contradictory_counts(counts, code, where):
    with pytest.raises(InvalidInput) as caught:
        survey_figures(SurveyCounts(**counts))
    assert (caught.value.code, caught.value.where) == (code, where)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=40)
def test_wilson_contains_the_share_and_mirrors(pair):
    x, n = pair
    found, mirror = wilson_interval(x, n), wilson_interval(n - x, n)
    assert 0 <= Fraction(found.low) <= Fraction(x, n) <= Fraction(found.high) <= 1
    assert abs(found.low + mirror.high - 1) < Decimal("1e-30")
    narrower = wilson_interval(x, n, Fraction(8, 10))
    assert narrower.high - narrower.low < found.high - found.low


def test_ends_are_touched_exactly():
    assert wilson_interval(0, 5).low == 0
    assert wilson_interval(5, 5).high == 1
    for wrong in ((1, 0), (6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="between 0 and n"):
            wilson_interval(*wrong)


def test_sample_size_never_exceeds_a_small_population():
    z, half = Fraction("1.96"), Fraction(1, 2)
    for population in (1, 2, 30, 528, 10**6):
        found = sample_size(z, half, Fraction(1, 20), population=population)
        assert found.n <= min(population, found.n0)
    assert sample_size(z, half, Fraction(1, 20)).n == Fraction("384.16")
    for wrong in ((z, 0, half), (z, half, 1), (0, half, half)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            sample_size(*wrong)
    with pytest.raises(ValueError, match="member"):
        sample_size(z, half, half, population=0)


REFUSED = [
    ("survey", {"valid": 0}, "survey_no_valid", "valid"),
    ("survey", {"issued": 9}, "file_missing", "valid"),
    ("survey", {"issued": 9, "valid": 10}, "file_valid_exceeds", "valid"),
    ("survey", {"valid": 10, "oppose": 11}, "file_parts_exceed", "valid"),
    ("survey", {"valid": 10, "oppose": 1.5}, "file_not_whole", "oppose"),
    ("survey", {"valid": 10, "oppose": -1}, "file_outside", "oppose"),
    ("survey", {"valid": 10, "counts": {"oppose": 1}}, "survey_no_attitude", ""),
    ("survey", {"valid": Decimal("1e999999")}, "file_no_magnitude", "valid"),
    ("survey", {"valid": 10, "confidence": 95}, "file_share_as_percent", "confidence"),
    ("wilson", {"x": 6, "n": 5}, "survey_x_exceeds", "x"),
    ("wilson", {"x": 0, "n": 0}, "survey_nobody_asked", "n"),
    ("wilson", {"x": 1, "n": 5, "confidence": 95}, "file_share_as_percent", "confidence"),
    ("wilson", {"x": 1, "n": 5, "confidence": 1}, "survey_share_open", "confidence"),
    ("wilson", {"n": 5}, "file_missing", "x"),
    ("sample_size", {"z": 1.96, "p": 0.5, "e": 5}, "file_share_as_percent", "e"),
    ("sample_size", {"z": 1.96, "p": 0, "e": 0.05}, "survey_share_open", "p"),
    ("sample_size", {"p": 0.5, "e": 0.05}, "survey_z_or_confidence", "z"),
    ("sample_size", {"z": 1.96, "confidence": 0.95, "p": 0.5, "e": 0.05},
     "survey_z_or_confidence", "z"),
    ("sample_size", {"z": 0, "p": 0.5, "e": 0.05}, "file_too_small", "z"),
    ("sample_size", {"z": 1.96, "p": 0.5, "e": 0.05, "N": 0}, "file_outside", "N"),
    ("sample_size", {"z": 1.96, "p": 0.5, "e": 0.05, "correction": "x"}, "file_unknown_word",
     "correction"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "inputs", "code", "where"), REFUSED)
def test_methods_refuse(method, inputs, code, where):
    with pytest.raises(InvalidFile) as caught:
        run_method(method, inputs)
    assert (caught.value.code, caught.value.where) == (code, f"inputs.{where}".rstrip("."))
    assert code in MESSAGES
    what, mend = explain(code, caught.value.facts)
    assert "…" not in what + mend


def test_sample_size_by_confidence():
    found = run_method("sample_size", {"confidence": 0.95, "p": 0.5, "e": 0.05, "N": 528, "x": 1})
    assert float(found["z"]) == pytest.approx(1.959963984540054, rel=1e-15)
    assert float(found["n0"]) == pytest.approx(384.1458820694124)
    assert (found["correction"], found["unused"]) == ("n_minus_1", ["x"])

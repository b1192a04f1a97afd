"""Krippendorff's α: against the definition, against arrays, refusals, order never matters."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from riskassess.domain.agreement.disagreement_arrays import array_sums
from riskassess.domain.agreement.marks import LEVELS
from riskassess.domain.agreement.reliability import krippendorff_alpha
from riskassess.domain.errors import InvalidInput

MARKS = st.one_of(st.none(), st.integers(0, 4))


def tables(marks=MARKS):
    return st.tuples(st.integers(2, 5), st.integers(1, 6)).flatmap(
        lambda shape: st.lists(
            st.lists(marks, min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )


def has_pairs(rows):
    return any(len(unit) - unit.count(None) > 1 for unit in zip(*rows, strict=True))


def by_definition(rows, level):
    """Return α as the book defines it: all ordered pairs, δ² from the value frequencies."""
    units = [[v for v in unit if v is not None] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    frequency = {value: values.count(value) for value in values}

    def distance(a, b):
        if a == b:
            return Fraction(0)
        if level == "nominal":
            return Fraction(1)
        if level == "interval":
            return Fraction(a - b) ** 2
        if level == "ratio":
            return Fraction(a - b, a + b) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(count for value, count in frequency.items() if low <= value <= high)
        return (between - Fraction(frequency[a] + frequency[b], 2)) ** 2

    n = len(values)
    observed = sum(
        (distance(a, b) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2)),
        Fraction(0),
    )
    expected = sum((distance(a, b) for a, b in permutations(values, 2)), Fraction(0))
    return 1 - (n - 1) * observed / expected if expected else None


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_the_book_s(level):
    @given(tables())
    @settings(max_examples=40)
    def same(rows):
        assume(has_pairs(rows))
        found = krippendorff_alpha(rows, level)
        assert found.alpha == by_definition(rows, level)
        sums = array_sums(np.array(rows, dtype=float), level)
        observed, expected = sums.disagreement
        by_array = 1 - (sums.values - 1) * observed / expected if expected else None
        assert by_array == pytest.approx(found.alpha, abs=1e-14)
        assert (sums.dropped, sums.values) == (found.dropped, found.values)

    same()


@given(tables().filter(has_pairs), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_of_coders_and_units_never_matters(rows, level, random):
    found = krippendorff_alpha(rows, level)
    coders = random.sample(rows, len(rows))
    units = list(zip(*coders, strict=True))
    again = krippendorff_alpha(list(zip(*random.sample(units, len(units)), strict=True)), level)
    assert again == found
    assert found.alpha is None or found.alpha <= 1


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("unit", [1, 100])
def test_many_values_are_counted_by_arrays_alike(level, unit):
    source = np.random.default_rng(5)
    marks = source.integers(0, 60, (30, 700)) / unit
    marks[source.random(marks.shape) < 0.1] = np.nan
    marks[1:, 7] = np.nan
    rows = [[None if mark != mark else mark for mark in row] for row in marks.tolist()]
    text = [[None if mark is None else repr(mark) for mark in row] for row in rows]
    found, exact = krippendorff_alpha(rows, level), krippendorff_alpha(text, level)
    assert found == krippendorff_alpha(marks, level)
    assert (found.dropped, found.values) == (exact.dropped, exact.values)
    assert found.alpha == (
        pytest.approx(exact.alpha, rel=1e-13) if level == "ratio" else exact.alpha
    )
    assert type(found.alpha) in (Fraction, float)


def test_huge_numbers_take_the_exact_way():
    marks = np.array([[1e15, 2e15, 3e15], [1e15, 2e15, 5e15]])
    assert array_sums(marks, "interval") is None
    assert krippendorff_alpha(marks, "interval") == krippendorff_alpha(marks / 1e15, "interval")


def test_equal_values_give_no_alpha_and_words_are_nominal():
    assert krippendorff_alpha([[3, 3], [3, 3]], "interval").alpha is None
    found = krippendorff_alpha([["yes", "no", " no"], ["yes", "no", "yes"]], "nominal")
    assert found.alpha == krippendorff_alpha([[1, 0, 0], [1, 0, 1]], "nominal").alpha
    mixed = krippendorff_alpha([["3", 2, 1.0], [3, "2.0", "2"]], "interval")
    assert mixed == krippendorff_alpha([[3, 2, 1], [3, 2, 2]], "interval")


@pytest.mark.parametrize(
    ("rows", "level", "code", "where"),
    [
        ([[1, 2]], "nominal", "agreement_too_few_raters", "coders"),
        ([[1, None], [None, 2]], "nominal", "agreement_no_pairs", "coders"),
        ([[None], [None]], "ratio", "agreement_no_pairs", "coders"),
        ([[1, 2], [1]], "nominal", "file_ragged", "coders[1]"),
        ([[1, "x"], [1, 2]], "ordinal", "agreement_not_on_level", "coders[0][1]"),
        ([[1, ""], [1, 2]], "nominal", "agreement_not_on_level", "coders[0][1]"),
        ([[1, True], [1, 2]], "nominal", "agreement_not_on_level", "coders[0][1]"),
        ([[1, float("inf")], [1, 2]], "interval", "agreement_not_on_level", "coders[0][1]"),
        ([[1, 2], [-1, 2]], "ratio", "agreement_ratio_negative", "coders[1][0]"),
        ([[1, "1e999999"], [1, 2]], "interval", "agreement_number_extreme", "coders[0][1]"),
    ],
)
def test_refusals(rows, level, code, where):
    with pytest.raises(InvalidInput) as caught:
        krippendorff_alpha(rows, level)
    assert (caught.value.code, caught.value.where) == (code, where)


def test_unknown_level():
    with pytest.raises(ValueError, match="level"):
        krippendorff_alpha([[1], [1]], "circular")

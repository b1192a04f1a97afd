"""Entropy weights: what tells objects apart weighs, what does not weighs nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.entropy import Normalise, entropy_weights
from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.methods import run_method

D = Decimal
CLOSE = D("1e-25")


@st.composite
def tables(draw):
    """Return a table whose first column is not constant."""
    m, n = draw(st.integers(2, 6)), draw(st.integers(1, 5))
    rows = st.lists(st.integers(1, 1000).map(D), min_size=n, max_size=n)
    table = draw(st.lists(rows, min_size=m, max_size=m))
    table[0][0], table[1][0] = D(1), D(2)
    return table


def are_close(found, wanted):
    return all(abs(a - b) <= CLOSE for a, b in zip(found, wanted, strict=True))


BOTH = pytest.mark.parametrize("normalise", list(Normalise))


@BOTH
@given(table=tables())
@settings(max_examples=30, deadline=None)
def test_weights_are_shares(normalise, table):
    found = entropy_weights(table, normalise)
    assert abs(sum(found.weights) - 1) < CLOSE
    assert all(0 <= entropy <= 1 for entropy in found.entropies)
    for place, weight in enumerate(found.weights, 1):
        assert (weight == 0) == (place in found.constant)


@BOTH
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_order_matters_nowhere(normalise, data):
    table = data.draw(tables())
    rows = data.draw(st.permutations(table))
    order = data.draw(st.permutations(range(len(table[0]))))
    one = entropy_weights(table, normalise)
    other = entropy_weights([[row[j] for j in order] for row in rows], normalise)
    assert are_close(other.weights, [one.weights[j] for j in order])


@BOTH
@given(table=tables(), factor=st.integers(2, 1000))
@settings(max_examples=30, deadline=None)
def test_unit_of_a_column_does_not_matter(normalise, table, factor):
    scaled = [[row[0] * factor, *row[1:]] for row in table]
    one, other = entropy_weights(table, normalise), entropy_weights(scaled, normalise)
    assert are_close(one.weights, other.weights)


def test_minmax_takes_any_sign_and_shift():
    found = entropy_weights([[D(-1), D(4)], [D(0), D(5)], [D(1), D(6)]], Normalise.MINMAX)
    assert found.weights == (D("0.5"), D("0.5"))
    # shares 0, 1/3, 2/3
    assert round(found.entropies[0], 10) == D("0.5793801643")


def test_nothing_times_its_logarithm_is_nothing():
    found = entropy_weights([[D(1), D(1)], [D(0), D(3)]])
    assert found.entropies[0] == 0
    assert round(found.entropies[1], 10) == D("0.8112781245")


@pytest.mark.parametrize(
    ("table", "normalise", "where", "code"),
    [
        ([], "share", "", "file_empty_list"),
        ([[1, 2]], "share", "", "entropy_too_few_rows"),
        ([[1, 2], [3]], "share", "[1]", "file_ragged"),
        ([[1, 2], [3, -4]], "share", "[1][1]", "entropy_negative"),
        ([[1, 0], [3, 0]], "share", "[0][1]", "entropy_empty_column"),
        ([[1, 2], [1, 2]], "share", "", "entropy_all_constant"),
        ([[1, 0], [1, 0]], "minmax", "", "entropy_all_constant"),
        ([[1, None], [3, 4]], "share", "[0][1]", "file_not_a_number"),
        ([[1, "2"], [3, 4]], "share", "[0][1]", "file_not_a_number"),
        ([[1, float("nan")], [3, 4]], "share", "[0][1]", "file_not_a_number"),
    ],
)
def test_unfit_table_is_refused_at_its_place(table, normalise, where, code):
    with pytest.raises(InvalidFile) as caught:
        run_method("entropy", {"matrix": table, "normalise": normalise})
    assert (caught.value.where, caught.value.code) == (f"inputs.matrix{where}", code)


def test_every_problem_is_told():
    with pytest.raises(InvalidInput) as caught:
        entropy_weights([[D(-1), D(0)], [D(3), D(0)]])
    (place, code, _facts), *more = caught.value.facts["more"]
    assert (caught.value.where, place, code) == (
        "matrix[0][0]", "matrix[0][1]", "entropy_empty_column"
    )  # fmt: skip
    assert not more


def test_method_tells_what_it_left_without_weight():
    result = run_method("entropy", {"matrix": [[1, 7], [3, 7]], "unit": "m"})
    assert list(result) == ["weights", "entropies", "constant", "normalise", "unused"]
    assert result["weights"] == (1, 0)
    assert result["constant"] == (2,)
    assert result["unused"] == ["unit"]


def test_minmax_of_a_constant_column_divides_by_nothing():
    result = run_method("entropy", {"matrix": [[1, 0], [3, 0]], "normalise": "minmax"})
    assert (result["weights"], result["constant"]) == ((1, 0), (2,))

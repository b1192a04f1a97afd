"""Matrices of comparisons for tests."""

from fractions import Fraction

from hypothesis import strategies as st

SCALE = [Fraction(n) for n in range(1, 10)] + [Fraction(1, n) for n in range(2, 10)]


def filled(upper):
    """Return the reciprocal matrix of an upper half given row by row."""
    n = len(upper) + 1
    matrix = [[Fraction(1)] * n for _ in range(n)]
    for i, row in enumerate(upper):
        for j, value in enumerate(row, i + 1):
            matrix[i][j], matrix[j][i] = Fraction(value), 1 / Fraction(value)
    return matrix


def consistent(weights):
    """Return the matrix of ratios of whole weights."""
    return [[Fraction(one, other) for other in weights] for one in weights]


def permuted(matrix, order):
    return [[matrix[i][j] for j in order] for i in order]


@st.composite
def judged(draw, low=2, high=6):
    """Return a reciprocal matrix of judgements on the scale."""
    n = draw(st.integers(low, high))
    values = st.sampled_from(SCALE)
    return filled([draw(st.lists(values, min_size=k, max_size=k)) for k in range(n - 1, 0, -1)])

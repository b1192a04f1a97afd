"""What holds under every manual: order never matters, and more risk is never a milder grade."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment
from riskassess.domain.grading import compute_assessment
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from tests.unit.domain import variant_plain
from tests.unit.domain.assessment_plain import plain

RANK = {grade: rank for rank, grade in enumerate(RiskGrade)}
SHARE_MANUALS = (
    "cn-default",
    "cn-default-matrix",
    "cn-default-matrix-hb",
    "cn-index-b",
    "cn-index-c",
)
LEVEL_MANUALS = ("cn-levels", "cn-fuzzy")
FACTORS = tuple(f"{kind}{number:02}" for kind in "AD" for number in range(1, 6))
SHARES = st.integers(0, 100)
LEVELS = st.tuples(st.integers(1, 5), st.integers(1, 5))
LEVEL_ROWS = st.lists(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS), min_size=1, max_size=4)


def compute(document):
    manual = builtin_manual(document["manual"])
    return compute_assessment(parse_assessment(document, manual), manual).before


def criterion(moment, code):
    return next((row for row in moment.outcomes if row.code is code), None)


def shares(manual, rows):
    """Return a file; each row is one expert's (probability, impact) in percent by factor."""
    scores = [
        {
            code: (5, Decimal(p) / 100, Decimal(q) / 100)
            for code, (p, q) in zip(FACTORS, row, strict=True)
        }
        for row in rows
    ]
    return plain(scores, manual=manual)


PAIRS = st.lists(st.tuples(SHARES, SHARES), min_size=len(FACTORS), max_size=len(FACTORS))


def is_the_published_gap(before, after):
    """Say whether a grade fell because five major are high but one severe and four major are not.

    The grade table counts each degree by itself (handbook 5.4). It is the only place where more
    risk can be graded milder, and the manual asks for attention there.
    """
    one, other = before.degree_counts, after.degree_counts
    return (
        one[Degree.MAJOR] >= 5
        and other[Degree.MAJOR] == 4
        and other[Degree.SEVERE] == one[Degree.SEVERE] + 1 == 1
    )


@pytest.mark.parametrize("manual", SHARE_MANUALS)
@given(row=PAIRS, raised=SHARES, place=st.integers(0, len(FACTORS) - 1))
@settings(max_examples=60, deadline=None)
def test_raising_a_probability_never_lowers_a_grade(manual, row, raised, place):
    higher = list(row)
    higher[place] = (max(raised, row[place][0]), row[place][1])
    before, after = compute(shares(manual, [row])), compute(shares(manual, [higher]))
    assert after.index >= before.index
    assert (
        RANK[criterion(after, CriterionKind.INDEX).grade]
        >= (RANK[criterion(before, CriterionKind.INDEX).grade])
    )
    fell = RANK[after.grade] < RANK[before.grade]
    assert not fell or is_the_published_gap(before, after)


def test_the_gap_of_the_published_table_is_there_and_asks_for_attention():
    major, severe, none = (70, 70), (90, 90), (10, 10)
    five = [major] * 5 + [none] * 5
    four = [severe] + [major] * 4 + [none] * 5
    before, after = (compute(shares("cn-default", [row])) for row in (five, four))
    assert (before.grade, after.grade) == (RiskGrade.HIGH, RiskGrade.MEDIUM)
    assert is_the_published_gap(before, after)
    assert criterion(after, CriterionKind.SINGLE_FACTOR).attention


@pytest.mark.parametrize("manual", LEVEL_MANUALS)
@given(rows=LEVEL_ROWS, place=st.integers(0, 3), level=st.integers(1, 5))
@settings(max_examples=50, deadline=None)
def test_raising_a_level_never_lowers_index_and_grade(manual, rows, place, level):
    higher = copy.deepcopy([list(row) for row in rows])
    higher[0][place] = (max(level, rows[0][place][0]), rows[0][place][1])
    before = compute(variant_plain.levels(rows, manual=manual))
    after = compute(variant_plain.levels(higher, manual=manual))
    assert after.index >= before.index
    # Greatest membership follows a majority and may fall where opinions part; the score may not.
    kinds = (CriterionKind.INDEX, CriterionKind.SINGLE_FACTOR)
    for kind in kinds:
        if criterion(after, kind) is not None:
            assert RANK[criterion(after, kind).grade] >= RANK[criterion(before, kind).grade]


@pytest.mark.parametrize("manual", LEVEL_MANUALS)
@given(rows=LEVEL_ROWS, chance=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_never_matters_with_levels(manual, rows, chance):
    document = variant_plain.levels(rows, manual=manual)
    shuffled = copy.deepcopy(document)
    for key in ("experts", "factors", "scores_before"):
        chance.shuffle(shuffled[key])
    one, other = compute(document), compute(shuffled)
    assert (one.index, one.grade, one.membership) == (other.index, other.grade, other.membership)
    assert set(one.factors) == set(other.factors)


@given(
    values=st.lists(
        st.fixed_dictionaries(
            {("A", "B"): st.integers(1, 9), ("B", "D"): st.integers(1, 9),
             ("A01", "A02"): st.integers(1, 9)}
        ),
        min_size=2,
        max_size=3,
    ),
    chance=st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_order_never_matters_with_pairs(values, chance):
    rows = [[("0.5", "0.5"), ("0.9", "0.8"), ("0.3", "0.2"), ("0.6", "0.7")]] * len(values)
    document = variant_plain.compared(values, rows)
    shuffled = copy.deepcopy(document)
    for key in ("experts", "scores_before", "comparisons"):
        chance.shuffle(shuffled[key])
    for sheet in shuffled["comparisons"]:
        chance.shuffle(sheet["judgements"])
    one, other = compute(document), compute(shuffled)
    assert (one.index, one.grade) == (other.index, other.grade)


POINTS = {
    item.code: [option.points for option in item.options]
    for item in builtin_manual("js-4013").deduction.items
    if item.options
}


@given(
    rows=st.lists(
        st.fixed_dictionaries({code: st.sampled_from(given) for code, given in POINTS.items()}),
        min_size=1,
        max_size=3,
    ),
    code=st.sampled_from(sorted(POINTS)),
)
@settings(max_examples=40, deadline=None)
def test_more_points_lost_are_never_a_milder_grade(rows, code):
    higher = [dict(row) for row in rows]
    higher[0][code] = max(POINTS[code])
    before, after = (compute(variant_plain.points(each)) for each in (rows, higher))
    assert after.points.total >= before.points.total
    assert RANK[after.grade] >= RANK[before.grade]

"""The vectorised grading gives what the exact one gives, limits included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain import grading_many
from riskassess.domain.assessment_file import Assessment, Score, ScoreSheet
from riskassess.domain.assessment_file.records import AssessedFactor
from riskassess.domain.grading import compute_assessment
from riskassess.domain.grading_many import grade_many
from riskassess.domain.manual import parse_manual
from riskassess.domain.vocabulary import CriterionKind, Procedure, RiskGrade

MANUAL = builtin_manual("cn-default")
POSITION = {grade: position for position, grade in enumerate(RiskGrade)}
# Values whose products fall on the limits, so that the limits are met often.
ON_LIMITS = st.sampled_from([0, 2000, 4000, 6000, 6001, 8000, 8001, 9000, 10_000])


@st.composite
def many_scores(draw):
    """Return probability, impact and weight arrays of one shape."""
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 7)))
    size = shape[0] * shape[1] * shape[2]
    shares = st.lists(ON_LIMITS, min_size=size, max_size=size)
    weights = st.lists(st.integers(10_000, 100_000), min_size=size, max_size=size)
    return (
        np.array(draw(shares), dtype=np.int16).reshape(shape),
        np.array(draw(shares), dtype=np.int16).reshape(shape),
        np.array(draw(weights), dtype=np.int32).reshape(shape),
    )


def exact(probability, impact, weight):
    """Return the exact result of one assessment given as arrays (experts, factors)."""
    experts, factors = probability.shape
    codes = [f"F{number}" for number in range(factors)]
    sheets = tuple(
        ScoreSheet(
            f"E{e}",
            {
                code: Score(int(weight[e, f]), int(probability[e, f]), int(impact[e, f]))
                for f, code in enumerate(codes)
            },
        )
        for e in range(experts)
    )
    assessment = Assessment(
        id="x", title="x", kind="other", level="city", procedure=Procedure.GENERAL,
        manual="cn-default", experts=(), factors=tuple(map(AssessedFactor, codes)),
        before=sheets, after=None,
    )  # fmt: skip
    return compute_assessment(assessment, MANUAL).before


@given(many_scores())
@settings(max_examples=150, deadline=None)
def test_grade_many_equals_the_exact_grades(scores):
    many = grade_many(*scores, manual=MANUAL)
    for position, one in enumerate(zip(*scores, strict=True)):
        result = exact(*one)
        grades = {row.code: row.grade for row in result.outcomes}
        assert many.single_factor[position] == POSITION[grades[CriterionKind.SINGLE_FACTOR]]
        assert many.index_grade[position] == POSITION[grades[CriterionKind.INDEX]]
        assert many.grade[position] == POSITION[result.grade]
        assert many.index[position] == pytest.approx(float(result.index))


def test_chunks_do_not_matter(monkeypatch):
    source = np.random.default_rng(3)
    scores = [source.integers(10_000, size=(11, 3, 5)) for _ in range(2)]
    scores.append(source.integers(1, 11, size=(11, 3, 5)) * 10_000)
    whole = grade_many(*scores, manual=MANUAL)
    monkeypatch.setattr(grading_many, "CHUNK", 4)
    parts = grade_many(*scores, manual=MANUAL)
    assert (whole.grade == parts.grade).all()
    assert (whole.index == parts.index).all()


def test_inactive_criteria_stay_silent():
    plain = dict(MANUAL.plain)
    inactive = ("single_factor", "index")
    plain["criteria"] = [
        {**row, "active": row["code"] not in inactive} for row in plain["criteria"]
    ]
    scores = np.full((2, 1, 3), 10_000)
    assert grade_many(scores, scores, scores, manual=parse_manual(plain)).grade.tolist() == [0, 0]


def test_wrong_shapes_and_endless_sums_are_refused():
    scores = np.ones((1, 2, 3), dtype=np.int32)
    with pytest.raises(ValueError, match="one shape"):
        grade_many(scores, scores, scores[:, :1], manual=MANUAL)
    endless = np.ones((1, 100, 100), dtype=np.int32)
    with pytest.raises(ValueError, match="64-bit"):
        grade_many(endless, endless, endless, manual=MANUAL)


@pytest.mark.parametrize("name", ["cn-levels", "cn-ahp", "cn-index-b", "cn-fuzzy", "js-4013"])
def test_manuals_that_grade_otherwise_are_refused(name):
    scores = np.full((1, 2, 3), 5000, dtype=np.int16)
    with pytest.raises(ValueError, match=name):
        grade_many(scores, scores, scores, manual=builtin_manual(name))

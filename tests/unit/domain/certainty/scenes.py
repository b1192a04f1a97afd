"""Assessments under every kind of manual, and one made of arrays that lie on the limits."""

from dataclasses import replace

from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import Assessment, Score, ScoreSheet, parse_assessment
from riskassess.domain.assessment_file.records import AssessedFactor, Forecast, SurveyCounts
from riskassess.domain.certainty.variants import with_middle
from riskassess.domain.grading import compute_assessment
from riskassess.domain.manual.estimates import Aggregate, WeightMethod
from riskassess.domain.vocabulary import Procedure
from tests.support import kinds

SEED = "5a" * 32
KINDS = tuple(kinds.every_kind())
# Values whose products fall on the limits, so that the limits are met often.
ON_LIMITS = st.sampled_from([0, 2000, 4000, 6000, 6001, 8000, 8001, 9000, 10_000])


def of_kind(name, *, middle=None):
    """Return assessment and result of one kind, under another middle where one is named."""
    plain, manual = kinds.every_kind()[name]
    manual = with_middle(manual, Aggregate(middle)) if middle else manual
    assessment = parse_assessment(plain, manual)
    return assessment, compute_assessment(assessment, manual)


def made(rows, *, manual="cn-default", after=None, survey=None, forecast=None):
    """Return assessment and result of rows (experts) of (weight, probability, impact)."""
    codes = [f"F{number}" for number in range(len(rows[0]))]
    assessment = Assessment(
        id="x", title="x", kind="other", level="city", procedure=Procedure.GENERAL,
        manual=manual, experts=(), factors=tuple(map(AssessedFactor, codes)),
        before=sheets(codes, rows), after=None if after is None else sheets(codes, after),
        survey=survey or SurveyCounts(), forecast=forecast or Forecast(),
    )  # fmt: skip
    return assessment, compute_assessment(assessment, builtin_manual(manual))


def sheets(codes, rows):
    """Return a sheet for every row."""
    return tuple(
        ScoreSheet(f"E{number}", dict(zip(codes, (Score(*each) for each in row), strict=True)))
        for number, row in enumerate(rows, start=1)
    )


def by_entropy():
    """Return an assessment whose weights come from entropy, which not every panel can give."""
    rows = [[(10_000 * (n + 1), 6000, 6000), (10_000 * (3 - n), 3000, 6000)] for n in range(3)]
    assessment, result = made(rows)
    weights = replace(result.manual.weights, method=WeightMethod.ENTROPY)
    return assessment, compute_assessment(assessment, replace(result.manual, weights=weights))


@st.composite
def score_rows(draw, most_experts=4, most_factors=6):
    """Return rows of scores on and beside the limits."""
    experts, factors = draw(st.integers(1, most_experts)), draw(st.integers(1, most_factors))
    score = st.tuples(st.integers(1, 10).map(lambda n: n * 10_000), ON_LIMITS, ON_LIMITS)
    row = st.lists(score, min_size=factors, max_size=factors)
    return draw(st.lists(row, min_size=experts, max_size=experts))


def shuffled(assessment, chance):
    """Return the assessment with experts and factors in another order."""

    def mixed(rows):
        return None if rows is None else tuple(chance.sample(rows, len(rows)))

    return replace(
        assessment,
        factors=mixed(assessment.factors),
        before=mixed(assessment.before),
        after=mixed(assessment.after),
    )

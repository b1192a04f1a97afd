"""Agreement of a panel of sheets: every figure, or why there is none."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.domain.agreement.flags import DispersionLimits
from riskassess.domain.agreement.panel import panel_agreement
from riskassess.domain.assessment_file import Score, ScoreSheet
from riskassess.wording.agreement import AGREEMENT

LIMITS = DispersionLimits(cv=Fraction(35, 100), level_range=3)
CODES = ("A01", "B03", "C02")


def sheets_of(*rows):
    """One row an expert, of (weight, probability, impact) a factor."""
    return [
        ScoreSheet(
            f"E{place}", {code: Score(*marks) for code, marks in zip(CODES, row, strict=False)}
        )
        for place, row in enumerate(rows)
    ]


PANEL = sheets_of(
    [(80_000, 5000, 5000), (60_000, 3000, 4000), (20_000, 1000, 2000)],
    [(90_000, 6000, 5000), (50_000, 2000, 4000), (30_000, 1000, 9000)],
    [(70_000, 5500, 4000), (60_000, 3000, 4500), (10_000, 1000, 2000)],
)


def test_every_figure_of_a_panel():
    found = panel_agreement(PANEL, limits=LIMITS, sent=4, level_of=lambda mark: 1 + mark // 2001)
    assert (found.experts, found.factors, found.response_rate) == (3, 3, Fraction(3, 4))
    assert found.weight.w == 1
    assert found.risk.w == Fraction(7, 9)
    assert 0 < found.probability.alpha <= 1
    assert found.impact.alpha < found.probability.alpha
    (flagged,) = found.flagged
    assert flagged.code == "C02"
    assert {
        quantity: [flag.figure for flag in flags] for quantity, flags in flagged.flags.items()
    } == {"impact": ["cv", "level_range"]}
    assert found.reasons == {}


def test_another_rule_for_the_risk_counts():
    found = panel_agreement(PANEL, limits=LIMITS, risk_of=lambda score: score.probability)
    assert found.risk.w == 1


@pytest.mark.parametrize(
    ("sheets", "reasons"),
    [
        ([], dict.fromkeys(("risk", "weight", "probability", "impact"), "no_sheets")),
        (
            PANEL[:1],
            {
                "risk": "agreement_too_few_raters",
                "weight": "agreement_too_few_raters",
                "probability": "agreement_too_few_raters",
                "impact": "agreement_too_few_raters",
            },
        ),
        (
            sheets_of([(1, 2, 3)], [(2, 3, 4)]),
            dict.fromkeys(("risk", "weight", "probability", "impact"), "agreement_too_few_items"),
        ),
        (
            sheets_of([(1, 2, 3)] * 3, [(1, 2, 3)] * 3),
            {
                "risk": "agreement_no_order",
                "weight": "agreement_no_order",
                "probability": "agreement_all_equal",
                "impact": "agreement_all_equal",
            },
        ),
        (PANEL[:2], {}),
    ],
    ids=["nobody", "one expert", "one factor", "all equal", "two experts"],
)
def test_reasons(sheets, reasons):
    found = panel_agreement(sheets, limits=LIMITS)
    assert found.reasons == {**reasons, "response_rate": "agreement_sent_unknown"}
    for figure, code in found.reasons.items():
        assert getattr(found, figure) is None
        assert code in AGREEMENT


@given(st.permutations(range(3)), st.permutations(CODES))
@settings(max_examples=20)
def test_order_of_experts_and_factors_never_matters(order, codes):
    shuffled = [
        ScoreSheet(PANEL[place].expert, {code: PANEL[place].scores[code] for code in codes})
        for place in order
    ]
    found, again = (panel_agreement(each, limits=LIMITS) for each in (PANEL, shuffled))
    assert (again.risk.w, again.weight.w) == (found.risk.w, found.weight.w)
    assert (again.probability, again.impact) == (found.probability, found.impact)
    assert set(map(repr, again.flagged)) == set(map(repr, found.flagged))


def test_sheets_over_other_factors_are_an_error():
    other = ScoreSheet("E9", {"Z99": Score(1, 2, 3)})
    with pytest.raises(ValueError, match="same factors"):
        panel_agreement([PANEL[0], other], limits=LIMITS)

"""The concordance of a round: of each figure over the factors, never across their scales."""

from riskassess.domain.room.examples import RULE
from riskassess.domain.room.rounds import round_outcome


def outcome(marks, number=2):
    return round_outcome(marks, before=None, number=number, rule=RULE)


def test_weights_and_shares_are_not_ranked_against_each_other():
    apart = {
        f"{factor}.{field}": given
        for factor in ("B03", "E01", "A01")
        for field, given in (("weight", [70_000] * 3), ("impact", [1000, 5000, 9000]))
    }
    found = outcome(apart)  # across the scales it would be 1: every weight is above every share
    assert (found.w, found.w_reason, found.by) == (None, "agreement_no_order", ())


def test_the_weakest_figure_counts():
    same, turned = [1000, 1000, 1000], [9000, 5000, 1000]
    marks = {
        "B03.impact": same, "E01.impact": [2000] * 3, "A01.impact": [3000] * 3,
        "B03.probability": turned, "E01.probability": [5000, 9000, 5000],
        "A01.probability": [1000, 1000, 9000],
    }  # fmt: skip
    assert outcome(marks).w.w < 1
    assert outcome({key: given for key, given in marks.items() if "impact" in key}).w.w == 1


def test_one_factor_alone_has_no_order():
    assert (
        outcome({"B03.impact": [1, 2], "B03.probability": [1, 2]}).w_reason == "agreement_too_few"
    )


def test_an_order_in_one_figure_hides_no_disagreement_in_another():
    codes, apart = ("A01", "B03", "C02", "D01", "E01"), [500, 500, 500, 9500, 9500]
    ordered = {f"{code}.impact": [1000 * n + 1000] * 5 for n, code in enumerate(codes)}
    found = outcome(ordered | {f"{code}.probability": apart for code in codes})
    assert (found.w, found.w_reason, found.by) == (None, "agreement_no_order", ())
    settled = outcome(ordered | {f"{code}.probability": [500] * 5 for code in codes})
    assert settled.w.w == 1, "where all give the same there is nothing to order"

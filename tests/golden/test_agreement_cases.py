"""Published figures of agreement, through the methods: D3, D5, D7, D9, D10."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from riskassess.domain.methods import run_method
from riskassess.domain.methods.printing import printed_method

CASES = Path(__file__).with_name("cases")


def case(name):
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def printed(method, **inputs):
    return json.loads(printed_method(run_method(method, inputs)))


def by_items(rankings):
    return [list(row) for row in zip(*rankings, strict=True)]


KENDALL = {
    "D3_kendall_anxiety_ties": lambda inputs: inputs["ratings_subjects_by_raters"],
    "D5_kendall_no_ties": lambda inputs: by_items(inputs["rankings_by_rater"]),
}


@pytest.mark.parametrize("name", KENDALL)
def test_kendall(name):
    known = case(name)
    found = printed("kendall", ratings=KENDALL[name](known["inputs"]))
    assert found["w"] == pytest.approx(known["published"]["W"], abs=float(known["tolerance"]))
    recomputed = known["recomputed"]
    assert found["w"] == pytest.approx(recomputed["W"], abs=1e-11)
    assert found["chi2"] == pytest.approx(recomputed["chi2"], rel=1e-11)
    assert found["p"] == pytest.approx(recomputed["p"], rel=1e-11)
    assert (found["df"], found["ties"]) == (recomputed["df"], recomputed["T"])
    assert found["rank_sums"] == recomputed["rank_sums"]
    assert found["w_uncorrected"] == pytest.approx(recomputed.get("W_uncorrected", found["w"]))


@pytest.mark.parametrize("level", ["nominal", "interval"])
def test_krippendorff(level):
    known = case("D10_krippendorff_wikipedia")
    marked = known["inputs"]["coders"]
    coders = [[None if value == "*" else value for value in row] for row in marked]
    found = printed("krippendorff", coders=coders, level=level)
    assert found["alpha"] == pytest.approx(known["published"][level], abs=1e-6)
    assert found["alpha"] == pytest.approx(known["recomputed"][level], abs=1e-11)
    assert (found["units"], found["dropped_units"], found["values"]) == (15, 3, 26)
    assert found == printed("krippendorff", coders=marked, missing="*", level=level)


def rounds_of_items():
    known = case("D7_delphi_cv_two_rounds")
    for item in known["inputs"]["items"]:
        for turn in range(2):
            yield pytest.param(
                item["mean"][turn],
                item["sd"][turn],
                known["published"]["cv"][item["item"]][turn],
                id=f"{item['item']}-{turn + 1}",
            )


@pytest.mark.parametrize(("mean", "sd", "cv"), list(rounds_of_items()))
def test_delphi_variation_lies_within_the_rounding_of_the_table(mean, sd, cv):
    exact, half = lambda number: Decimal(str(number)), Decimal("0.005")
    low = printed("delphi", items=[{"mean": exact(mean) + half, "sd": exact(sd) - half}])
    high = printed("delphi", items=[{"mean": exact(mean) - half, "sd": exact(sd) + half}])
    assert low["items"][0]["cv"] <= cv + 0.005
    assert high["items"][0]["cv"] >= cv - 0.005
    found = printed("delphi", items=[{"item": "A", "mean": mean, "sd": sd}])["items"][0]
    assert found["cv"] == pytest.approx(sd / mean, rel=1e-11)
    assert (found["item"], found["mean"], found["sd"]) == ("A", mean, sd)


def test_delphi_recomputed_variations():
    known = case("D7_delphi_cv_two_rounds")
    items = {item["item"]: item for item in known["inputs"]["items"]}
    for check in known["recomputed"]["checks"]:
        item, turn = items[check["item"]], check["round"] - 1
        given = {"mean": item["mean"][turn], "sd": item["sd"][turn]}
        cv = printed("delphi", items=[given])["items"][0]["cv"]
        assert cv == pytest.approx(check["cv_recomputed"], abs=5.1e-5)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_authority(turn):
    known = case("D9_delphi_authority")
    given = known["inputs"][turn]
    found = printed("authority", judgement=given["Ca"], familiarity=given["Cs"])["authority"]
    assert found == known["recomputed"][turn]
    assert found == pytest.approx(known["published"][f"{turn}_Cr"], abs=0.0075)

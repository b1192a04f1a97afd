"""Published figures of surveys, through the methods: H1, H3, H4, H7."""

import json
from math import ceil
from pathlib import Path

import pytest

from riskassess.domain.methods import run_method
from riskassess.domain.methods.printing import printed_method

CASES = Path(__file__).with_name("cases")


def case(name):
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def printed(method, **inputs):
    return json.loads(printed_method(run_method(method, inputs)))


def wilson(fraction, confidence):
    x, n = map(int, fraction.split("/"))
    found = printed("wilson", x=x, n=n, confidence=confidence)
    return [found["low"], found["high"]]


@pytest.mark.parametrize("fraction", case("H1_wilson_R_a")["inputs"]["cases"])
def test_wilson_of_r(fraction):
    known = case("H1_wilson_R_a")
    found = wilson(fraction, known["inputs"]["confidence"])
    assert found == pytest.approx(known["published"][fraction]["wilson"], abs=1e-9)
    assert found == pytest.approx(known["recomputed"]["wilson"][fraction], rel=2e-12)


@pytest.mark.parametrize("fraction", case("H3_wilson_misc")["inputs"]["cases"])
def test_wilson_two_sided(fraction):
    known = case("H3_wilson_misc")
    found = wilson(fraction, 0.95)
    assert found == pytest.approx(known["published"][f"{fraction} (95%)"], abs=1e-7)
    assert found == pytest.approx(known["recomputed"][fraction], rel=2e-12)


def test_wilson_one_sided_limit_is_that_of_twice_the_risk():
    known = case("H3_wilson_misc")
    upper = wilson("100/200", 0.90)[1]
    assert upper == pytest.approx(known["published"]["100/200 one-sided larger upper"], abs=1e-6)
    assert upper == pytest.approx(known["recomputed"]["100/200 upper, one-sided 95%"], rel=2e-12)


def test_sample_size_with_both_corrections():
    known = case("H4_cochran_fpc_528")
    inputs = {key: known["inputs"][key] for key in ("z", "p", "e", "N")}
    plain, recomputed = printed("sample_size", **inputs, correction="n"), known["recomputed"]
    assert plain["n0"] == 384.16
    assert plain["n0"] == pytest.approx(known["published"]["n0"], abs=1)
    assert plain["n"] == pytest.approx(known["published"]["n1"], abs=1)
    # the source rounds n0 to 384 first
    assert plain["n"] == pytest.approx(recomputed["n1_printed_formula"], abs=1)
    assert plain["n"] == pytest.approx(384.16 / (1 + 384.16 / 528), rel=1e-11)
    usual = printed("sample_size", **inputs)
    assert usual["n"] == pytest.approx(recomputed["n1_with_n0_minus_1"], rel=1e-11)
    assert ceil(plain["n"]) == recomputed["n1_ceil"]
    assert ceil(plain["n0"]) == recomputed["n0_ceil"]


def test_survey_of_jinhu():
    known = case("H7_survey_percentages_jinhu")
    published, recomputed = known["published"], known["recomputed"]
    found = printed("survey", **known["inputs"])
    assert found["valid_percent"] == published["valid_pct"] == 94.7
    assert found["valid_share"] == pytest.approx(recomputed["valid_pct"] / 100)
    for attitude in ("support", "conditional", "oppose"):
        assert found["rounded_percent"][attitude] == published[f"{attitude}_pct"]
        assert found["shares"][attitude] == pytest.approx(recomputed[f"{attitude}_pct"] / 100)
    # each rounded alone sums to 100.1; by largest remainder one of them gives way
    assert sum(found["rounded_percent"].values()) == pytest.approx(100.1)
    assert found["percent"] == {
        "support": 59.8, "conditional": 29.6, "oppose": 10.6, "no_answer": 0.0
    }  # fmt: skip
    # the printed 89.5 is a sum of rounded parts; the counts give 127/142
    favourable = recomputed["support_plus_conditional_pct"] / 100
    assert found["favourable"] == pytest.approx(favourable)
    assert round(found["favourable"], 3) == 0.894 != published["support_plus_conditional_pct"] / 100
    assert found["missing"] == ["indifferent"]

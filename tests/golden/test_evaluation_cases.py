"""Published fuzzy evaluations, deduction scores and bands come out again through the methods."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.limits import limit_grade
from riskassess.domain.manual import Condition
from riskassess.domain.methods import run_method
from riskassess.domain.methods.printing import printed_method
from riskassess.domain.vocabulary import CriterionKind

CASES = Path(__file__).parent / "cases"


def case(name):
    path = next(CASES.glob(f"{name}_*.json"))
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def printed(method, inputs):
    return json.loads(printed_method(run_method(method, inputs)), parse_float=Decimal)


def furthest(found, wanted):
    return max(abs(one - other) for one, other in zip(found, wanted, strict=True))


# ---------------------------------------------------------------- fuzzy evaluation
def test_impact_of_construction_projects_comes_out_again():
    given = case("C2")
    inputs = given["inputs"]
    result = printed(
        "fuzzy",
        {
            "weights": inputs["group_weights"],
            "R": inputs["membership_matrix"],
            "grades": inputs["grades"],
            "grade_scores": inputs["grades"],
            "operator": inputs["operator"],
        },
    )
    recomputed = given["recomputed"]
    within, level = Decimal("0.012"), Decimal("0.05")
    assert furthest(result["membership"], recomputed["B_normalised"]) < within
    assert furthest(result["membership"], recomputed["B_raw"]) < within
    # six of the seven printed figures; the fourth cannot be what was printed
    printed_there = list(
        zip(result["membership"], given["published"]["overall_membership"], strict=True)
    )
    assert [abs(one - other) < within for one, other in printed_there] == [
        True, True, True, False, True, True, True
    ]  # fmt: skip
    for wanted in ("level_normalised", "level_raw"):
        assert abs(result["score"] - recomputed[wanted]) < level
    assert abs(result["score"] - given["published"]["overall_level"]) < level
    assert result["verdict"] == 5
    assert result["normalised"] == {"weights": {"sum": Decimal("1.01")}}
    assert result["row_sums"]["R[3]"] == Decimal("1.02")


def test_two_level_evaluation_comes_out_again():
    given = case("C4")
    inputs = {key: given["inputs"][key] for key in given["inputs"] if key != "operator"}
    result = printed("fuzzy", inputs)
    assert furthest(result["membership"], given["published"]["B"]) < Decimal("1e-9")
    for found, wanted in zip(
        result["first_level"], given["recomputed"]["first_level"], strict=True
    ):
        assert furthest(found, wanted) < Decimal("1e-9")
    assert given["published"]["verdict"].startswith(result["verdict"])
    assert not {"normalised", "row_sums", "tie", "unused"} & set(result)


def test_evaluation_of_one_level_comes_out_again():
    given = case("C5")
    inputs = {key: given["inputs"][key] for key in ("weights", "R", "grades")}
    result = printed("fuzzy", inputs)
    assert furthest(result["membership"], given["published"]["B"]) < Decimal("1e-9")
    assert result["verdict"] == given["published"]["verdict"]
    assert result["score"] is None
    # the weighted sum, not minimum and maximum, and it is said so
    assert result["membership"] != given["recomputed"]["zadeh_min_max"]
    assert result["operator"] == "weighted_sum"


# ---------------------------------------------------------------- deduction score
def deduction_inputs(given, scores):
    rows = enumerate(given["inputs"]["indicators"], start=1)
    return {
        "items": [{"code": n, "test": row["dimension"], "max": row["max"]} for n, row in rows],
        "limits": {"medium": 21},
        "scores": {str(n): points for n, points in enumerate(scores, start=1)},
    }


def classes_of(given):
    return [
        {"share": Decimal(row["a"].rstrip("%")) / 100, "intensity": row["b"]}
        for row in given["inputs"]["opposition_table"]
    ]


def test_deduction_before_measures_comes_out_again():
    given = case("A2")
    inputs = deduction_inputs(given, given["inputs"]["scores_before"])
    result = printed("deduction", {**inputs, "opposition": classes_of(given)})
    recomputed = given["recomputed"]
    assert result["total"] == given["published"]["total_before"] == Decimal("12.5")
    assert result["grade"] == "low"
    assert recomputed["grade_before"] == "低风险"
    # the table of opinions is right, the points entered for it are not its sum
    assert result["opposition_points"] == recomputed["opposition_sum"]
    assert result["differences"] == [
        {"item": "14", "entered": Decimal("3.5"), "reckoned": Decimal("2.415")}
    ]
    # points kept stand apart, so that nobody takes them for points lost
    assert result["kept"]["by_test"] == recomputed["points_kept_before"]
    assert result["kept"]["total"] == recomputed["points_kept_before_total"]
    assert (result["scale"]["best"], result["kept"]["best"]) == (0, 100)
    for test, most in given["inputs"]["dimension_weights"].items():
        assert result["by_test"][test] + result["kept"]["by_test"][test] == most


def test_deduction_after_measures_contradicts_the_report():
    given = case("A2")
    result = printed("deduction", deduction_inputs(given, given["inputs"]["scores_after"]))
    recomputed = given["recomputed"]
    assert result["total"] == recomputed["total_after"] == 28
    assert result["grade"] == "medium"
    assert recomputed["grade_after_by_own_rule"] == "中风险"
    assert result["kept"]["by_test"] == recomputed["points_kept_after"]
    assert result["kept"]["total"] == recomputed["points_kept_after_total"]
    assert "opposition_points" not in result


def test_opposition_is_reckoned_where_no_points_were_entered():
    given = case("A2")
    inputs = deduction_inputs(given, given["inputs"]["scores_before"])
    del inputs["scores"]["14"]
    result = printed("deduction", {**inputs, "opposition": classes_of(given)})
    assert result["total"] == Decimal("11.415")
    assert result["differences"] == []
    each = [
        printed("deduction", {**inputs, "opposition": [row]})["opposition_points"]
        for row in classes_of(given)
    ]
    assert each == [row["score"] for row in given["inputs"]["opposition_table"]]


# ---------------------------------------------------------------- limits of opposition
def limits_of_manual(manual_id):
    row = builtin_manual(manual_id).criterion(CriterionKind.OPPOSITION)
    return {"high": row.high, "medium": row.medium}


# the rules of places as their manuals hold them; the proposal of the text is no manual
RULES = {
    "西安(房屋征收)": limits_of_manual("xian-2014"),
    "上海/汉中": limits_of_manual("shanghai-hanzhong"),
    "江苏表(直接定性)": limits_of_manual("js-4013"),
    "文中作者建议": {
        "high": Condition(above=Decimal("0.50")),
        "medium": Condition(above=Decimal("0.20")),
    },
}
WORDS = {"low": "低", "medium": "中", "high": "高"}
NAMES = {"西安": "西安(房屋征收)", "上海/汉中": "上海/汉中", "江苏": "江苏表(直接定性)"}


def test_every_published_rule_is_tried():
    assert set(RULES) == set(case("A4")["inputs"]["rules"])


@pytest.mark.parametrize(
    ("share", "place", "grade"),
    [
        (share, place, grade)
        for share, row in case("A4")["recomputed"]["examples_derived_here"].items()
        for place, grade in row.items()
    ],
)
def test_same_survey_gets_its_grade_by_place(share, place, grade):
    value = Decimal(share.split("%")[0]) / 100
    assert WORDS[limit_grade(value, **RULES[NAMES[place]])] == grade.strip("()")


@pytest.mark.parametrize(
    ("place", "share", "grade"),
    [
        ("西安(房屋征收)", "0.0499", "low"),
        ("西安(房屋征收)", "0.05", "medium"),
        ("西安(房屋征收)", "0.33", "medium"),
        ("西安(房屋征收)", "0.3301", "high"),
        ("上海/汉中", "0.0999", "low"),
        ("上海/汉中", "0.10", "medium"),
        ("上海/汉中", "0.33", "medium"),
        ("上海/汉中", "0.3301", "high"),
        ("江苏表(直接定性)", "0.20", "low"),
        ("江苏表(直接定性)", "0.2001", "medium"),
        ("江苏表(直接定性)", "0.50", "medium"),
        ("江苏表(直接定性)", "0.5001", "high"),
        ("文中作者建议", "0.20", "low"),
        ("文中作者建议", "0.205", "medium"),  # between the printed 20 % and 21 %
        ("文中作者建议", "0.505", "high"),  # between the printed 50 % and 51 %
        ("文中作者建议", "1", "high"),
    ],
)
def test_a_share_on_a_limit_has_one_grade(place, share, grade):
    assert limit_grade(Decimal(share), **RULES[place]) == grade


# ---------------------------------------------------------------- words of scales and degrees
SCALES = builtin_manual("cn-default").scales
LETTERS = "NLMHS"


def bands_of(scale, value):
    """Return the levels whose band holds a value; the first band holds 0."""
    return [
        level
        for level in scale
        if level.above < value <= level.up_to or (level.level == 1 and value == 0)
    ]


@pytest.mark.parametrize(
    "scale", [SCALES.probability, SCALES.impact], ids=["probability", "impact"]
)
@pytest.mark.parametrize("percent", ["20.5", "40.5", "60.5", "80.4", "0", "20", "80", "100"])
def test_every_share_lies_in_exactly_one_band(scale, percent):
    assert len(bands_of(scale, Decimal(percent) / 100)) == 1


def test_published_bands_are_the_manual_s():
    for name, band in case("A5")["inputs"]["probability_bands"].items():
        word, letter = name.split()
        low, high = (Decimal(each) / 100 for each in band.rstrip("%").split("-"))
        found = {bands_of(SCALES.probability, value)[0] for value in (low, high)}
        assert [level.name.zh for level in found] == [word]
        assert LETTERS[found.pop().level - 1] == letter


def test_words_are_the_published_ones():
    given = case("A5")["inputs"]
    manual = builtin_manual("cn-default")
    degrees = {step.name.zh: LETTERS[n] for n, step in enumerate(manual.degrees.steps)}
    assert degrees == given["risk_grades"]
    for scale, key in (("probability", "probability"), ("impact", "impact")):
        words = [level.name.zh for level in reversed(getattr(SCALES, scale))]
        assert words == given[f"db32_4937_{key}_words"]

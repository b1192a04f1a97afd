"""What the methods refuse, with place and mend; what they report; what they do not import."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from riskassess.domain.errors import InvalidFile
from riskassess.domain.methods import run_method
from riskassess.domain.methods.printing import printed_method
from riskassess.messages import MESSAGES, explain

MATRIX = [[1, 2], [2, 1], [3, 3]]
REFUSED = [
    ("kendall", {}, "file_missing", "ratings"),
    ("kendall", {"ratings": [[1, 2], [1, None]]}, "agreement_rating_missing", "ratings[1][1]"),
    ("kendall", {"ratings": [[1, 2], [1]]}, "file_ragged", "ratings[1]"),
    ("kendall", {"ratings": [[1, "2"], [1, 2]]}, "file_not_a_number", "ratings[0][1]"),
    ("kendall", {"ratings": [[1, 2]]}, "agreement_too_few_items", "ratings"),
    ("kendall", {"ratings": [[1], [2]]}, "agreement_too_few_raters", "ratings"),
    ("kendall", {"ratings": [[1, 2], [1, 2]]}, "agreement_no_order", "ratings"),
    ("kendall", {"ratings": [[1, Decimal("1e9999")], [1, 2]]}, "file_no_magnitude",
     "ratings[0][1]"),
    ("krippendorff", {"coders": MATRIX}, "file_missing", "level"),
    ("krippendorff", {"coders": MATRIX, "level": "scale"}, "file_unknown_word", "level"),
    ("krippendorff", {"coders": [[1, [2]], [1, 2]], "level": "nominal"}, "file_not_a_number",
     "coders[0][1]"),
    ("krippendorff", {"coders": [[1, "x"], [1, 2]], "level": "ratio"}, "agreement_not_on_level",
     "coders[0][1]"),
    ("krippendorff", {"coders": [[1, None], [None, 2]], "level": "ratio"}, "agreement_no_pairs",
     "coders"),
    ("delphi", {"items": [{"mean": 3}]}, "agreement_nothing_to_reckon", "items[0]"),
    ("delphi", {"items": [{"ratings": [1, 2], "mean": 3, "sd": 1}]},
     "agreement_ratings_and_figures", "items[0]"),
    ("delphi", {"items": [{"ratings": [1, None]}]}, "agreement_delphi_rating_missing",
     "items[0].ratings[1]"),
    ("delphi", {"items": [{"ratings": [1, 7]}], "full_mark": 5}, "agreement_above_full_mark",
     "items[0].ratings[1]"),
    ("delphi", {"items": [{"ratings": []}]}, "file_empty_list", "items[0].ratings"),
    ("delphi", {"items": [{"mean": 3, "sd": -1}]}, "file_outside", "items[0].sd"),
    ("delphi", {"items": ["x"]}, "file_wrong_type", "items[0]"),
    ("delphi", {"items": [{"mean": 3, "sd": 1}], "sent": 5, "returned": 6},
     "agreement_more_returned", "returned"),
    ("authority", {"judgement": 92, "familiarity": 0.9}, "file_share_as_percent", "judgement"),
    ("authority", {"judgement": 0.9}, "file_missing", "familiarity"),
    ("authority", {"judgement": -0.1, "familiarity": 0.9}, "file_outside", "judgement"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "inputs", "code", "where"), REFUSED)
def test_refusals(method, inputs, code, where):
    with pytest.raises(InvalidFile) as caught:
        run_method(method, inputs)
    assert (caught.value.code, caught.value.where) == (code, f"inputs.{where}")
    assert code in MESSAGES
    what, mend = explain(code, caught.value.facts)
    assert "…" not in what + mend


def printed(method, **inputs):
    return json.loads(printed_method(run_method(method, inputs)))


def test_delphi_with_ratings():
    found = printed(
        "delphi",
        items=[
            {"item": "A", "ratings": [3, 4, 5, 5]},
            {"ratings": [2, 2], "full_mark": 4},
            {"ratings": [0]},
        ],
        full_mark=5,
        sent=5,
        returned=4,
        surplus=1,
    )
    first, second, third = found["items"]
    # variance (11/12), so sd is √(11/12)
    assert first.pop("cv") == pytest.approx((11 / 12) ** 0.5 / 4.25, rel=1e-11)
    assert first.pop("sd") == pytest.approx((11 / 12) ** 0.5, rel=1e-11)
    assert first == {
        "item": "A", "n": 4, "mean": 4.25, "median": 4.5, "q1": 3.75, "q3": 5,
        "full_mark_share": 0.5, "full_mark": 5,
    }  # fmt: skip
    assert second["full_mark_share"] == second["sd"] == second["cv"] == 0
    assert third["notes"] == ["one_rating", "mean_not_above_0"]
    assert (found["response_rate"], found["unused"]) == (0.8, ["surplus"])


def test_a_full_mark_that_is_not_named_is_the_greatest_rating_and_said_so():
    first, second = printed("delphi", items=[{"ratings": [4, 5]}, {"ratings": [3, 4]}])["items"]
    assert (first["full_mark_share"], second["full_mark_share"]) == (0.5, 0)
    assert (first["full_mark"], second["full_mark"]) == (5, 5)
    assert first["notes"] == ["full_mark_is_the_greatest_rating"]


@pytest.mark.parametrize("mark", ["*", "", ".", "NA", "—"])
def test_what_tables_print_for_a_missing_value_is_no_value(mark):
    coders = [[mark, "1", "2"], ["1", "1", "2"]]
    with pytest.raises(InvalidFile) as caught:
        run_method("krippendorff", {"coders": coders, "level": "nominal"})
    assert (caught.value.code, caught.value.where) == (
        "agreement_missing_mark",
        "inputs.coders[0][0]",
    )
    given = {"coders": coders, "level": "nominal", "missing": mark}
    assert run_method("krippendorff", given)["dropped_units"] == 1


def test_equal_values_give_null_and_say_so():
    found = printed("krippendorff", coders=[[2, 2], [2, 2]], level="ordinal")
    assert (found["alpha"], found["note"]) == (None, "all_values_equal")


LIGHT = [
    ("kendall", {"ratings": MATRIX}),
    ("krippendorff", {"coders": MATRIX, "level": "interval"}),
    ("survey", {"issued": 150, "valid": 142, "support": 85, "conditional": 42, "oppose": 15}),
    ("wilson", {"x": 4, "n": 20, "confidence": 0.95}),
]


def test_methods_compute_without_numpy_and_scipy(tmp_path):
    files = []
    for name, inputs in LIGHT:
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps({"method": name, "inputs": inputs}), "utf-8")
    program = (
        "import sys; from pathlib import Path; from riskassess.cli.compute import computed_text\n"
        "for name in sys.argv[1:]: assert len(computed_text(Path(name).read_text('utf-8'))) > 20\n"
        "print([name for name in ('numpy', 'scipy', 'flask', 'statistics') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"

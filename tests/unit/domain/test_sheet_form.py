"""What a sheet asks under each kind of manual, and how its values are read, kept and written."""

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.errors import InvalidInput
from riskassess.domain.sheet_form import SheetForm, item_place
from riskassess.domain.sheet_values import SCORE_FIELDS, Gap, list_gaps

SHARES, LEVELS, POINTS, PAIRS = (
    SheetForm(builtin_manual(name)) for name in ("cn-default", "cn-levels", "js-4013", "cn-ahp")
)
OPINION, FIRST = item_place("N"), item_place("A")


def test_each_manual_asks_for_its_own_figures():
    assert SHARES.score_fields == LEVELS.score_fields == SCORE_FIELDS
    assert PAIRS.score_fields == tuple(name for name in SCORE_FIELDS if "weight" not in name)
    assert POINTS.score_fields == ()
    assert len(POINTS.items) == 20
    assert not SHARES.items


@pytest.mark.parametrize(
    ("form", "place", "field", "is_asked"),
    [
        (SHARES, "7", "before_weight", True), (PAIRS, "7", "before_weight", False),
        (PAIRS, "7", "comment", True), (POINTS, "7", "before_impact", False),
        (POINTS, "7", "comment", False), (POINTS, FIRST, "before_points", True),
        (POINTS, FIRST, "comment", True), (POINTS, FIRST, "before_impact", False),
        (SHARES, FIRST, "before_points", False), (POINTS, item_place("Z"), "after_points", False),
    ],
)  # fmt: skip
def test_nothing_else_is_asked(form, place, field, is_asked):
    assert form.asks(place, field) is is_asked


def test_classes_of_the_survey_take_the_place_of_a_question():
    counted = SheetForm(POINTS.manual, has_classes=True)
    assert not counted.asks(OPINION, "before_points")
    assert counted.asks(OPINION, "after_points")
    assert POINTS.asks(OPINION, "before_points")
    assert counted.point_fields(counted.items[FIRST]) == ("before_points", "after_points")


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_level_is_kept_as_its_share_and_comes_back(level):
    stored = LEVELS.parse("7", "after_impact", f" {level} ")
    assert stored == 2000 * level
    assert LEVELS.write("7", "after_impact", stored) == str(level)


def test_full_width_digits_are_understood():
    assert LEVELS.parse("7", "before_probability", "３") == 6000
    assert POINTS.parse(OPINION, "before_points", "１２．５") == 125_000


@pytest.mark.parametrize("text", ["0", "6", "3.5", "-1", "三", "55", "1e0"])
def test_what_is_no_level_is_refused(text):
    with pytest.raises(InvalidInput, match="level_invalid"):
        LEVELS.parse("7", "before_impact", text)


def test_a_weight_score_under_levels_is_a_number():
    assert LEVELS.parse("7", "before_weight", "7.25") == 72_500
    assert LEVELS.write("7", "before_weight", 72_500) == "7.25"


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        (FIRST, "1", "points_not_an_option"), (FIRST, "2.5", "points_not_an_option"),
        (FIRST, "4", "points_outside"), (FIRST, "-1", "points_not_a_number"),
        (OPINION, "35.01", "points_outside"), (OPINION, "1.001", "points_not_a_number"),
        (OPINION, "nan", "points_not_a_number"), (OPINION, "12,5", "points_not_a_number"),
        (item_place("H"), "3", "points_not_an_option"),
    ],
)  # fmt: skip
def test_points_that_cannot_be_are_refused(place, text, code):
    with pytest.raises(InvalidInput, match=code):
        POINTS.parse(place, "before_points", text)


@pytest.mark.parametrize(
    ("place", "text", "stored"),
    [(FIRST, "0", 0), (FIRST, "3", 30_000), (OPINION, "35", 350_000), (OPINION, "0.05", 500)],
)
def test_points_come_back_as_they_were_written(place, text, stored):
    assert POINTS.parse(place, "after_points", text) == stored
    assert POINTS.write(place, "after_points", stored) == text


@pytest.mark.parametrize("form", [SHARES, LEVELS, POINTS])
def test_an_empty_field_is_not_answered(form):
    assert form.parse(FIRST, "before_points", " ") is None
    assert form.write(FIRST, "before_points", None) is None


def test_gaps_name_items_in_the_order_of_the_form():
    gaps = list_gaps(
        {}, factors=[7], choices={}, opinions={}, score_fields=(),
        points={FIRST: {"before_points": 0}},
        asked_points={FIRST: ("before_points", "after_points"), OPINION: ("after_points",)},
    )  # fmt: skip
    assert gaps[:2] == (Gap(FIRST, "after_points"), Gap(OPINION, "after_points"))
    assert [gap.place for gap in gaps[2:]] == ["opinions", "sheet", "sheet", "sheet"]

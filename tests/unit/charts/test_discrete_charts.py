"""Matrix of levels, membership bars, a band of points: everything stands where it belongs."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from riskassess.charts import (
    BandLabels,
    LevelMatrixLabels,
    LevelPoint,
    MembershipRow,
    grade_band,
    level_matrix,
    membership_bars,
)
from riskassess.charts.level_matrix import CELL_X, CELL_Y, cell_at, marks_of
from riskassess.charts.membership import LEFT, PLOT
from riskassess.charts.svg import DEGREE_FILLS

SVG = "{http://www.w3.org/2000/svg}"
DEGREES = [[0, 1, 1, 1, 2], [1, 1, 2, 2, 3], [1, 2, 2, 3, 3], [1, 2, 3, 3, 4], [2, 3, 3, 4, 4]]
WORDS = ("negligible", "minor", "moderate", "major", "severe")
LABELS = LevelMatrixLabels(
    title="matrix", desc="levels", probability="probability", impact="impact", before="before",
    after="after", degrees=WORDS, probability_levels=list("abcde"), impact_levels=list("vwxyz"),
    more="%(n)s more",
)  # fmt: skip


def drawn(points):
    return ET.fromstring(str(level_matrix(points, DEGREES, labels=LABELS)))


def test_every_cell_has_the_fill_and_the_word_of_its_degree():
    rects = drawn([]).findall(f"{SVG}rect")
    cells = {(float(r.get("x")), float(r.get("y"))): r.get("fill") for r in rects}
    assert len(cells) == 25
    for impact, row in enumerate(DEGREES, start=1):
        for probability, degree in enumerate(row, start=1):
            assert cells[cell_at(probability, impact, 5)] == DEGREE_FILLS[degree]


def place_of(group):
    circle = group.find(f"{SVG}circle")
    return float(circle.get("cx")), float(circle.get("cy"))


def test_marks_stand_inside_their_cells():
    points = [LevelPoint("XR04", "one", (2, 4), (1, 1)), LevelPoint("B01", "two", (5, 5))]
    groups = [g for g in drawn(points).findall(f"{SVG}g") if g.find(f"{SVG}circle") is not None]
    assert [g.find(f"{SVG}text").text for g in groups] == ["XR04", "B01", "XR04"]
    for group, (probability, impact) in zip(groups, [(2, 4), (5, 5), (1, 1)], strict=True):
        x, y = cell_at(probability, impact, 5)
        cx, cy = place_of(group)
        assert x < cx < x + CELL_X
        assert y < cy < y + CELL_Y


@pytest.mark.parametrize("count", [8, 9, 30])
def test_what_finds_no_room_is_counted(count):
    points = [LevelPoint(f"A{n:02}", f"factor {n}", (3, 3)) for n in range(count)]
    assert len(marks_of(points)[3, 3]) == count
    text = str(level_matrix(points, DEGREES, labels=LABELS))
    shown = len(re.findall(r"<text[^>]*>A\d\d<", text))
    hidden = re.search(r">(\d+) more<", text)
    assert shown + (int(hidden.group(1)) if hidden else 0) == count
    assert (hidden is None) is (count == 8)


def test_bars_are_as_wide_as_their_shares_and_end_together():
    row = MembershipRow("whole", [Decimal("0.25"), 0, Decimal("0.5"), Decimal("0.25"), 0],
                        ["25%", "0%", "50%", "25%", "0%"], is_whole=True)  # fmt: skip
    root = ET.fromstring(str(membership_bars([row], degrees=WORDS, title="t", desc="d")))
    bars = [r for r in root.findall(f"{SVG}rect") if float(r.get("height")) > 12]
    assert [float(r.get("width")) / PLOT for r in bars] == [0.25, 0.5, 0.25]
    assert float(bars[-1].get("x")) + float(bars[-1].get("width")) == LEFT + PLOT


def test_a_band_of_points_ends_with_its_maximum():
    labels = BandLabels("t", "d", "before 35", "after 22", ("low", "medium", "high"))
    text = str(grade_band(35, 22, [40, 70], labels=labels, whole=100))
    halves = str(grade_band(Decimal("0.35"), Decimal("0.22"), [Decimal("0.4"), Decimal("0.7")],
                            labels=labels))  # fmt: skip
    assert ">100<" in text
    same = re.compile(r'c?x="[\d.]+"')
    assert same.findall(text) == same.findall(halves)

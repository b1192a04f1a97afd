"""Charts of the certainty: escaped, in the right place, small, and drawable by the PDF engine."""

from xml.etree import ElementTree

import pytest

from riskassess.charts.certainty import (
    LEFT,
    PLOT,
    WIDTH,
    ChanceRow,
    IntervalRow,
    chance_bars,
    interval_band,
    mark,
)
from riskassess.charts.certainty_dots import ChangeRow, DotRow, change_bars, value_dots

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("1")</script> & "x"'
GRADES = ("低风险", "中风险", "高风险")
CHANCES = [
    ChanceRow(0, "低风险", 0.25, "25.0%"),
    ChanceRow(1, EVIL, 0.75, "75.0%", is_result=True),
    ChanceRow(2, "高风险", 0, "0.0%"),
]
CHARTS = {
    "chances": chance_bars([(EVIL, CHANCES), ("措施后", CHANCES)], title=EVIL, desc=EVIL),
    "interval": interval_band(
        [IntervalRow(EVIL, 0.3, 0.35, 0.4), IntervalRow("措施后", 0.7, 0.701, 0.702)],
        limits=[(0.36, "0.36"), (0.64, "0.64")],
        most=(1.0, "1"),
        grades=GRADES,
        title=EVIL,
        desc="说明",
    ),
    "dots": value_dots(
        [DotRow(EVIL, 0.35, 0, "0.350"), DotRow("去掉 E2", 0.37, 1, "0.370")],
        whole=(0.36, "本次 0.360"),
        limits=[(0.36, "界限 0.36"), (0.64, "界限 0.64")],
        title=EVIL,
        desc="说明",
    ),
    "one dot": value_dots(
        [DotRow("平均数", 0, 0, "0.000")], whole=(0, "本次"), limits=[], title="题", desc="说明"
    ),
    "changes": change_bars(
        [
            ChangeRow(EVIL, 0.5, 0.9, "50% → 90%", 2),
            ChangeRow("反对票数", 0.5, 0.1, "50份 → 10份", 0),
            ChangeRow("权重", 0.5, 0.5, "50% → 50.01%", 1),
        ],
        title=EVIL,
        desc="说明",
    ),
}


def parsed(name):
    return ElementTree.fromstring(str(CHARTS[name]))


@pytest.mark.parametrize("name", CHARTS)
def test_chart_is_plain_described_and_small(name):
    svg = parsed(name)
    assert [child.tag for child in svg][:2] == [f"{SVG}title", f"{SVG}desc"]
    allowed = {"title", "desc", "rect", "line", "path", "circle", "text"}
    for element in svg.iter():
        assert element.tag.removeprefix(SVG) in {"svg", *allowed}
        assert not set(element.attrib) & {"style", "class", "id", "href"}
    assert len(CHARTS[name]) < 3500
    assert "<script" not in CHARTS[name]


@pytest.mark.parametrize("name", CHARTS)
def test_everything_stands_within_the_picture(name):
    svg = parsed(name)
    high = float(svg.get("height"))
    for element in svg.iter():
        for key, most in (("x", WIDTH), ("x1", WIDTH), ("x2", WIDTH), ("cx", WIDTH), ("y", high)):
            if key in element.attrib:
                assert 0 <= float(element.get(key)) <= most, (element.tag, element.attrib)


def test_bars_are_as_long_as_the_shares():
    widths = [float(bar.get("width")) for bar in parsed("chances").iter(f"{SVG}rect")]
    assert widths[:6] == [PLOT, PLOT * 0.25, PLOT, PLOT * 0.75, PLOT, 0]
    assert {float(bar.get("x")) for bar in parsed("chances").iter(f"{SVG}rect")} == {LEFT}


def test_grades_differ_by_shape():
    shapes = [str(mark(place, 10, 10)) for place in range(3)]
    assert shapes[0].startswith("<circle")
    assert all(shape.startswith("<path") for shape in shapes[1:])
    assert len(set(shapes)) == 3


def test_limit_outside_of_the_axis_is_not_drawn():
    words = [each.text for each in parsed("dots").iter(f"{SVG}text")]
    assert "界限 0.36" in words
    assert "界限 0.64" not in words


def test_needed_value_lies_on_the_side_it_moves_to():
    circles = [float(each.get("cx")) for each in parsed("changes").iter(f"{SVG}circle")]
    up, down, down_needed, stays = circles
    assert up == down == stays
    assert down_needed < down

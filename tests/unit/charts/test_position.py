"""Where marks lie on a line: the own one beside its word, marks one by one, nothing outside."""

import re

import pytest

from riskassess.charts.position import (
    LEFT,
    PLOT,
    WIDTH,
    Position,
    PositionLabels,
    at,
    position_chart,
)

LABELS = PositionLabels("影响程度", "中位数 50%", "0", "100%", "我 90%")


def drawn(**values):
    found = Position(**({"low": 0.1, "q1": 0.3, "median": 0.5, "q3": 0.7, "high": 0.9} | values))
    return position_chart(found, labels=LABELS)


def test_box_goes_from_quartile_to_quartile():
    box = re.search(r'<rect x="([\d.]+)"[^>]* width="([\d.]+)"', drawn())
    assert box
    x, width = map(float, box.groups())
    assert x == pytest.approx(LEFT + 0.3 * PLOT, abs=0.05)
    assert x + width == pytest.approx(at(0.7), abs=0.1)


@pytest.mark.parametrize(("own", "anchor"), [(0.0, "start"), (0.9, "end"), (1.0, "end")])
def test_own_mark_has_its_word_inside_the_picture(own, anchor):
    figure = drawn(own=own)
    diamond = re.search(r'<path d="M([\d.]+),', figure)
    assert diamond
    assert float(diamond[1]) == pytest.approx(at(own), abs=0.05)
    word = re.search(r'<text x="([\d.]+)"[^>]*text-anchor="(\w+)">我 90%', figure)
    assert word
    assert word[2] == anchor
    assert 0 < float(word[1]) < WIDTH


def test_nobody_is_marked_without_an_own_mark():
    assert "<path" not in drawn()
    assert "我" not in drawn().split("</desc>")[1]


def test_marks_stand_one_by_one_and_a_lone_value_still_has_a_box():
    figure = drawn(low=0.5, q1=0.5, q3=0.5, high=0.5, marks=(0.5, 0.5, 0.5))
    assert figure.count("<circle") == 3
    assert 'width="1.5"' in figure

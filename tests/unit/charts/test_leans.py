"""Leans: bars to both sides of a middle line, marked ones hollow, limits on the same scale."""

import re

from riskassess.charts.leans import HALF, MIDDLE, LeanBar, lean_chart


def drawn(*bars, limit=0.15):
    return lean_chart(bars, limit=limit, limits=("−15%", "+15%"), title="差", desc="两位专家")


def boxes(figure):
    """Return left edge and width of each bar."""
    found = re.findall(r'<rect x="([\d.]+)"[^>]* width="([\d.]+)"', figure)
    return [(float(x), float(width)) for x, width in found]


def test_bars_begin_in_the_middle_and_share_one_scale():
    figure = drawn(LeanBar("E1", 0.3, "+30%", is_marked=True), LeanBar("E2", -0.15, "−15%"))
    (right, long), (left, short) = boxes(figure)
    assert (right, round(long, 1)) == (round(MIDDLE, 1), round(HALF, 1))
    assert abs(left + short - MIDDLE) < 0.2
    assert abs(long - 2 * short) < 0.2


def test_a_marked_bar_is_hollow_with_a_dark_edge():
    figure = drawn(LeanBar("E1", 0.2, "+20%", is_marked=True), LeanBar("E2", 0.1, "+10%"))
    fills = re.findall(r'<rect[^>]* fill="(#\w+)"[^>]* stroke-width="([\d.]+)"', figure)
    assert fills == [("#ffffff", "2"), ("#9fc0cc", "1")]


def test_nobody_who_differs_has_no_bar_and_the_limits_stand():
    figure = drawn(LeanBar("E1", 0, "0%"))
    assert boxes(figure) == []
    assert "−15%" in figure
    assert "+15%" in figure

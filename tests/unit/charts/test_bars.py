"""Bars: lengths on one scale, marks, hollow bars, texts."""

import re

import pytest

from riskassess.charts.bars import FIGURE, NAME, WIDTH, Bar, bars

PLOT = WIDTH - NAME - FIGURE


def drawn(*lines, **more):
    return bars(lines, title="规模", desc="三类", **more)


def lengths(figure):
    return [float(each) for each in re.findall(r'<rect[^>]* width="([\d.]+)"', figure)]


def test_lengths_are_on_one_scale_that_begins_at_zero():
    figure = drawn(Bar("甲", 10, "10人"), Bar("乙", 5, "5人"))
    assert lengths(figure) == [PLOT, PLOT / 2]


def test_mark_beyond_the_longest_bar_sets_the_scale():
    figure = drawn(Bar("甲", 5, "5人", mark=10))
    assert lengths(figure) == [PLOT / 2]
    assert f'x1="{WIDTH - FIGURE:.0f}"' in figure


def test_whole_sets_the_scale_of_shares():
    assert lengths(drawn(Bar("甲", 0.25, "25%"), whole=1)) == [pytest.approx(PLOT / 4, abs=0.05)]


def test_short_bar_is_hollow():
    figure = drawn(Bar("甲", 5, "5人", is_short=True), Bar("乙", 5, "5人"))
    assert re.findall(r'<rect[^>]* fill="([^"]+)"', figure) == ["#ffffff", "#8fb7c4"]


def test_nothing_is_drawn_for_zero_but_its_words():
    figure = drawn(Bar("甲", 0, "0人"))
    assert lengths(figure) == []
    assert "0人" in figure


def test_names_are_escaped_and_cut():
    figure = drawn(Bar("<某某大学马克思主义学院研究中心>", 1, "1人"))
    assert "&lt;某某" in figure
    assert "…" in figure
    assert "<某某" not in figure


def test_figure_says_what_it_shows_first_and_is_small():
    figure = drawn(*(Bar(f"第{n}类", n + 1, f"{n + 1}人", mark=3) for n in range(5)))
    assert figure.index("<title>") < figure.index("<desc>") < figure.index("<rect")
    assert len(figure.encode()) < 2048

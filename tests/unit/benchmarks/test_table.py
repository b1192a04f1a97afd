"""Rows of the yardsticks: ratio, goal, and what is kept between runs."""

import json

import pytest

from benchmarks import Row, __main__, alternate


def row(**changes):
    facts = {
        "yardstick": "Y1", "work": "grading", "peer_name": "bare NumPy", "unit": "s",
        "ours": [1.0, 1.2, 1.1], "peer": [1.0, 1.0, 1.0], "goal": 1.5,
    }  # fmt: skip
    return Row(**(facts | changes))


def test_ratio_is_of_the_medians():
    assert row().ratio == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"goal": 1.05}, False),
        ({"goal": 0.5, "at_least": True}, True),
        ({"goal": 2.0, "at_least": True}, False),
    ],
)
def test_goal_is_a_limit_from_either_side(changes, holds):
    assert row(**changes).holds is holds


def test_both_sides_are_measured_in_turns():
    calls = []
    ours, peer = alternate(lambda: calls.append("o"), lambda: calls.append("p"), repetitions=3)
    assert calls == ["o", "p"] * 4
    assert len(ours) == len(peer) == 3


def test_figures_of_other_rows_are_kept(tmp_path, monkeypatch):
    results = tmp_path / "results.json"
    monkeypatch.setattr(__main__, "RESULTS", results)
    older = [__main__.as_record(row(yardstick="Y10")), __main__.as_record(row(ours=[9.0]))]
    results.write_text(json.dumps({"rows": older}))
    kept = __main__.merged([__main__.as_record(row())])
    assert [(each["yardstick"], each["ours"]) for each in kept] == [("Y1", 1.1), ("Y10", 1.1)]


def test_table_line_tells_a_missed_goal():
    assert "missed" in __main__.as_line(row(goal=1.0))
    assert "missed" not in __main__.as_line(row())

"""The labelled set is whole and split, and its measures are those worked out by hand."""

from collections import Counter

import pytest

from benchmarks import fit_quality
from benchmarks.fit_quality import by_keywords, by_likeness, compare, gain, precision
from expert_pool.fit import FieldText
from riskassess.adapters.manuals import builtin_manual


def test_set_has_projects_enough_of_both_parts_and_wordings():
    projects = fit_quality.labelled_projects()
    assert len(projects) >= 120
    assert len({each.text for each in projects}) == len(projects)
    parts = Counter(each.part for each in projects)
    assert set(parts) == {"choose", "test"}
    assert min(parts.values()) >= 60
    assert min(Counter(each.wording for each in projects).values()) >= 50


def test_labels_name_professions_of_the_manual_and_topics_both_sides_know():
    manual = builtin_manual("cn-default")
    codes = {row.code for row in manual.professions}
    topics = {name: set() for name in ("projects.tsv", "experts.tsv")}
    for name, found in topics.items():
        for row in fit_quality._rows(name):
            found.update(row["topics"].split(), row["side_topics"].split())
    assert topics["projects.tsv"] == topics["experts.tsv"]
    assert {row["profession"] for row in fit_quality.expert_rows()} <= codes
    for each in fit_quality.labelled_projects():
        assert set(each.professions) <= codes
        assert 2 in each.professions.values()
        assert each.experts


def test_precision_and_gain_by_hand():
    ranking = [["a"], ["b"], ["c", "d"], ["e"], ["f"]]
    grades = {"a": 2, "c": 1, "f": 2}
    # first five: a, b, and c, d, e of which the tied ones count together
    assert precision(ranking, grades) == pytest.approx((1 + 0 + 1 + 0) / 5)
    assert precision([["a"]], grades) == pytest.approx(1 / 5)
    best = 3 + 3 / 1.584962500721156 + 1 / 2
    found = 3 + 0.5 / 2 + 0.5 / 2.321928094887362
    assert gain(ranking, grades) == pytest.approx(found / best)


def test_keyword_match_counts_different_words_and_ties():
    texts = [
        FieldText("a", "水库大坝水库"),
        FieldText("b", "水库"),
        FieldText("c", "诉讼"),
        FieldText("d", "大坝"),
    ]
    assert by_keywords("水库大坝", texts) == [["a"], ["b", "d"]]
    assert by_likeness("水库大坝", texts)[0] == ["a"]


def test_comparison_of_pairs_by_hand():
    same = compare([0.2, 0.4], [0.2, 0.4])
    assert (same.wins, same.ties, same.losses, same.p) == (0, 2, 0, 1.0)
    better = compare([1.0] * 12, [0.0] * 12)
    assert (better.low, better.high, better.wins) == (1.0, 1.0, 12)
    assert better.p < 0.001


def test_same_set_gives_the_same_figures():
    projects = fit_quality.part_of("choose")[:5]
    assert fit_quality.scores("experts", by_likeness, projects) == fit_quality.scores(
        "experts", by_likeness, projects
    )

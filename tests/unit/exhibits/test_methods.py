"""Ways of reckoning in words: each weight method, middle and contradiction has its own."""

from dataclasses import replace
from fractions import Fraction

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.computed import compute_text
from riskassess.domain.manual.estimates import (
    Aggregate,
    Mixing,
    MixingRule,
    PairwiseMethod,
    WeightMethod,
)
from riskassess.exhibits.methods import degree_words, estimate_words, level_words, weight_method
from riskassess.exhibits.results import result_sections
from riskassess.proof.canonical import canonical_json
from tests.support.kinds import every_kind

DEFAULT = builtin_manual("cn-default")


def with_weights(manual=DEFAULT, **changes):
    return replace(manual, weights=replace(manual.weights, **changes))


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (WeightMethod.MEAN_SHARE, "平均值，除以全部因素平均值之和"),
        (WeightMethod.MEDIAN_SHARE, "专家打分中位数法"),
        (WeightMethod.TRIMMED_SHARE, "去掉一个最高分和一个最低分后的平均值"),
        (WeightMethod.ENTROPY, "熵权法"),
    ],
)
def test_each_weight_method_is_named(method, words):
    assert words in weight_method(with_weights(method=method))


def test_trimming_says_from_how_many_experts_on():
    told = weight_method(with_weights(method=WeightMethod.TRIMMED_SHARE, trim_from=5))
    assert "不足 5 人时不去" in told


def test_comparisons_name_the_way_and_the_levels():
    ahp = builtin_manual("cn-ahp")
    assert "特征向量法" in weight_method(ahp)
    assert "因素权重 = 类型权重 × 类型内权重" in weight_method(ahp)
    pairwise = replace(ahp.weights.pairwise, two_level=False, method=PairwiseMethod.COLUMN_MEAN)
    told = weight_method(with_weights(ahp, pairwise=pairwise))
    assert "列平均法" in told
    assert "类型权重" not in told


def test_combined_weights_name_both_and_their_shares():
    both = MixingRule(WeightMethod.AHP, WeightMethod.ENTROPY, Mixing.LINEAR, share=Fraction(3, 10))
    manual = with_weights(builtin_manual("cn-ahp"), method=WeightMethod.COMBINED, mixing=both)
    assert weight_method(manual) == "组合赋权：层次分析法占 0.3，熵权法占其余"
    product = replace(both, how=Mixing.PRODUCT)
    manual = with_weights(manual, mixing=product)
    assert weight_method(manual) == "组合赋权：层次分析法与熵权法的权重相乘后归一"


@pytest.mark.parametrize(
    ("aggregate", "words"),
    [
        (Aggregate.MEAN, "平均数"),
        (Aggregate.MEDIAN, "中位数"),
        (Aggregate.TRIMMED, "去掉一个最高和一个最低"),
    ],
)
def test_levels_say_how_the_panel_came_to_them(aggregate, words):
    manual = builtin_manual("cn-levels")
    manual = replace(manual, estimates=replace(manual.estimates, aggregate=aggregate))
    assert words in level_words(manual)


def test_degrees_name_their_limits_or_their_matrix():
    assert "重大 > 0.64" in degree_words(DEFAULT)
    assert "查矩阵 HB" in degree_words(builtin_manual("cn-default-matrix-hb"))


def test_the_way_never_names_what_experts_are_not_asked():
    assert not any("风险值" in words for words in estimate_words(builtin_manual("cn-levels"))[:3])


KINDS = every_kind()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file_is_said_in_words(name):
    plain, manual = KINDS[name]
    found = compute_text(canonical_json(plain), manual)
    sections = result_sections(found, {}, sent=None)
    assert len(sections.explanations) == len(sections.headlines) == 2
    assert bool(sections.points) is manual.asks_points
    assert bool(sections.factors) is manual.asks_scores


def test_a_contradiction_is_a_remark_with_the_pair_to_look_at():
    plain, manual = KINDS["one-level"]
    found = compute_text(canonical_json(plain), manual)
    ((_moment, section),) = result_sections(found, {}, sent=None).weights
    (check,) = section.checks
    assert (check.is_consistent, check.verdict, check.shape) == (False, "需复核", "▲")
    assert section.remarks[0].startswith("全部因素的 CR = 0.112，不小于 0.1")
    repair = found.result.before.weights.checks[0].result.repair
    codes = found.result.before.weights.checks[0].codes
    assert f"“{codes[repair.row - 1]}”与“{codes[repair.column - 1]}”" in section.remarks[0]

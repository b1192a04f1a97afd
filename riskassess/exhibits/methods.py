"""The manual's ways of reckoning, named in words: the same on pages and in print."""

from dataclasses import dataclass

from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import (
    Aggregate,
    DegreeRule,
    IndexVariant,
    Mixing,
    PairwiseMethod,
    ScoreScale,
    WeightMethod,
)
from riskassess.exhibits.exact import short
from riskassess.exhibits.manual_values import code_word
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import label

SHARE_OF_MIDDLE: dict[WeightMethod, LazyText] = {
    WeightMethod.MEAN_SHARE: _l("专家打分平均法：各专家权重打分的平均值，除以全部因素平均值之和"),
    WeightMethod.MEDIAN_SHARE: _l("专家打分中位数法：各专家权重打分的中位数，除以全部中位数之和"),
    WeightMethod.TRIMMED_SHARE: _l(
        "专家打分去极值平均法：去掉一个最高分和一个最低分后的平均值，除以全部因素该值之和"
        "（不足 %(n)s 人时不去）"
    ),
    WeightMethod.ENTROPY: _l("熵权法：专家权重打分相差越大的因素权重越大，打分全同的因素权重为 0"),
}
PAIRWISE: dict[PairwiseMethod, LazyText] = {
    PairwiseMethod.EIGENVECTOR: _l("特征向量法"),
    PairwiseMethod.GEOMETRIC: _l("几何平均法"),
    PairwiseMethod.COLUMN_MEAN: _l("列平均法"),
}
MIDDLE: dict[Aggregate, LazyText] = {
    Aggregate.MEAN: _l("各专家所评的平均值"),
    Aggregate.MEDIAN: _l("各专家所评的中位数"),
    Aggregate.TRIMMED: _l("各专家所评去掉一个最高和一个最低后的平均值（不足 %(n)s 人时不去）"),
}
LEVEL: dict[Aggregate, LazyText] = {
    Aggregate.MEAN: _l("各专家所选档次的平均数，取最近的一档，恰在中间取高的一档"),
    Aggregate.MEDIAN: _l("各专家所选档次的中位数，恰在中间取高的一档"),
    Aggregate.TRIMMED: _l(
        "各专家所选档次去掉一个最高和一个最低后的平均数，取最近的一档，恰在中间取高的一档"
        "（不足 %(n)s 人时不去）"
    ),
}
TERM: dict[IndexVariant, LazyText] = {
    IndexVariant.A: _l("各因素的权重 × 风险值之和"),
    IndexVariant.B: _l("各因素的权重 × 等级系数之和"),
    IndexVariant.C: _l("各因素的权重 × 等级系数之和"),
    IndexVariant.FUZZY: _l("各因素的权重 × 模糊评分之和；模糊评分为各程度的隶属度 × 系数之和"),
}
WEIGHTED: dict[IndexVariant, LazyText] = {
    IndexVariant.A: _l("权重×风险值"),
    IndexVariant.B: _l("权重×系数"),
    IndexVariant.C: _l("权重×系数"),
    IndexVariant.FUZZY: _l("权重×评分"),
}
COUNTED: dict[IndexVariant, LazyText] = {
    IndexVariant.A: _l("风险值"),
    IndexVariant.B: _l("等级系数"),
    IndexVariant.C: _l("等级系数"),
    IndexVariant.FUZZY: _l("模糊评分"),
}


@dataclass(frozen=True)
class ManualStanding:
    """What a reader must know of a manual before trusting its grade."""

    name: str
    is_verified: bool
    notes: list[str]


def manual_standing(manual: Manual) -> ManualStanding:
    """Return title, version and notes of a manual, and whether it was held against its source."""
    locale = current_locale()
    title = _("%(title)s（%(id)s 第 %(n)s 版）", title=manual.title, id=manual.id, n=manual.version)
    return ManualStanding(title, manual.verified, [note(locale) for note in manual.notes])


def weight_method(manual: Manual) -> str:
    """Return how the weights come about, with the terms of a combined method."""
    rule = manual.weights
    if rule.mixing is None:
        return _one_method(rule.method, manual)
    first, second = (code_word("method", each) for each in (rule.mixing.first, rule.mixing.second))
    if rule.mixing.how is Mixing.PRODUCT:
        return _("组合赋权：%(first)s与%(second)s的权重相乘后归一", first=first, second=second)
    return _(
        "组合赋权：%(first)s占 %(share)s，%(second)s占其余",
        first=first,
        second=second,
        share=short(rule.mixing.share),
    )


def _one_method(method: WeightMethod, manual: Manual) -> str:
    rule = manual.weights
    if method is not WeightMethod.AHP or rule.pairwise is None:
        return SHARE_OF_MIDDLE[method] % {"n": rule.trim_from}
    words = {"method": PAIRWISE[rule.pairwise.method], "at": rule.pairwise.paragraph}
    if rule.pairwise.two_level:
        return _(
            "层次分析法：专家组两两比较的几何平均成判断矩阵，以%(method)s求权重；"
            "因素权重 = 类型权重 × 类型内权重（手册 %(at)s 段）",
            **words,
        )
    return _(
        "层次分析法：专家组两两比较的几何平均成判断矩阵，以%(method)s求权重（手册 %(at)s 段）",
        **words,
    )


def middle_words(manual: Manual) -> str:
    """Return how the panel's share comes from the experts' shares."""
    rule = manual.estimates
    return MIDDLE[rule.aggregate] % {"n": rule.trim_from}


def level_words(manual: Manual) -> str:
    """Return how the panel's level comes about."""
    rule = manual.estimates
    if rule.scale is ScoreScale.SHARE:
        return _("%(middle)s所在的一档", middle=middle_words(manual))
    return LEVEL[rule.aggregate] % {"n": rule.trim_from}


def degree_words(manual: Manual) -> str:
    """Return how a degree comes about, with the limits of the product rule."""
    rule = manual.degrees
    matrix = rule.matrix_in_use
    if rule.rule is DegreeRule.MATRIX and matrix is not None:
        return _(
            "风险程度按概率档与影响档查矩阵 %(code)s（%(name)s，手册 %(at)s 段）",
            code=matrix.code, name=matrix.name, at=rule.paragraph,
        )  # fmt: skip
    steps = [
        _("%(name)s > %(limit)s", name=step.name, limit=step.above)
        for step in rule.steps
        if step.above is not None
    ]
    return _(
        "风险程度按手册 %(at)s 段的界限，恰在界限上属低一级：%(steps)s",
        at=rule.paragraph,
        steps=_("，").join(steps),
    )


def coefficient_words(manual: Manual) -> str:
    """Return what each degree counts in the index."""
    told = [f"{label(row.degree)} {short(row.value)}" for row in manual.index.coefficients]
    return _("，").join(told)


def index_words(manual: Manual) -> str:
    """Return the formula of the index by the manual."""
    rule = manual.index
    name = rule.name(current_locale())
    words = _(
        "%(name)s = %(term)s（手册 %(at)s 段）",
        name=name,
        term=TERM[rule.variant],
        at=rule.paragraph,
    )
    if not rule.coefficients:
        return words
    return _("%(words)s；系数：%(rows)s", words=words, rows=coefficient_words(manual))


def estimate_words(manual: Manual) -> list[str]:
    """Return the whole way from the sheets to the index, a sentence each."""
    told = [_("权重按%(words)s。", words=weight_method(manual))]
    if manual.asks_levels:
        told.append(_("概率档、影响档：%(words)s。", words=level_words(manual)))
    else:
        told.append(_("概率、影响：%(words)s（0 至 1）。", words=middle_words(manual)))
    if not manual.asks_levels:
        told.append(_("风险值 = 概率 × 影响。"))
    if manual.degrees.rule is DegreeRule.MATRIX and not manual.asks_levels:
        told.append(_("概率档、影响档：%(words)s。", words=level_words(manual)))
    return [*told, degree_words(manual) + _("。"), index_words(manual) + _("。")]
